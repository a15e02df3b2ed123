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
  encodeClosed,
  encodePause,
  encodeWelcome,
  FEATURES,
  type Frame,
  GREETING_BYTES,
  type Hello,
  isClientId,
  type Join,
  parseUp,
  PONG,
  type Random,
  type ShownLimits,
  type Up,
  type UserInfo,
  type Welcome,
} from "@alongside/core/engine";
import { Gate } from "../gate.ts";
import { guardedClock, takeAll } from "../guard.ts";
import type { Limits } from "../limits.ts";
import { longestPresence } from "../room/people.ts";
import type { Edge } from "../room/port.ts";
import { workOfBytes } from "../room/work.ts";
import { Access, ENDED } from "./access.ts";
import { BeforeWelcome } from "./before-welcome.ts";
import type { Clients } from "./clients.ts";
import type { Greetings } from "./greetings.ts";
import type { Joining } from "./joining.ts";
import { Outgoing } from "./outgoing.ts";
import { Pacer } from "./pacer.ts";
import { Pause } from "./pause.ts";
import { type Cost, Purse } from "./purse.ts";
import type { Purses } from "./purses.ts";
import type { Revocations } from "./revocations.ts";
import type { RightsReview } from "./rights-review.ts";
import { NOTHING, Seat, type SeatOwner } from "./seat.ts";
import type { Authenticate, Connection, RequestInfo, Wire } from "./wire.ts";

const JOINS_AT_ONCE = 8;

/** What a message and a join cost besides their bytes, in about µs of a core. */
const MESSAGE = 5;
const JOIN = 200;

/** What all sessions of a server share. */
export interface SessionParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly authenticate: Authenticate;
  /** The links of this process, as rooms see them. */
  readonly edge: Edge;
  readonly clients: Clients;
  readonly joining: Joining;
  readonly review: RightsReview;
  /** What those keep who were not let in yet. */
  readonly greetings: Greetings;
  /** Whose access was ended. */
  readonly revocations: Revocations;
  /** What all connections of a user may spend together, and all of an address. */
  readonly userPurses: Purses;
  readonly addressPurses: Purses;
  readonly figures: { framesIn: number; framesOut: number };
  /** Never throws. */
  onError(error: unknown): void;
  onEnd(session: Session): void;
}

/** Frames that arrive while a connection greets wait; after `closed` nothing is heard of it. */
type Phase = "silent" | "greeting" | "live" | "closed";

/**
 * One attachment of a client to the server, over one wire. It checks every frame and passes it to the room it names; what
 * is wrong with a frame costs this session alone.
 */
export class Session implements Connection, SeatOwner {
  readonly id: string;
  readonly #parts: SessionParts;
  readonly #wire: Wire;
  readonly #request: RequestInfo;
  readonly #limits: Limits;
  readonly #shown: ShownLimits;
  /** The clock, for timers that are the session's. */
  readonly #clock: Clock;
  readonly outgoing: Outgoing;
  readonly #access: Access;
  readonly #beforeWelcome: BeforeWelcome;
  /** By their numbers. */
  readonly #seats = new Map<number, Seat>();
  /** Who asks for many rooms at once enters some of them at a time. */
  readonly #joins = new Gate(JOINS_AT_ONCE);
  /** Numbers of seats that have ended: what was already on its way to them is passed over. */
  #ended: Set<number> | undefined;
  /** Its hello was one of version 1 of the wire: so it is told why that ends it. */
  #isOld = false;
  readonly #pacer: Pacer;
  #phase: Phase = "silent";
  #client = "";
  /** The kinds of entries that the client knows. */
  kinds: readonly string[] = [];
  /** The server ends it as soon as what its user wrote is told: nothing more is heard. */
  #isEnding = false;
  readonly #pause: Pause;
  #cancelTimeout: (() => void) | undefined;

