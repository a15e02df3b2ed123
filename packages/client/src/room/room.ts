import { Refused, type RoomDefinition, type StorageOf } from "@alongside/core";
import {
  type Ack,
  type Commit,
  type Down,
  type DownEntry,
  encodeEvent,
  encodeJoin,
  encodeLeave,
  Incompatible,
  inWords,
  linked,
  type Joined,
  remedyFor,
  shapeForServer,
} from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import type { ClientStatus } from "../client-types.ts";
import { backoff, type Reason, reasonOf, STABLE_MS } from "../connection/machine.ts";
import type { Report } from "../readable.ts";
import { Presence } from "../presence/presence.ts";
import { attempt } from "./attempt.ts";
import { checkSize } from "./check-size.ts";
import { READ_ONLY, RoomCopy } from "./copy.ts";
import { deferred } from "./deferred.ts";
import { Events } from "./events.ts";
import type { Gestures } from "./gestures.ts";
import type { RoomHost } from "./host.ts";
import { Outcomes } from "./outcomes.ts";
import { Rejections } from "./rejections.ts";
import { restart } from "./restart.ts";
import { REWOUND, type Rewound } from "./rewound.ts";
import type { SessionState } from "./session-state.ts";
import { isSameStatus, roomStatus } from "./status.ts";
import type { RoomStatus } from "./types.ts";
import { Writing } from "./writing.ts";

type RoomMessage = Extract<Down, { readonly seat: number }>;

/** The server's entries do not continue our `seq`: the room is joined anew, from its state. */
class OutOfStep extends Error {
  override readonly name = "OutOfStep";

  constructor(words = "link.out-of-step") {
    super(words);
  }
}

/** The log has an entry of a kind that this page does not know: what comes after it cannot be shown. */
class Outdated extends Error {
  override readonly name = "Outdated";
  readonly code = "client.outdated";

  constructor(kind: string) {
    super(
      inWords(
        () =>
          `The room has entries of the kind "${kind}", which this page is too old for: reload it`,
      ) ?? "client.outdated",
    );
  }
}

