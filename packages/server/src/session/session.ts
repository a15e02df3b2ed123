import { Refused } from "@alongside/core";
import {
  agreeOnVersion,
  BadMessage,
  type Change,
  type Clock,
  closeCodeOf,
  type Code,
  CODES,
  encodeBye,
  encodeKnown,
  encodePause,
  encodeWelcome,
  FEATURES,
  type Frame,
  GREETING_BYTES,
  type Hello,
  parseUp,
  PONG,
  type Question,
  type Random,
  type ShownLimits,
  type Up,
  type UserInfo,
  type Welcome,
} from "@alongside/core/engine";
import { GuardedClock, takeAll } from "../guard.ts";
import type { Questions } from "../history/questions.ts";
import type { Limits } from "../limits.ts";
import type { Edge } from "../room/port.ts";
import { workOfBytes } from "../room/work.ts";
import { Access, type AccessOwner, type AccessParts, ENDED } from "./access.ts";
import { BeforeWelcome } from "./before-welcome.ts";
import type { Greetings } from "./greetings.ts";
import type { Joining } from "./joining.ts";
import { Outgoing, type OutgoingParts, type Sender } from "./outgoing.ts";
import { type Paced, Pacer } from "./pacer.ts";
import { Pause } from "./pause.ts";
import type { Proofs } from "./proofs.ts";
import { type Cost, Purse, type Rates } from "./purse.ts";
import type { Purses } from "./purses.ts";
import type { RightsReview } from "./rights-review.ts";
import { NOTHING, type Seat, type SeatOwner } from "./seat.ts";
import { Seats } from "./seats.ts";
import type { Connection, RequestInfo, Wire } from "./wire.ts";

/** What a message costs besides its bytes, and a join or another look at who somebody is, in about µs of a core. */
const MESSAGE = 5;
const JOIN = 200;

/** What all sessions of a server share. */
export interface SessionParts extends AccessParts, OutgoingParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  /** What of a message may be shown. */
  readonly shown: ShownLimits;
  /** The links of this process, as rooms see them. */
  readonly edge: Edge;
  /** What users have shown lately. */
  readonly proofs: Proofs;
  readonly joining: Joining;
  readonly review: RightsReview;
  readonly questions: Questions;
  /** What those keep who were not let in yet. */
  readonly greetings: Greetings;
  /** What one connection may spend. */
  readonly rates: Rates;
  /** What all connections of a user may spend together, and all of an address. */
  readonly userPurses: Purses;
  readonly addressPurses: Purses;
  readonly figures: { framesIn: number; framesOut: number };
  onEnd(session: Session): void;
}

/** Frames that arrive while a connection greets wait; after `closed` nothing is heard of it. */
type Phase = "silent" | "greeting" | "live" | "closed";

/**
 * One connection of somebody to the server, over one wire. It checks every frame and passes it to the room it names; what
 * is wrong with a frame costs this session alone.
 */
export class Session implements Connection, SeatOwner, AccessOwner, Paced, Sender {
  readonly id: string;
  readonly #parts: SessionParts;
  readonly #wire: Wire;
  readonly request: RequestInfo;
  readonly #limits: Limits;
  /** The clock, for timers that are the session's. */
  readonly #clock: Clock;
  readonly outgoing: Outgoing;
  readonly #access: Access;
  /** What came before it was let in; undefined from then on. */
  #beforeWelcome: BeforeWelcome | undefined;
  readonly #seats: Seats;
  /** Its hello was one of version 1 of the wire: so it is told why that ends it. */
  #isOld = false;
  readonly #pacer: Pacer;
  #phase: Phase = "silent";
  /** Whether the client has promised to be heard, and when it was last, in ms of the clock. */
  #beats = false;
  #heardAt = 0;
  /** The kinds of entries that the client knows. */
  kinds: readonly string[] = [];
  /** The server ends it as soon as what its user wrote is told: nothing more is heard. */
  #isEnding = false;
  /** A question about the past is being answered. */
  #isAsking = false;
  #pause: Pause | undefined;
  #cancelTimeout: (() => void) | undefined;

