import { toJSON } from "@alongside/core";
import type { Frame } from "@alongside/core/engine";
import { sessionOf } from "../../../packages/client/src/room/sessions.ts";
import { Board } from "../app/board.ts";
import { Broken } from "../checkers/broken.ts";
import { firstDifference } from "../checkers/difference.ts";
import type { ShownPast } from "../checkers/past.ts";
import { PreviewsSeen } from "../checkers/previews-seen.ts";
import { Frames, type Seats, textOf } from "../network/frames.ts";
import type { Actor } from "../people/actor.ts";
import type { Hand } from "../people/hand.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Trace } from "./trace.ts";

interface WitnessOptions {
  readonly around: Surroundings;
  readonly trace: Trace;
  /** Takes what pages show, to be asked for later. */
  readonly past: ShownPast;
  /** Who is at a page; undefined where it is gone. */
  actorOf(page: number): Actor | undefined;
  /** Whether nothing has gone wrong for so long that every token was renewed. */
  isLongCalm(): boolean;
  /** Runs what has no caller to catch for it. */
  guard(fn: () => void): void;
}

/** Looks at every frame of the server, and at what it does to the page that it reaches. Throws `Broken`. */
export class Witness {
  readonly #options: WitnessOptions;
  readonly #frames = new Frames();
  readonly #previews = new PreviewsSeen();
  /** What the session of each room has told of a log that went back. */
  readonly #rewound = new WeakMap<object, unknown>();

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  /** The server has sent a frame to a page. */
  sent(page: number, frame: Frame, seats: Seats): void {
    const { around, trace } = this.#options;
    trace.note(`server → ${page}`, frame, "server");
    const message = this.#frames.read(frame, seats);
    if ("room" in message)
      around.checkers(keyOf(message.room)).sent(page, textOf(frame, message), message);
    if (message.type === "closed" && message.code === "text.rebase") around.faults.count("rebase");
    // Whoever is asked for a new token in time brings one, when nothing goes wrong.
    if (message.type === "bye" && message.code === "auth.expired" && this.#options.isLongCalm())
      throw new Broken(`the token of ${page} ended, and it was not renewed`);
  }

  /** A frame is about to reach a page. Returns what is to be called once it has taken it in. */
  delivering(page: number, frame: Frame, seats: Seats): () => void {
    const { around, trace, actorOf, guard, past } = this.#options;
    const actor = actorOf(page);
    if (actor === undefined) return () => undefined;
    trace.note(`${page} ←`, frame, "server");
    const message = this.#frames.read(frame, seats);
    this.#previews.see(page, message);
    if (message.type !== "entries" && message.type !== "joined") return () => undefined;
    const hand = actor.hands.get(keyOf(message.room));
    // Only acknowledgements of the receiver's own, next in order, just as it asked.
    if (hand === undefined) return () => undefined;
    hand.isCut = message.type === "entries" && (hand.isCut || message.cut === true);
    const isMatching =
      message.type === "entries" &&
      message.list.every(
        (entry) => "ack" in entry && !("ops" in entry) && isGuessed(hand, entry.ack),
      );
    const isAnew = message.type === "joined" && message.state !== undefined;
    if (isAnew && hand.room.get() !== undefined) around.faults.count("state-anew");
    const isUnmoved = isMatching && hand.room.status.get().name === "live";
    // Somebody's gesture comes to light where the own pending change lay over it.
    const isShown = this.#previews.anyFor(page, message.room);
    const before = hand.room.get();
    const rewound = hand.room.rewound.get();
    return () =>
      guard(() => {
        if (message.type === "joined") this.#checkJoined(hand, before, rewound);
        hand.checkTold();
        if (!this.#previews.anyFor(page, message.room)) past.note(hand);
        if (isUnmoved && !isShown) requireUnmoved(hand, before, textOf(frame, message));
      });
  }

  /** A page that was told that the log has gone back keeps what was seen right before. */
  #checkJoined(hand: Hand, before: unknown, rewound: unknown): void {
    const now = hand.room.rewound.get();
    const session = sessionOf(hand.room);
    const isRewound = now !== this.#rewound.get(session);
    this.#rewound.set(session, now);
    this.#options.around.checkers(hand.id).joined(session, isRewound);
    // It may have been told while nobody at the page was in the room, which was kept for what was pending.
    if (now === rewound) return;
    this.#options.around.faults.count("rewound");
    if (now?.state !== before)
      throw new Broken(`${hand.actor.number}: what is kept of the log before is not what was seen`);
  }
}

/** A room's own id. */
function keyOf(room: string): string {
  return room.slice(Board.name.length + 1);
}

/**
 * Whether a page could guess what its change does: what it moves into a record that it was not told of, as that is in the trash,
 * goes there once the log says so.
 */
function isGuessed({ room }: Hand, n: number): boolean {
  const { replica } = sessionOf(room).copy;
  const ops = Object.values(replica.opsOf(n)).flat();
  return ops.every((op) => op.op !== "move" || replica.node(op.in.of) !== undefined);
}

function requireUnmoved({ room, actor }: Hand, before: unknown, frame: string): void {
  const after = room.get();
  if (after === before) return;
  const where = firstDifference(toJSON(before), toJSON(after));
  throw new Broken(
    `${actor.number}: an ack that matches the guess moved the view at ${where}: ${frame}`,
  );
}