/** A room on this page: what it holds, and its session with the server. */
export class RoomSession<D extends RoomDefinition> {
  readonly copy: RoomCopy<D>;
  readonly writing: Writing<D>;
  readonly outcomes: Outcomes<D>;
  readonly rejections: Rejections<D>;
  /** Once `openGesture` was called. */
  gestures: Gestures<D> | undefined;
  readonly presence: Presence<D>;
  readonly events: Events;
  readonly status: Cell<RoomStatus>;
  readonly rewound: Cell<Rewound<D> | undefined>;
  readonly report: Report;
  readonly host: RoomHost;
  readonly #stopStatus: () => void;
  #session: SessionState = { name: "out" };
  #mark: string | undefined;
  #ready = deferred();
  #attempt = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelTyping: (() => void) | undefined;
  /** What the status was made from. */
  #toldFrom: {
    readonly client?: ClientStatus;
    readonly session?: SessionState;
    readonly size?: number;
    readonly isReady?: boolean;
  } = {};
  /** `lastCounter` is the last one this client used in the room before. */
  constructor(definition: D, id: string, host: RoomHost, lastCounter: number) {
    const { report } = host;
    this.report = report;
    this.host = host;
    this.copy = new RoomCopy(definition, id, host, lastCounter);
    this.writing = new Writing(this.copy, host, this.#onWrite);
    this.rejections = new Rejections(this.writing, report);
    this.outcomes = new Outcomes(this.copy, this.rejections);
    this.events = new Events(definition, report);
    this.presence = new Presence<D>(this.copy, host);
    this.status = new Cell(this.#statusNow(), report);
    this.rewound = new Cell<Rewound<D> | undefined>(undefined, report);
    this.#stopStatus = host.status.subscribe(() => this.#tellStatus());
  }

  get definition(): D {
    return this.copy.definition;
  }

  get name(): string {
    return this.copy.name;
  }

  /** Whether the room is on its way here, which takes as long as it is large. */
  get isJoining(): boolean {
    return this.#session.name === "joining";
  }

  /** Whether the room was deleted: who joins it again begins it anew, with nothing of this one. */
  get isDeleted(): boolean {
    return this.#session.name === "refused" && this.#session.reason.code === DELETED;
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Whether the server has been asked something whose answer is not here yet: then it is no time to leave. */
  get isBusy(): boolean {
    return this.#session.name === "joining" || this.copy.pending.size > 0;
  }

  readonly get = (): StorageOf<D> | undefined =>
    this.copy.isReady ? (this.copy.replica.view as unknown as StorageOf<D>) : undefined;

  broadcast(name: string, body: unknown): boolean {
    const event = { seat: this.copy.seat, name, body: this.events.check(name, body) };
    const frame = checkSize(encodeEvent(event), this.host.limits.message);
    if (this.copy.isIn) this.host.send(frame);
    return this.copy.isIn;
  }

  /** Enters, or resumes. The link is live. */
  enter(): void {
    if (this.#session.name !== "out" && this.#session.name !== "waiting") return;
    this.#become({ name: "joining" });
    const mark = this.#mark;
    const { seat, client, log, seq, at, pending } = this.copy;
    const join = encodeJoin({
      seat,
      room: this.name,
      version: this.definition.version,
      client,
      ...(log && { last: { ...log, seq, at } }),
      ended: pending.ended,
      ...(mark !== undefined && { mark }),
      shape: shapeForServer(this.definition),
    });
    this.host.send(join);
  }

  /** The link is down. What others showed stays as it was until it is back. */
  down(): void {
    if (this.#session.name !== "refused" && this.#session.name !== "left")
      this.#become({ name: "out" });
  }

  /** The connection as a whole was refused. */
  linkRefused(reason: Reason): void {
    if (reason.code === "auth.ended") this.#loseRights(reason);
    if (this.copy.isReady) return;
    this.#ready = this.#ready.renewed();
    this.#ready.reject(linked(new Refused(reason.code, reason.message)));
  }

  /** Somebody asked to try again, also after a refusal. */
  retry(): void {
    if (!this.copy.isReady) this.#ready = this.#ready.renewed();
    if (this.#session.name === "refused") this.#become({ name: "out" });
    if (this.host.isLive) this.enter();
  }

  /** Sends at once what waits to be sent together with more, as the page may be gone in a moment. */
  flush(): void {
    this.#cancelTyping?.();
    this.#cancelTyping = undefined;
    this.#sendChanges(true);
    this.presence.flush();
  }

  /** The client has left another room: there may be place for this one now. */
  placeFreed(): void {
    const session = this.#session;
    if (session.name === "refused" && session.reason.code === "limit.rooms") this.retry();
  }

  /** Tells the others that this page is gone, so that they need not wait and see. */
  goodbye(): void {
    if (this.copy.isIn) this.host.send(encodeLeave(this.copy.seat));
  }

  /** Nothing is heard of the room on this page any more. */
  leave(): void {
    this.goodbye();
    this.#become({ name: "left" });
    this.#cancelTyping?.();
    this.gestures?.cancelAll();
    this.outcomes.end();
    this.presence.stop();
    this.#stopStatus();
    const words = inWords(() => `The room ${this.name} was left`);
    this.#ready.reject(linked(new Refused("room.left", words)));
  }

  /**
   * Something was written. What `isTypedOn` joined a change that waits to be sent already: neither what may be sent nor the status is
   * another than before, and each letter is spared the look (`text-local`).
   */
  readonly #onWrite = (isTypedOn = false): void => {
    // Text events first: they move the own caret before it is published.
    this.copy.textEvents.tell();
    if (!isTypedOn) {
      this.#sendChanges();
      this.#tellStatus();
    }
    this.copy.tellView();
    this.rejections.tell();
    if (!isTypedOn) this.host.onChange();
  };

  /** Sends what may be sent, and comes back for what is still being typed. */
  #sendChanges(isHurried = false): void {
    if (!this.copy.isIn) return;
    const { clock, limits } = this.host;
    const { sent } = this.copy.pending;
    const wait = this.copy.pending.send(
      limits.inFlight,
      clock.now(),
      isHurried,
      (change) => this.writing.frame(this.writing.dataOf(change)),
      (frame) => this.host.connection.send(frame, true),
    );
    if (this.copy.pending.sent > sent) {
      this.presence.sendCarets();
      this.host.connection.expectAnswer();
    }
    if (wait === undefined || this.#cancelTyping !== undefined) return;
    this.#cancelTyping = clock.after(wait, () => {
      this.#cancelTyping = undefined;
      this.#sendChanges();
    });
  }

  // What the server says.

  receive(message: RoomMessage): void {
    try {
      this.#receive(message);
    } catch (error) {
      this.host.report(error);
      this.#mark = undefined;
      if (error instanceof Incompatible || error instanceof Outdated) {
        this.host.send(encodeLeave(this.copy.seat));
        this.copy.isReady = false;
        this.#refuse({ code: error.code, message: error.message });
      } else
        this.host.connection.drop(
          reasonOf(
            "link.out-of-step",
            inWords(() => "Something is amiss; the room is fetched anew"),
          ),
        );
      // What was taken in before it failed is told all the same: it is what is seen.
      this.copy.tellView();
    }
  }

  #receive(message: RoomMessage): void {
    switch (message.type) {
      case "joined":
        if (this.#session.name === "joining" || this.#session.name === "waiting")
          this.#joined(message);
        return;
      case "closed":
        return this.#closed({ code: message.code, message: message.message }, message.wait);
      // What was under way to an earlier session of the room is passed over: `joined` tells of it too.
      case "entries":
        if (!this.copy.isIn) return;
        // The link may be lost before it is said that the rights are others.
        if (message.cut) this.#mark = undefined;
        this.#entries(message.list);
        this.presence.advance();
        return this.#onWrite();
      case "tick":
        if (this.copy.isIn && this.presence.tick(message)) this.copy.tellView();
        return;
      case "notice":
        return this.host.report(new Refused(message.code, message.message));
      case "event": {
        if (!this.copy.isIn) return;
        const from = message.from === undefined ? undefined : this.presence.other(message.from);
        return this.events.happened(message.name, message.body, from);
      }
    }
  }

  #joined(joined: Joined): void {
    const { mark, log, state, from, at, list, ended, outcomes = [], rights, people } = joined;
    const { copy, outcomes: ends, gestures } = this;
    if (log.verdict === "rewound") this.#rewind(ended);
    if (state !== undefined) {
      const told = new Set(
        list.flatMap((entry) =>
          "ack" in entry ? [entry.ack] : "refused" in entry ? [entry.refused] : [],
        ),
      );
      const anew = { states: state, outcomes, hasEnded: (n: number) => n <= ended && !told.has(n) };
      restart(copy, ends, this.rejections, anew, this.report);
      gestures?.reopen((step) => attempt(this.report, step));
    } else if (this.#mark === undefined || from !== this.copy.seq) {
      throw new OutOfStep(
        inWords(
          () => `${this.name}: the server resumes at ${from}, this page is at ${this.copy.seq}`,
        ),
      );
    }
    copy.log = log;
    copy.seq = from;
    copy.at = at;
    this.#catchUp(list);
    ends.settleUpTo(ended, this.copy.seq);
    const refused = new Map(outcomes.map(([n, code, message]) => [n, { code, message }]));
    for (const entry of list) if ("refused" in entry) refused.set(entry.refused, entry);
    this.rejections.decided(ended, refused);
    if (rights.write !== true && rights.write.length === 0)
      ends.refuseAll("auth.read-only", READ_ONLY, ended);
    // A field for which the definition has no answer shows itself here.
    void copy.replica.view;
    this.#mark = mark;
    this.copy.isReady = true;
    copy.pending.unsend();
    this.#become({ name: "in", since: this.host.clock.now() });
    this.copy.rights.set(rights);
    // Text events first: they move the own caret before it is published.
    this.copy.textEvents.tell();
    attempt(this.host.report, () => this.presence.entered(people));
    gestures?.showAgain();
    this.#ready.resolve();
    this.#onWrite();
  }

  /** Keeps what this page had, hands back what is pending, and counts on from the number that the server knows. */
  #rewind(ended: number): void {
    const { copy } = this;
    const seen = this.get();
    const count = copy.pending.size;
    const { seq } = copy;
    this.outcomes.refuseAll("room.rewound", REWOUND, ended);
    copy.recorder?.clear();
    if (seen !== undefined) this.rewound.set({ state: seen, seq, count });
  }

  /** What came while this page was away: step by step up to its own last entry, as the server did; the rest in one go. */
  #catchUp(list: readonly DownEntry[]): void {
    const { pendingTexts } = this.copy.replica;
    if (pendingTexts === undefined) return this.#entries(list);
    const own = list.findLastIndex((entry) => "ack" in entry || "refused" in entry) + 1;
    // One by one, what was typed at one spot by two people keeps its place beside what each of them typed before.
    const steps = list.length - own > MANY_ENTRIES ? own : list.length;
    this.#entries(list.slice(0, steps));
    pendingTexts.gather(() => this.#entries(list.slice(steps)));
  }

  #entries(list: readonly DownEntry[]): void {
    for (const entry of list) {
      if ("skip" in entry) {
        this.copy.seq += entry.skip;
        this.copy.at = entry.at;
        continue;
      }
      if ("unknown" in entry) throw new Outdated(entry.unknown);
      if (entry.seq !== this.copy.seq + 1) {
        throw new OutOfStep(
          inWords(() => `${this.name}: entry ${entry.seq} came after ${this.copy.seq}`),
        );
      }
      this.copy.seq = entry.seq;
      this.copy.at = entry.at;
      if ("ops" in entry && "client" in entry) this.#commit(entry);
      else if ("migrated" in entry) this.copy.replica.confirm(entry.ops);
      else if ("refused" in entry) this.outcomes.refuse(entry);
      else if ("pruned" in entry) this.copy.replica.prune(entry.pruned);
      else if ("ack" in entry) this.#acknowledge(entry);
    }
  }

  #acknowledge(ack: Ack): void {
    const typed = this.outcomes.acknowledge(ack);
    if (typed === undefined)
      throw new OutOfStep(
        inWords(
          () => `${this.name}: the server acknowledges change ${ack.ack}, which is not known here`,
        ),
      );
    this.presence.moveCarets(ack.seq, this.copy.client, typed);
  }

  #commit(commit: Commit): void {
    const { seq, client, ops } = commit;
    this.copy.recorder?.others(commit);
    try {
      this.copy.replica.confirm(ops, undefined, this.host.id < client ? "left" : "right");
    } finally {
      this.copy.recorder?.others(undefined);
    }
    this.presence.moveCarets(seq, client, ops);
  }

  #closed(reason: Reason, atLeast = 0): void {
    const session = this.#session;
    if (session.name !== "in" && session.name !== "joining") return;
    // The last entries may have been cut to other rights: the room is fetched anew, also where the old ones are back by then.
    if (reason.code.startsWith("auth.")) this.#mark = undefined;
    if (remedyFor(reason.code) === "stop") {
      // Somebody has to change the page or the server, and what is seen is an empty page.
      if (/^(?:client|room|schema)\./.test(reason.code))
        this.report(new Refused(reason.code, reason.message), { room: this.name });
      return this.#refuse(reason);
    }
    const { clock, random } = this.host;
    const hasWorked = session.name === "in" && clock.now() - session.since >= STABLE_MS;
    this.#attempt = hasWorked ? 0 : this.#attempt + 1;
    const wait = atLeast + backoff(this.#attempt, random.next());
    this.#become({ name: "waiting", retryAt: clock.now() + wait, reason });
    this.#cancelRetry = clock.after(wait, () => this.enter());
  }

  /** Nothing may be written any more: what was not saved is handed back. How far the server counts it tells when the room is entered again. */
  #loseRights({ code, message }: Reason): void {
    const rights = this.copy.rights.get();
    if (rights === undefined) return;
    this.outcomes.handBack(code, message);
    this.copy.rights.set({ read: rights.read, write: [] });
    this.#onWrite();
  }

  #refuse(reason: Reason): void {
    this.#become({ name: "refused", reason });
    if (reason.code === "auth.forbidden" || reason.code === DELETED) this.#loseRights(reason);
    this.linkRefused(reason);
  }

  #become(session: SessionState): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#session = session;
    this.copy.isIn = session.name === "in";
    this.copy.hasLeft = session.name === "left";
    this.#tellStatus();
    this.host.onChange();
  }

  #statusNow(): RoomStatus {
    return roomStatus(
      this.host.status.get(),
      this.#session,
      this.copy.isReady,
      this.copy.pending.size,
    );
  }

  #tellStatus(): void {
    if (this.#session.name === "left") return;
    // Asked at each key; mostly there is nothing new.
    const { size } = this.copy.pending;
    const told = this.#toldFrom;
    const client = this.host.status.get();
    const isSame = told.client === client && told.session === this.#session && told.size === size;
    if (isSame && told.isReady === this.copy.isReady) return;
    this.#toldFrom = { client, session: this.#session, size, isReady: this.copy.isReady };
    const now = this.#statusNow();
    if (!isSameStatus(now, this.status.get())) this.status.set(now);
  }
}

/** The code with which a room ends that was deleted. */
const DELETED = "room.deleted";

/** So many entries that texts are taken over all of them at once. */
const MANY_ENTRIES = 64;