  constructor(parts: SessionParts, wire: Wire, request: RequestInfo) {
    const { limits, random, greetings } = parts;
    const clock = new GuardedClock(parts.clock, (fn) => this.#guard(fn));
    const now = clock.now();
    this.#clock = clock;
    this.id = random.id(16);
    this.#parts = parts;
    this.#wire = wire;
    this.request = request;
    this.#limits = limits;
    const purses = [new Purse(parts.rates, now), parts.addressPurses.of(request.address, now)];
    this.#pacer = new Pacer(this, clock, limits, parts.rates, purses);
    this.outgoing = new Outgoing(parts, this, wire);
    this.#access = new Access(parts, this, clock);
    this.#seats = new Seats(this, parts.joining, limits.roomsPerConnection);
    this.#beforeWelcome = new BeforeWelcome(greetings, () =>
      this.close("limit.greeting", "The server keeps too much for those who wait for welcome"),
    );
    this.#cancelTimeout = clock.after(limits.authenticateMs, () =>
      this.close("auth.timeout", `No hello within ${limits.authenticateMs} ms`),
    );
  }

  get user(): UserInfo {
    const { user } = this.#access;
    if (user === undefined) throw new Error("A session has a user only after its hello");
    return user;
  }

  get proof(): string {
    return this.#access.proof;
  }

  /** Undefined before hello was accepted. */
  get userId(): string | undefined {
    return this.#access.user?.id;
  }

  get address(): string {
    return this.request.address;
  }

  get edge(): Edge {
    return this.#parts.edge;
  }

  get seats(): Iterable<Seat> {
    return this.#seats;
  }

  get isClosed(): boolean {
    return this.#phase === "closed";
  }

  get messageBytes(): number {
    return this.#phase === "live" ? this.#limits.messageBytes : GREETING_BYTES;
  }

  receive(frame: Frame): void {
    if (this.#phase === "closed" || this.#isEnding) return;
    try {
      this.#heardAt = this.#clock.now();
      if (this.#phase !== "live") return this.#greetWith(frame);
      if (this.#pacer.holds(frame)) return;
      this.#pacer.begin();
      this.#parts.figures.framesIn += 1;
      // It costs what it costs also where it is wrong.
      this.charge({ messages: 1, bytes: frame.length, work: MESSAGE + workOfBytes(frame.length) });
      this.#handle(parseUp(frame, this.#parts.shown), frame.length);
    } catch (error) {
      this.failed(error);
    }
    this.#pacer.taken();
  }

  charge(cost: Cost): void {
    this.#pacer.charge(cost);
  }

  get silentMs(): number | undefined {
    if (!this.#beats) return undefined;
    // Nothing is read of one that is paused.
    return this.#pacer.isPaused ? 0 : this.#clock.now() - this.#heardAt;
  }

  get pausedMs(): number {
    return this.#pacer.pausedMs;
  }

  pauseFor(ms: number): void {
    this.#wire.pause?.();
    this.outgoing.send(encodePause(ms));
  }

  resume(): void {
    this.#heardAt = this.#clock.now();
    this.#wire.resume?.();
  }

  /** Who was not let in yet: hello is heard at once, what follows waits. */
  #greetWith(frame: Frame): void {
    this.#beforeWelcome?.count(frame);
    if (this.#phase === "greeting") return this.#beforeWelcome?.keep(frame);
    this.#parts.figures.framesIn += 1;
    this.#isOld = typeof frame === "string" && frame.startsWith("{");
    const message = parseUp(frame, this.#parts.shown);
    if (message.type !== "hello")
      throw new BadMessage(`The first message is hello, got ${message.type}`);
    this.#phase = "greeting";
    this.#greet(message).catch((error: unknown) => this.failed(error));
  }

  closed(): void {
    this.#end(false);
  }

  /** Ends the connection with a documented code. Never throws. */
  close(code: Code, message: string): void {
    if (this.#phase === "closed") return;
    takeAll(
      [
        () => this.#wire.send(this.#bye(code, message)),
        () => this.#end(false),
        () => this.#wire.close(closeCodeOf(code), code),
      ],
      this.#parts.onError,
    );
  }

  #bye(code: Code, message: string): string {
    return this.#isOld && code === "version.unknown"
      ? JSON.stringify({ type: "bye", code, message })
      : encodeBye({ code, message });
  }

  /** The user's access was ended: the connection ends once they know of all they wrote how it came out. */
  async endAccess(): Promise<void> {
    this.#isEnding = true;
    await Promise.all(Array.from(this.#seats, (seat) => this.#parts.review.quieten(seat, NOTHING)));
    for (const seat of this.#seats) seat.leave(true);
    this.close("auth.ended", ENDED);
  }

  /** Ends the connection with the server: what was said is flushed already. */
  goodbye(): void {
    this.close("server.stopping", "The server is going away");
  }

  holds(seat: Seat): boolean {
    return this.#seats.holds(seat);
  }

  unseat(seat: Seat, code: string, message: string): void {
    this.#seats.unseat(seat, code, message);
  }

  #handle(message: Up, bytes: number): void {
    switch (message.type) {
      case "hello":
        throw new BadMessage("A connection says hello once");
      case "change":
        return this.#change(message, bytes);
      case "presence":
        return this.#seats.of(message.seat)?.place?.presence(message, bytes);
      case "preview":
        return this.#seats.of(message.seat)?.place?.preview(message, bytes);
      case "event":
        return this.#seats.of(message.seat)?.place?.event(message, bytes);
      case "lock":
        return this.#seats.of(message.seat)?.place?.lock(message, bytes);
      case "join":
        this.charge({ work: JOIN });
        this.#seats.join(message).catch((error: unknown) => this.failed(error));
        return;
      case "keyframe":
        return this.#seats.of(message.seat)?.place?.keyframe();
      case "question":
        return this.#ask(message);
      case "look":
        return this.#seats.of(message.seat)?.place?.look(message);
      case "watch":
        return this.#seats.of(message.seat)?.place?.watch(message);
      case "publish":
        return this.#seats.of(message.seat)?.place?.publish(message);
      case "leave":
        return this.#seats.leave(message.seat);
      case "ping":
        return this.outgoing.send(PONG);
      case "auth":
        this.charge({ work: JOIN });
        return this.#access.renew(message);
    }
  }

  async #greet(hello: Hello): Promise<void> {
    const version = agreeOnVersion(hello.versions);
    if (version === undefined) {
      throw new Refused(
        "version.unknown",
        `No common protocol version in [${hello.versions.join(", ")}]`,
      );
    }
    const { token, guest, introduction } = hello;
    const claims = { ...(guest !== undefined && { guest }), ...introduction };
    const who = await this.#access.authenticate(token, claims);
    if (this.isClosed) return;
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
    this.kinds = hello.kinds;
    this.#beats = hello.features.includes("beat");
    this.#access.begin(who);
    this.#parts.proofs.add(this.#access.proof, who.user.id);
    this.#pacer.add(this.#parts.userPurses.of(who.user.id, this.#clock.now()));
    this.#phase = "live";
    const welcome: Omit<Welcome, "type"> = {
      version,
      session: this.id,
      user: who.user,
      now: this.#clock.now(),
      limits: {
        message: this.#limits.messageBytes,
        inFlight: this.#limits.inFlight,
        preview: this.#limits.previewBytes,
        pace: {
          messages: this.#limits.messagesPerSecond,
          changes: this.#limits.changesPerSecond,
          bytes: this.#limits.bytesPerSecond,
        },
      },
      features: FEATURES,
      ...(who.expires !== undefined && { expires: who.expires }),
    };
    this.outgoing.send(encodeWelcome(welcome));
    const waiting = this.#beforeWelcome?.release() ?? [];
    this.#beforeWelcome = undefined;
    for (const frame of waiting) {
      if (this.isClosed) return;
      this.receive(frame);
    }
  }

  expired(): void {
    this.close("auth.expired", "The token has expired");
  }

  async reviewRights(): Promise<void> {
    const { review } = this.#parts;
    const ms = this.#limits.authenticateMs;
    await Promise.all(Array.from(this.#seats, (seat) => review.review(seat, ms)));
  }

  known(user: UserInfo): void {
    this.outgoing.send(encodeKnown({ user }));
    for (const seat of this.#seats) seat.place?.introduce();
  }

  pause(): Promise<void> {
    this.#pause ??= new Pause(this.#clock, this.#limits.tickMs);
    return this.#pause.over();
  }

  /** A connection asks one question at a time. Of a seat that has ended, or is on its way in, nothing is answered. */
  #ask(question: Question): void {
    const seat = this.#seats.of(question.seat);
    if (seat?.isIn !== true) return;
    const { questions } = this.#parts;
    if (this.#isAsking) return questions.refuse(seat, question);
    this.#isAsking = true;
    questions
      .answer(seat, question)
      .catch((error: unknown) => this.failed(error))
      .finally(() => (this.#isAsking = false));
  }

  #change(change: Change, bytes: number): void {
    this.charge({ changes: 1 });
    this.#seats.of(change.seat)?.place?.change(change, bytes);
  }

  /** Something that was asked for has failed, maybe later than the frame that asked. */
  failed(error: unknown): void {
    if (error instanceof BadMessage) return this.close(error.code, error.message);
    if (error instanceof Refused && Object.hasOwn(CODES, error.code)) {
      return this.close(error.code as Code, error.message);
    }
    this.#parts.onError(error);
    this.close("store.failed", "The server could not do this; try again");
  }

  #end(goodbye: boolean): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#cancelTimeout?.();
    this.#access.end();
    this.outgoing.end();
    this.#pacer.end();
    this.#beforeWelcome?.release();
    takeAll(this.#seats.end(goodbye), this.#parts.onError);
    this.#parts.onEnd(this);
  }

  /** Runs what has no caller to catch for it: what it throws ends this connection. */
  #guard(fn: () => void): void {
    try {
      fn();
    } catch (error) {
      this.failed(error);
    }
  }
}