  constructor(parts: SessionParts, wire: Wire, request: RequestInfo) {
    const { limits, random, greetings, figures, onError } = parts;
    const clock = guardedClock(parts.clock, (fn) => this.#guard(fn));
    const now = clock.now();
    this.#clock = clock;
    this.#pause = new Pause(clock, limits.tickMs);
    this.id = random.id(16);
    this.#parts = parts;
    this.#wire = wire;
    this.#request = request;
    this.#limits = limits;
    this.#shown = {
      presence: longestPresence(limits.presenceBytes),
      event: limits.eventBytes,
      // Of a longer one nothing can be shown, whatever it holds: see `previewWeight`.
      preview: 2 * limits.previewBytes,
    };
    this.#pacer = new Pacer({
      clock,
      limits,
      purses: [new Purse(limits, 1, now), parts.addressPurses.of(request.address, now)],
      onPause: (ms) => this.#paused(ms),
      onFrame: (frame) => this.receive(frame),
      onResume: () => wire.resume?.(),
    });
    this.outgoing = new Outgoing({
      wire,
      limits,
      onFrame: () => (figures.framesOut += 1),
      onSlow: (message) => this.close("limit.slow-reader", message),
    });
    this.#access = new Access({
      clock,
      request,
      authenticate: parts.authenticate,
      revocations: parts.revocations,
      pausedMs: () => this.#pacer.pausedMs,
      onError,
      onRenewed: () => this.#reviewRights(),
      onExpired: () => this.close("auth.expired", "The token has expired"),
      onRefused: (error) => this.failed(error),
    });
    this.#beforeWelcome = new BeforeWelcome(greetings, () =>
      this.close("limit.greeting", "The server keeps too much for those who wait for welcome"),
    );
    this.#cancelTimeout = clock.after(limits.authenticateMs, () =>
      this.close("auth.timeout", `No hello within ${limits.authenticateMs} ms`),
    );
  }

  get client(): string {
    return this.#client;
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
    return this.#request.address;
  }

  get edge(): Edge {
    return this.#parts.edge;
  }

  get seats(): Iterable<Seat> {
    return this.#seats.values();
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
      if (this.#phase !== "live") return this.#greetWith(frame);
      if (this.#pacer.holds(frame)) return;
      this.#pacer.begin();
      this.#parts.figures.framesIn += 1;
      // It costs what it costs also where it is wrong.
      this.charge({ messages: 1, bytes: frame.length, work: MESSAGE + workOfBytes(frame.length) });
      this.#handle(parseUp(frame, this.#shown), frame.length);
    } catch (error) {
      this.failed(error);
    }
    this.#pacer.taken();
  }

  charge(cost: Cost): void {
    this.#pacer.charge(cost);
  }

  #paused(ms: number): void {
    this.#wire.pause?.();
    this.outgoing.send(encodePause(ms));
  }

  /** Who was not let in yet: hello is heard at once, what follows waits. */
  #greetWith(frame: Frame): void {
    this.#beforeWelcome.count(frame);
    if (this.#phase === "greeting") return this.#beforeWelcome.keep(frame);
    this.#parts.figures.framesIn += 1;
    this.#isOld = typeof frame === "string" && frame.startsWith("{");
    const message = parseUp(frame, this.#shown);
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
    await Promise.all(
      Array.from(this.#seats.values(), (seat) => this.#parts.review.quieten(seat, NOTHING)),
    );
    for (const seat of this.#seats.values()) seat.leave(true);
    this.close("auth.ended", ENDED);
  }

  /** Ends the connection with the server: what was said is flushed already. */
  goodbye(): void {
    this.close("server.stopping", "The server is going away");
  }

  /** Whether a seat is still wanted: the session lives and has not asked for another one meanwhile. */
  holds(seat: Seat): boolean {
    return this.#seats.get(seat.seat) === seat;
  }

  /** A room let go of this session's seat. */
  unseat({ seat }: Seat, code: string, message: string, wait?: number): void {
    this.#ends(seat);
    this.#tellClosed(seat, code, message, wait);
  }

  /** Nothing is heard of a seat any more. */
  #ends(seat: number): void {
    this.#seats.delete(seat);
    this.#ended ??= new Set();
    this.#ended.delete(seat);
    this.#ended.add(seat);
    // What was on its way to the one that ended longest ago has arrived.
    const [first] = this.#ended;
    if (this.#ended.size > this.#limits.roomsPerConnection && first !== undefined)
      this.#ended.delete(first);
  }

  #tellClosed(seat: number, code: string, message: string, wait: number | undefined): void {
    this.outgoing.send(encodeClosed({ seat, code, message, ...(wait !== undefined && { wait }) }));
  }

  #handle(message: Up, bytes: number): void {
    switch (message.type) {
      case "hello":
        throw new BadMessage("A connection says hello once");
      case "change":
        return this.#change(message, bytes);
      case "presence":
        return this.#seat(message.seat)?.place?.presence(message, bytes);
      case "preview":
        return this.#seat(message.seat)?.place?.preview(message, bytes);
      case "event":
        return this.#seat(message.seat)?.place?.event(message, bytes);
      case "join":
        this.#join(message).catch((error: unknown) => this.failed(error));
        return;
      case "leave":
        return this.#leave(message.seat);
      case "ping":
        return this.outgoing.send(PONG);
      case "auth":
        return this.#access.renew(message.token);
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
    if (!isClientId(hello.client))
      throw new BadMessage(`hello.client is not a client id: ${String(hello.client)}`);
    const who = await this.#access.authenticate(hello.token, hello);
    if (this.isClosed) return;
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
    this.#client = hello.client;
    this.kinds = hello.kinds;
    this.#access.begin(who);
    this.#parts.clients.greet(this);
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
    for (const frame of this.#beforeWelcome.release()) {
      if (this.isClosed) return;
      this.receive(frame);
    }
  }

  async #reviewRights(): Promise<void> {
    const { review } = this.#parts;
    const ms = this.#limits.authenticateMs;
    await Promise.all(Array.from(this.#seats.values(), (seat) => review.review(seat, ms)));
  }

  async #join(join: Join): Promise<void> {
    this.charge({ work: JOIN });
    if (join.client !== this.#client)
      throw new BadMessage(`join.client is not the client of hello: ${join.client}`);
    const taken = this.#seats.get(join.seat);
    if (taken !== undefined && taken.join.room !== join.room)
      throw new BadMessage(
        `join.seat ${join.seat} is taken by ${taken.join.room}; a seat has a number of its own`,
      );
    for (const earlier of this.#seats.values())
      if (earlier.join.room === join.room) {
        earlier.leave(false);
        this.#ends(earlier.seat);
      }
    this.#ended?.delete(join.seat);
    if (this.#seats.size >= this.#limits.roomsPerConnection) {
      this.#ends(join.seat);
      this.#tellClosed(
        join.seat,
        "limit.rooms",
        `More than ${this.#limits.roomsPerConnection} rooms on one connection`,
        undefined,
      );
      return;
    }
    const seat = new Seat(this, join);
    this.#seats.set(join.seat, seat);
    const refusal = await this.#joins.pass(
      "",
      () => this.holds(seat),
      async () => {
        while ((this.outgoing.isBehind || this.outgoing.isCrowded) && this.holds(seat))
          await this.pause();
        return this.holds(seat) ? this.#parts.joining.seat(seat) : undefined;
      },
    );
    if (refusal === undefined || !this.holds(seat)) return;
    // Whoever holds another's client id may not keep its owner out.
    if (refusal.code === "auth.client-taken") this.close(refusal.code, refusal.message);
    else this.unseat(seat, refusal.code, refusal.message, refusal.wait);
  }

  pause(): Promise<void> {
    return this.#pause.over();
  }

  #change(change: Change, bytes: number): void {
    this.charge({ changes: 1 });
    this.#seat(change.seat)?.place?.change(change, bytes);
  }

  /** The seat of a number; undefined for one that has ended. Throws `room.not-joined` for one that never was. */
  #seat(number: number): Seat | undefined {
    const seat = this.#seats.get(number);
    if (seat === undefined && this.#ended?.has(number) !== true)
      throw new Refused("room.not-joined", `This connection has no seat ${number}`);
    return seat;
  }

  #leave(number: number): void {
    this.#seat(number)?.leave(true);
    this.#ends(number);
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
    this.#beforeWelcome.release();
    const seats = [...this.#seats.values()];
    this.#seats.clear();
    takeAll(
      seats.map((seat) => () => seat.leave(goodbye)),
      this.#parts.onError,
    );
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
