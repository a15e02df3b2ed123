import { isHandedBack } from "./handed-back.ts";
import { Refused, type RoomDefinition, type StorageOf } from "@alongside/core";
import {
  type Answer,
  type Down,
  encodeEvent,
  encodeLeave,
  Incompatible,
  inWords,
  isFinal,
  linked,
  type Joined,
  type SeriesFrame,
} from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import { backoff, type Reason, reasonOf, STABLE_MS } from "../connection/machine.ts";
import { LaterLocks } from "../locks/later-locks.ts";
import type { Report } from "../readable.ts";
import { Presence } from "../presence/presence.ts";
import { attempt } from "./attempt.ts";
import { checkSize } from "./check-size.ts";
import { type Author, isReadOnly, READ_ONLY, RoomCopy } from "./copy.ts";
import { deferred } from "./deferred.ts";
import { Events } from "./events.ts";
import type { Gestures } from "./gestures.ts";
import type { RoomHost } from "./host.ts";
import { Inbox } from "./inbox.ts";
import { joinFrame } from "./join-frame.ts";
import { LaterSetbacks, needsSetbacks, setbacksCode } from "./later-setbacks.ts";
import { Log, Outdated, OutOfStep } from "./log.ts";
import { Outcomes } from "./outcomes.ts";
import type { Rewound } from "./rewound.ts";
import type { Seen } from "./restart.ts";
import type { RoomKeeper } from "./keeper.ts";
import type { SessionState } from "./session-state.ts";
import { ToldStatus, toldOf } from "./told-status.ts";
import type { Rejected, RoomStatus } from "./types.ts";
import { Writing } from "./writing.ts";

type RoomMessage = Extract<Down, { readonly seat: number }>;

