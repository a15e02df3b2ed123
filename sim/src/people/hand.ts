import { openUndo, type Room, type Undo } from "@alongside/client";
import { type Point, Refused, type Viewport } from "@alongside/core";
import { sessionOf } from "../../../packages/client/src/room/sessions.ts";
import { type Board, GONE } from "../app/board.ts";
import { Broken } from "../checkers/broken.ts";
import type { ChangeName } from "../checkers/checkers.ts";
import type { Page } from "./page.ts";
import { Locker } from "./locker.ts";
import { Shadows } from "../checkers/shadows.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Trash } from "../app/trash.ts";
import { Typist } from "./typist.ts";
import type { UndoWatch } from "../checkers/undo-watch.ts";

/** How a change has to end. */
export type End = "committed" | "refused" | "either";

/** Why a change may be refused that the world could not foresee. */
const UNFORESEEN = new Set([
  "rule.forbidden",
  GONE,
  "op.void",
  "op.cycle",
  "op.depth",
  "text.gone",
  "undo.changed",
]);

/**
 * Why a change may be refused that wrote to a record which a mutation was guessed to make: what the server's run made under that
 * id may be another kind of record.
 */
const GUESSED_WRONG = new Set(["op.across-keys", "op.wrong-type", "op.unknown-field"]);

/** Why a change may not be saved whose log went back or was deleted. */
const WENT_BACK = new Set(["room.rewound", "room.deleted"]);

/** What pages look at. A room that is left and joined again at once is the same on its page. */
const VIEWPORTS = new WeakMap<object, Viewport | undefined>();

interface Made {
  readonly committed: Promise<{ readonly seq: number; readonly void: readonly unknown[] }>;
}

/** Somebody's hold of one room, from joining to leaving, and what they do in it. */
export class Hand {
  /** The page that the hand is at. */
  readonly actor: Page;
  /** The room's own id. */
  readonly id: string;
  readonly room: Room<typeof Board>;
  readonly undo: Undo;
  readonly shadows: Shadows;
  readonly typist: Typist;
  readonly around: Surroundings;
  readonly trash: Trash;
  readonly watch: UndoWatch;
  /** In worlds where people lock what they work on. */
  readonly locker: Locker | undefined;
  /** Changes made and not ended, as the person at the page knows them. */
  open = 0;
  hasLeft = false;
  /** What it is told is cut to fewer rights than it was let in with, until it is let in again. */
  isCut = false;
  /** Gestures that this page has begun, those that are over too. */
  readonly gestures: { readonly isOpen: boolean }[] = [];
  readonly #stopPings: () => void;
  readonly #stopWatching: () => void;