/** A room on this page: what it holds, and its session with the server. */
export class RoomSession<D extends RoomDefinition> {
  readonly copy: RoomCopy<D>;
  readonly writing: Writing<D>;
  readonly outcomes: Outcomes<D>;
  readonly rejected: Cell<readonly Rejected<D>[]>;
  readonly setbacks: LaterSetbacks<D>;
  /** Once `openGesture` was called. */
  gestures: Gestures<D> | undefined;
  readonly presence: Presence<D>;
  readonly events: Events;
  readonly locks: LaterLocks;
  readonly told: ToldStatus;
  readonly rewound: Cell<Rewound<D> | undefined>;
  readonly report: Report;
  readonly host: RoomHost;
  readonly #log: Log<D>;
  readonly #stopStatus: () => void;
  readonly #inbox = new Inbox<RoomMessage>({
    needsCode: (message) => this.setbacks.here === undefined && needsSetbacks(message, this.copy),
    loadCode: () => setbacksCode.load(),
    receive: (message) => this.receive(message),
    failed: (error) => this.#incomplete(error),
  });
  #session: SessionState = { name: "out" };
  /** The seat over the link before this one: events that were told to it may still come. */
  #seatBefore: number | undefined;
  /** Hears the answers to what was asked about the past of the room. */
  onAnswer: ((answer: Answer) => void) | undefined;
  /** Hears what is told of series, and, without a message, that the room was entered. */
  onSeries: ((message?: SeriesFrame) => void) | undefined;
  /** Where the client keeps rooms on the device, and the code for it is here. */
  keeper: RoomKeeper | undefined;
  /** Whether what the device has of the room is still on its way: the room is entered after it. */
  isLoading = false;
  #ready = deferred();
  #attempt = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelTyping: (() => void) | undefined;

  /** `report` takes what goes wrong with changes. */
  constructor(definition: D, id: string, host: RoomHost, author: Author, report = host.report) {
    this.report = report;
    this.host = host;
    this.copy = new RoomCopy(definition, id, host, author);
    this.writing = new Writing(this.copy, host, this.#onWrite);
    this.rejected = new Cell<readonly Rejected<D>[]>([], report);
    this.setbacks = new LaterSetbacks(this.writing, this.rejected, report, host.clock);
    this.outcomes = new Outcomes(this.copy);
    this.events = new Events(definition, report);
    this.presence = new Presence<D>(this.copy, host);
    this.locks = new LaterLocks(this.copy, host);
    this.#log = new Log(this.copy, this.outcomes, this.setbacks, this.presence);
    this.told = new ToldStatus(toldOf(this, this.#session), report);
    this.rewound = new Cell<Rewound<D> | undefined>(undefined, report);
    this.#stopStatus = host.status.subscribe(() => this.tellStatus());
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

  /** Whether what is told to a seat is for this room. */
  isAt(seat: number): boolean {
    return seat === this.copy.seat || seat === this.#seatBefore;
  }

  /** Whether the room was deleted: who joins it again begins it anew, with nothing of this one. */
  get isDeleted(): boolean {
    return this.#session.name === "refused" && this.#session.reason.code === "room.deleted";
  }

  /** See `RoomStatus`. */
  get saved(): RoomStatus["saved"] {
    if (this.copy.pending.size === 0) return "server";
    return this.keeper?.isSafe === true ? "device" : "memory";
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

  broadcast(name: string, body: unknown, to?: readonly string[]): boolean {
    const event = this.events.made(this.copy.seat, name, body, to);
    const frame = checkSize(encodeEvent(event), this.host.limits.message);
    const isTaken = this.copy.isIn && (!to || this.host.features.includes("to"));
    if (isTaken) this.host.send(frame);
    return isTaken;
  }

  /** Enters, or resumes. The link is live. */
  enter(): void {
    if (this.#session.name !== "out" && this.#session.name !== "waiting") return;
    if (this.isLoading) return;
    this.#become({ name: "joining" });
    if (this.copy.log === undefined) this.locks.here?.forget();
    // What is still on its way to an earlier seat is not for this one.
    this.copy.seat = this.host.nextSeat();
    this.host.send(joinFrame(this.copy));
  }

  /** The link is down. What others showed stays as it was until it is back. */
  down(): void {
    this.#inbox.clear();
    this.#seatBefore = this.copy.seat;
    this.presence.down();
    this.locks.here?.down();
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
    this.keeper?.flush();
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
    this.keeper?.stop();
    this.goodbye();
    this.#become({ name: "left" });
    this.#cancelTyping?.();
    this.gestures?.cancelAll();
    this.outcomes.end();
    this.setbacks.stop();
    this.presence.stop();
    this.locks.stop();
    this.#stopStatus();
    const error = linked(
      new Refused(
        "room.left",
        inWords(() => `The room ${this.name} was left`),
      ),
    );
    this.#ready.reject(error);
    this.told.end(error);
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
      this.keeper?.changed();
      this.tellStatus();
    }
    this.copy.tellView();
    this.setbacks.here?.rejections.tell();
    if (isTypedOn) return;
    if (this.copy.pending.size > 0) this.setbacks.prepare();
    this.host.onChange();
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
      (change, last) => this.writing.frame(this.writing.dataOf(last, change), change.data.n),
      (frame) => this.host.connection.send(frame, true),
      this.copy.runs,
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
    if (this.#inbox.keeps(message)) return;
    try {
      this.#receive(message);
    } catch (error) {
      this.host.report(error);
      this.copy.mark = undefined;
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

  /** A part of the page's code could not be loaded: what needs it is asked for again after a while. */
  #incomplete(error: unknown): void {
    this.host.report(error);
    this.host.send(encodeLeave(this.copy.seat));
    this.#waitToEnter(
      reasonOf(
        "page.incomplete",
        inWords(() => "A part of the page could not be loaded; it is tried again"),
      ),
    );
  }

  #receive(given: RoomMessage): void {
    const message = this.keeper?.heard(given) ?? given;
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
        if (message.cut) this.copy.mark = undefined;
        this.#log.take(message.list);
        this.presence.advance();
        return this.#onWrite();
      case "tick":
      case "counts":
        if (this.copy.isIn && this.presence.tick(message)) this.copy.tellView();
        return;
      case "answer":
        return this.onAnswer?.(message);
      case "series":
        return this.onSeries?.(message);
      case "notice":
        return this.host.report(new Refused(message.code, message.message));
      case "event": {
        // What comes over a link that was left was told while the room was in.
        if (!this.copy.isIn && message.seat === this.copy.seat) return;
        const from = message.from === undefined ? undefined : this.presence.other(message.from);
        return this.events.happened(message.name, message.body, from);
      }
      case "lock":
      case "locks":
        return this.locks.told(message);
    }
  }

  #joined(joined: Joined): void {
    const { mark, log, state, people, rights, tick } = joined;
    const { copy, gestures } = this;
    const isKnown = copy.log?.epoch === log.epoch && copy.log.generation === log.generation;
    const isOlder = copy.log !== undefined && copy.log.generation < log.generation;
    // What is let go is told at once: until then the page has what it had, of the log that it had.
    if (isOlder) this.setbacks.now.erased(this, joined);
    copy.log = log;
    // Whom the server does not know any more, and has written nothing, begins as anybody does.
    const isOver =
      log.verdict === "rewound" || (log.verdict !== undefined && copy.pending.next > 1);
    if (isOver && state !== undefined) {
      this.setbacks.now.rewound(joined, isKnown, this, this.#log.each);
      this.#reopen();
    } else this.#goOn(joined, isKnown);
    // A field for which the definition has no answer shows itself here.
    void copy.replica.view;
    copy.mark = mark;
    copy.lastEntry = copy.asOf = undefined;
    this.copy.isReady = true;
    copy.pending.unsend();
    this.#become({ name: "in", since: this.host.clock.now() });
    this.copy.rights.set(rights);
    // Text events first: they move the own caret before it is published.
    this.copy.textEvents.tell();
    // With the presence that is told anew the gestures go that are under way.
    gestures?.showAgain();
    attempt(this.host.report, () => this.presence.entered(people, tick));
    this.#ready.resolve();
    this.#onWrite();
    // What is pending goes first: it may make what is to be locked.
    this.locks.here?.entered();
    this.onSeries?.();
  }

  /** The room is as this page knows it, with what came since; or as the server has it now. */
  #goOn(joined: Joined, isKnown: boolean): void {
    const { state, from, at, list, ended, rights } = joined;
    const { copy } = this;
    let seen: Seen | undefined;
    if (state !== undefined && (copy.isReady || copy.pending.size > 0))
      seen = this.setbacks.now.restart(joined, isKnown);
    else if (state !== undefined) copy.begin(state);
    if (state !== undefined) this.#reopen();
    else if (copy.mark === undefined || from !== this.copy.seq) {
      const words = (): string =>
        `${this.name}: the server resumes at ${from}, this page is at ${copy.seq}`;
      throw new OutOfStep(inWords(words));
    }
    copy.seq = from + (seen?.count ?? 0);
    copy.at = seen?.at ?? at;
    this.#log.catchUp(list.slice(seen?.entries.length));
    this.outcomes.settleUpTo(ended, copy.seq);
    this.setbacks.here?.decided(joined);
    if (isReadOnly(rights) && copy.pending.size > 0)
      this.setbacks.now.refusals.refuseAll("auth.read-only", READ_ONLY, ended);
  }

  /** The gestures under way go on over another replica. */
  #reopen(): void {
    this.gestures?.reopen((step) => attempt(this.report, step));
  }

  /** The seat is left: enters as who the copy says it is now. */
  enterAgain(): void {
    this.#become({ name: "out" });
    this.enter();
  }

  /** What the device has of the room is here. `isShown`: that is more than what was not sent, and is seen from here on. */
  loaded(isShown: boolean): void {
    this.isLoading = false;
    if (this.copy.hasLeft) return;
    if (isShown) {
      this.copy.isReady = true;
      this.#ready.resolve();
      this.#onWrite();
    }
    if (this.host.isLive) this.enter();
    this.tellStatus();
  }

  #closed(reason: Reason, atLeast = 0): void {
    const session = this.#session;
    if (session.name !== "in" && session.name !== "joining") return;
    // The last entries may have been cut to other rights: the room is fetched anew, also where the old ones are back by then.
    if (reason.code.startsWith("auth.")) this.copy.mark = undefined;
    const stay = this.keeper?.closed(reason.code);
    if (stay === "go on") return this.enterAgain();
    if (isFinal(reason.code) && stay === undefined) {
      // Somebody has to change the page or the server, and what is seen is an empty page.
      if (/^(?:client|room|schema)\./.test(reason.code))
        this.report(new Refused(reason.code, reason.message), { room: this.name });
      return this.#refuse(reason);
    }
    this.#waitToEnter(reason, Math.max(stay ?? 0, atLeast));
  }

  /** Enters again after a while, `atLeast` so many ms; the longer the more often it has failed. */
  #waitToEnter(reason: Reason, atLeast = 0): void {
    const session = this.#session;
    const { clock, random } = this.host;
    const hasWorked = session.name === "in" && clock.now() - session.since >= STABLE_MS;
    this.#attempt = hasWorked ? 0 : this.#attempt + 1;
    const wait = atLeast + backoff(this.#attempt, random.next());
    this.#become({ name: "waiting", retryAt: clock.now() + wait, reason });
    this.#cancelRetry = clock.after(wait, () => this.enter());
  }

  /** Nothing may be written any more: what was not saved is handed back. How far the server counts it tells when the room is entered again. */
  #loseRights({ code, message }: Reason): void {
    const { pending } = this.copy;
    const rights = this.copy.rights.get();
    // What earlier pages had not sent is here also where the room is not.
    if (rights === undefined && pending.size === 0) return;
    const lose = (): void => {
      if (rights !== undefined) this.copy.rights.set({ read: rights.read, write: [] });
      this.#onWrite();
    };
    if (pending.size === 0) return lose();
    this.setbacks.use(({ refusals }) => {
      refusals.handBack(code, message);
      lose();
    });
  }

  #refuse(reason: Reason): void {
    this.#become({ name: "refused", reason });
    this.keeper?.refused(reason.code);
    if (isHandedBack(reason.code)) this.#loseRights(reason);
    if (reason.code === "auth.erased") this.setbacks.use((setbacks) => setbacks.erased(this));
    this.linkRefused(reason);
  }

  #become(session: SessionState): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#session = session;
    this.copy.isIn = session.name === "in";
    this.copy.hasLeft = session.name === "left";
    this.tellStatus();
    this.host.onChange();
  }

  tellStatus(): void {
    if (this.#session.name !== "left") this.told.tell(toldOf(this, this.#session));
  }
}