  constructor(
    actor: Page,
    id: string,
    room: Room<typeof Board>,
    around: Surroundings,
    watch: UndoWatch,
  ) {
    this.actor = actor;
    this.id = id;
    this.room = room;
    this.around = around;
    this.trash = around.checkers(id).trash;
    this.watch = watch;
    this.undo = openUndo(room);
    this.shadows = new Shadows(room, around.random.chance(0.6));
    this.typist = new Typist(actor.number, room, around, this.shadows);
    const { lockSeed } = around;
    if (lockSeed !== undefined) {
      this.locker = new Locker(room, around, lockSeed + actor.number, `${actor.number} in ${id}`);
      this.locker.work(() => this.isAlive);
    }
    const watchCursors = around.checkers(id).cursors.watch(`${actor.number} in ${id}`);
    this.#stopWatching = room.others.subscribe((others) => {
      try {
        watchCursors(others);
      } catch (error) {
        around.onBroken(error);
      }
    });
    this.#stopPings = room.on("ping", ({ from, n }, sender) => {
      try {
        around.pings.hear(id, actor.clientId, from, n);
        const { hasGoneBack } = around.checkers(id);
        if (sender !== undefined && sender.client !== from && !hasGoneBack)
          throw new Broken(`${actor.clientId}: event ${n} of ${from} came as of ${sender.client}`);
      } catch (error) {
        around.onBroken(error);
      }
    });
  }

  /** Moves its cursor. */
  point(cursor: Point | null): void {
    this.around.checkers(this.id).cursors.moved(this.client, cursor);
    this.room.presence.set({ cursor });
  }

  /** What its page looks at. */
  get viewport(): Viewport | undefined {
    return VIEWPORTS.get(sessionOf(this.room));
  }

  look(viewport: Viewport | undefined): void {
    VIEWPORTS.set(sessionOf(this.room), viewport);
    this.room.look(viewport);
    this.around.faults.count("looked");
  }

  /** Under which client id the page writes in the room. */
  get client(): string {
    return sessionOf(this.room).copy.client;
  }

  get isAlive(): boolean {
    return this.actor.isAlive && !this.hasLeft;
  }

  /** Holds what editors of its texts were told against what is seen. */
  checkTold(): void {
    if (!this.hasLeft) this.shadows.check(`${this.actor.number} in ${this.id}`);
  }

  /** Whether the page is there, the room in it, and something may be written. */
  get canWrite(): boolean {
    const write = this.room.rights.get()?.write;
    return this.isAlive && this.room.get() !== undefined && (write === true || write?.length !== 0);
  }

  /** Whether a top-level key may be written, as far as this page knows. */
  mayWrite(key: string): boolean {
    const write = this.room.rights.get()?.write;
    return write === true || write?.includes(key) === true;
  }

  leave(): void {
    this.hasLeft = true;
    this.#stopPings();
    this.#stopWatching();
    this.room.leave();
  }

  /**
   * Makes a change and holds it to the end it must have, which may be known only once it was made. Returns whether it was: rights
   * may just have gone.
   */
  expect(ending: End | (() => End), make: () => Made): boolean {
    const { copy } = sessionOf(this.room);
    const { next } = copy.pending;
    let made: Made;
    try {
      made = make();
    } catch (error) {
      if (error instanceof Refused && this.#isAboutRights(error)) return false;
      throw error;
    }
    const end = typeof ending === "function" ? ending() : ending;
    // What was typed may have joined the change before.
    for (let n = next - 1; n < copy.pending.next; n++) this.watch.made(n, copy.replica.opsOf(n));
    // What joined the change before it, or wrote nothing, has no number of its own. A retry is followed by what leaned on it.
    const isNew = copy.pending.next > next && copy.pending.get(next) !== undefined;
    const change = isNew ? { client: copy.client, n: next } : undefined;
    this.open += 1;
    made.committed.then(
      ({ seq, void: gone }) => {
        this.open -= 1;
        this.#told(change, seq, "change");
        if (gone.length > 0) this.around.faults.count("void-op");
        if (end === "refused") this.#break("a change the rule forbids was committed");
      },
      (error: unknown) => {
        this.open -= 1;
        this.#refused(end, change, error);
      },
    );
    return true;
  }

  #told(change: ChangeName | undefined, seq: number, kind: "change" | "outcome"): void {
    if (change === undefined) return;
    const session = sessionOf(this.room);
    this.around.checkers(this.id).settled({ ...change, seq, kind, session });
  }

  #refused(end: End, change: ChangeName | undefined, error: unknown): void {
    if (!this.actor.isAlive) return;
    if (!(error instanceof Refused)) return this.#break(`a change ended with ${String(error)}`);
    // It wrote only to what a refused change would have made, and went with it.
    if (error.code === "op.cycle") this.around.faults.count("cycle");
    if (error.code === "op.depth") this.around.faults.count("depth");
    if (error.code === "change.leaning" || this.#isAboutRights(error)) return;
    if (WENT_BACK.has(error.code)) return this.#handedBack(error);
    if (GUESSED_WRONG.has(error.code)) return;
    if (end === "committed" || (end === "either" && !UNFORESEEN.has(error.code)))
      this.#break(`nothing forbids this, and it was refused: ${error.code} ${error.message}`);
    if (UNFORESEEN.has(error.code)) this.#told(change, Infinity, "outcome");
    // A press that the server could not follow is told by `undo.changed`, and its step stays.
    if (error.code === "undo.changed") return;
    if (!this.room.rejected.get().some(({ code }) => code === error.code))
      this.#break(`a change was refused with ${error.code} and is not listed`);
  }

  /** What cannot go on as the log went back, or is gone, is listed. */
  #handedBack({ code }: Refused): void {
    if (!this.around.checkers(this.id).hasGoneBack)
      this.#break(`a change was refused with ${code}, and the log never went back`);
    if (!this.room.rejected.get().some((one) => one.code === code))
      this.#break(`a change was refused with ${code} and is not listed`);
    this.around.faults.count("handed-back");
  }

  #isAboutRights({ code }: Refused): boolean {
    return code.startsWith("auth.") && this.around.access.hasChanged(this.actor.user);
  }

  #break(what: string): void {
    this.around.onBroken(new Broken(`${this.actor.number} in ${this.id}: ${what}`));
  }
}
