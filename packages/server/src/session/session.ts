import { Refused } from "@alongside/core";
import {
  agreeOnVersion,
  BadMessage,
  type Change,
  type Clock,
  type Code,
  closeCodeOf,
  CODES,
  GREETING_BYTES,
  GREETING_MESSAGES,
  type Hello,
  isClientId,
  type Join,
  parseUp,
  type ShownLimits,
  type Up,
  type UserInfo,
  type Welcome,
} from "@alongside/core/engine";
import { guardedClock, takeAll } from "../guard.ts";
import type { Limits } from "../limits.ts";
import { longestPresence } from "../room/people.ts";
import type { Hub } from "./hub.ts";
import { Gate } from "./gate.ts";
import { Pause } from "./pause.ts";
import { told } from "./refusals.ts";
import { proofOf } from "./revocations.ts";
import type { Edge, RoomFrame } from "../room/port.ts";
import { NOTHING, Seat } from "./seat.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { Authenticated, Connection, RequestInfo, Wire } from "./wire.ts";

const JOINS_AT_ONCE = 8;

const ENDED = "The access of this user was ended; authenticate anew";

/** Frames that arrive while a connection greets wait; after `closed` nothing is heard of it. */
type Phase = "silent" | "greeting" | "live" | "closed";

/**
 * One attachment of a client to the server, over one wire. It checks every frame and passes it to the room it names; what
 * is wrong with a frame costs this session alone.
 */
export class Session implements Connection {
  readonly id: string;
  readonly #hub: Hub;
  readonly #wire: Wire;
  readonly #request: RequestInfo;
  readonly #limits: Limits;
  readonly #shown: ShownLimits;
  /** The clock, for timers that are the session's. */
  readonly #clock: Clock;
  readonly #seats = new Map<string, Seat>();
  /** Who asks for many rooms at once enters some of them at a time. */
  readonly #joins = new Gate(JOINS_AT_ONCE);
  /** Rooms that let this session go, until it joins again: what was already on its way to them is passed over. */
  #unseated: Set<string> | undefined;
  /** What came while it greets, as it came. */
  #waiting: string[] | undefined;
  /** Bytes that came before welcome. */
  #greetingBytes = 0;
  readonly #greeting = {
    end: (): void =>
      this.close("limit.greeting", "The server keeps too much for those who wait for welcome"),
  };
  readonly #messages: TokenBucket;
  readonly #changes: TokenBucket;
  #phase: Phase = "silent";
  /** Bytes that waited when the last room was sent: a slow link may take its time over those. */
  #owed = 0;
  #client = "";
  #user: UserInfo | undefined;
  /** What its user showed last; see `proofOf`. */
  #proof = "";
  /** The server ends it as soon as what its user wrote is told: nothing more is heard. */
  #isEnding = false;
  /** A token that came and was not looked at to the end yet. */
  #freshToken: string | undefined;
  readonly #pause: Pause;
  #cancelTimeout: (() => void) | undefined;
  #cancelExpiry: (() => void) | undefined;

  constructor(hub: Hub, wire: Wire, request: RequestInfo) {
    const { limits, random } = hub.options;
    const clock = guardedClock(hub.options.clock, (fn) => this.#guard(fn));
    const now = clock.now();
    this.#clock = clock;
    this.#pause = new Pause(clock, limits.tickMs);
    this.id = random.id(16);
    this.#hub = hub;
    this.#wire = wire;
    this.#request = request;
    this.#limits = limits;
    this.#shown = {
      presence: longestPresence(limits.presenceBytes),
      event: limits.eventBytes,
      // Of a longer one nothing can be shown, whatever it holds: see `previewWeight`.
      preview: 2 * limits.previewBytes,
    };
    this.#messages = new TokenBucket(limits.messagesPerSecond, limits.messagesPerSecond * 2, now);
    this.#changes = new TokenBucket(limits.changesPerSecond, limits.changesPerSecond * 2, now);
    this.#cancelTimeout = clock.after(limits.authenticateMs, () =>
      this.close("auth.timeout", `No hello within ${limits.authenticateMs} ms`),
    );
  }

  get client(): string {
    return this.#client;
  }

  get user(): UserInfo {
    if (this.#user === undefined) throw new Error("A session has a user only after its hello");
    return this.#user;
  }

  get proof(): string {
    return this.#proof;
  }

  /** Undefined before hello was accepted. */
  get userId(): string | undefined {
    return this.#user?.id;
  }

  get address(): string {
    return this.#request.address;
  }

  get edge(): Edge {
    return this.#hub.edge;
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

  receive(frame: string): void {
    if (this.#phase === "closed" || this.#isEnding) return;
    this.#hub.figures.framesIn += 1;
    try {
      if (!this.#messages.take(this.#clock.now())) {
        throw new Refused(
          "limit.rate",
          `More than ${this.#limits.messagesPerSecond} messages per second`,
        );
      }
      if (this.#phase !== "live") this.#beforeWelcome(frame);
      else this.#handle(parseUp(frame, this.#shown), frame.length);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Who was not let in yet: hello is heard at once, what follows waits. Little is kept of it, and none of it is looked at. */
  #beforeWelcome(frame: string): void {
    this.#greetingBytes += Buffer.byteLength(frame);
    if (this.#greetingBytes > GREETING_BYTES) {
      throw new Refused(
        "limit.greeting",
        `Before welcome at most ${GREETING_BYTES} bytes are sent; the rest may follow it`,
      );
    }
    if (this.#phase === "greeting") {
      this.#waiting ??= [];
      if (this.#waiting.push(frame) > GREETING_MESSAGES) {
        throw new Refused(
          "limit.greeting",
          `Before welcome at most ${GREETING_MESSAGES} messages follow hello; the rest may follow it`,
        );
      }
      this.#hub.greetings.keep(this.#greeting, Buffer.byteLength(frame));
      return;
    }
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
        () => this.#wire.send(JSON.stringify({ type: "bye", code, message })),
        () => this.#end(false),
        () => this.#wire.close(closeCodeOf(code), code),
      ],
      this.#hub.options.onError,
    );
  }

  /** The user's access was ended: the connection ends once they know of all they wrote how it came out. */
  async endAccess(): Promise<void> {
    this.#isEnding = true;
    await Promise.all(Array.from(this.#seats.values(), (seat) => this.#hub.quieten(seat, NOTHING)));
    for (const seat of this.#seats.values()) seat.leave(true);
    this.close("auth.ended", ENDED);
  }

  /** Ends the connection with the server: what was said is flushed already. */
  goodbye(): void {
    this.close("server.stopping", "The server is going away");
  }

  /** Sends a frame that must not be missed. A reader who does not keep up is closed, and resumes. */
  send(frame: string): void {
    if (this.#maySend()) this.#wire.send(frame);
  }

  /** Whether one frame more may go. Closes a reader who does not keep up. */
  #maySend(): boolean {
    if (this.#phase === "closed") return false;
    const waiting = this.#wire.buffered;
    if (waiting > this.#limits.bufferedBytes + this.#owed) {
      this.close(
        "limit.slow-reader",
        `More than ${this.#limits.bufferedBytes} bytes waited to be read`,
      );
      return false;
    }
    if (waiting <= this.#limits.bufferedBytes) this.#owed = 0;
    this.#hub.figures.framesOut += 1;
    return true;
  }

  /** Sends a whole room, which may be more than may wait. The next one is not sent before it is read: see `#join`. */
  sendRoom(frame: RoomFrame): void {
    if (!this.#maySend()) return;
    if (typeof frame === "string") this.#wire.send(frame);
    else if (this.#wire.sendPieces !== undefined) this.#wire.sendPieces(frame);
    else this.#wire.send(Buffer.concat(frame).toString());
    this.#owed = this.#wire.buffered;
  }

  /** Sends presence, beyond what else may wait: only those who have little left to read get any. */
  show(frame: string): void {
    this.send(frame);
    this.#owed = Math.max(this.#owed, this.#wire.buffered);
  }

  /** Whether so much waits for others too that a whole room had better wait. */
  get isCrowded(): boolean {
    return this.#wire.isCrowded === true;
  }

  /** Whether so much is waiting already that presence can do without this reader. */
  get isBehind(): boolean {
    return this.#wire.buffered > this.#limits.presenceBufferedBytes;
  }

  /** Whether a seat is still wanted: the session lives and has not asked for another one meanwhile. */
  holds(seat: Seat): boolean {
    return this.#seats.get(seat.join.room) === seat;
  }

  /** A room let go of this session's seat. */
  unseat(room: string, code: string, message: string, wait?: number): void {
    this.#seats.delete(room);
    this.#unseated ??= new Set();
    this.#unseated.delete(room);
    this.#unseated.add(room);
    // What was on its way to the one that let go longest ago has arrived.
    const [first] = this.#unseated;
    if (this.#unseated.size > this.#limits.roomsPerConnection && first !== undefined)
      this.#unseated.delete(first);
    this.#tellClosed(room, code, message, wait);
  }

  #tellClosed(room: string, code: string, message: string, wait?: number): void {
    this.send(JSON.stringify({ type: "closed", room, code, message, wait }));
  }

  #handle(message: Up, bytes: number): void {
    switch (message.type) {
      case "hello":
        throw new BadMessage("A connection says hello once");
      case "change":
        return this.#change(message, bytes);
      case "presence":
        return this.#seat(message.room)?.place?.presence(message, bytes);
      case "preview":
        return this.#seat(message.room)?.place?.preview(message, bytes);
      case "event":
        return this.#seat(message.room)?.place?.event(message, bytes);
      case "join":
        this.#join(message).catch((error: unknown) => this.failed(error));
        return;
      case "leave":
        this.#seats.get(message.room)?.leave(true);
        this.#seats.delete(message.room);
        this.#unseated?.delete(message.room);
        return;
      case "ping":
        return this.send('{"type":"pong"}');
      case "auth":
        return this.#renew(message.token);
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
    const who = await this.#authenticate(hello.token, hello);
    if (this.isClosed) return;
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
    this.#client = hello.client;
    this.#user = who.user;
    this.#hub.greet(this);
    this.#phase = "live";
    this.#expireAt(who.expires);
    const welcome: Welcome = {
      type: "welcome",
      version,
      session: this.id,
      user: who.user,
      now: this.#clock.now(),
      limits: {
        message: this.#limits.messageBytes,
        inFlight: this.#limits.inFlight,
        preview: this.#limits.previewBytes,
      },
      ...(who.expires !== undefined && { expires: who.expires }),
    };
    this.send(JSON.stringify(welcome));
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#hub.greetings.release(this.#greeting);
    for (const frame of waiting) {
      if (this.isClosed) return;
      this.#handle(parseUp(frame, this.#shown), frame.length);
    }
  }

  async #authenticate(
    token: string | undefined,
    hello: { readonly guest?: string },
  ): Promise<Authenticated> {
    const { revocations, options } = this.#hub;
    const { order } = revocations;
    const name = proofOf(token, hello.guest, this.#request);
    let who: Authenticated;
    try {
      who = await options.authenticate(token, this.#request, hello);
    } catch (error) {
      if (error instanceof Refused) throw told(error, "auth.failed");
      options.onError(error);
      throw new Refused("auth.unavailable", "Who is calling could not be checked just now");
    }
    if (revocations.refuses(who.user.id, { name, order, issued: who.issued }))
      throw new Refused("auth.ended", ENDED);
    this.#proof = name;
    return who;
  }

  /** A fresh token for the same user: rights are looked at again. While one is looked at, the newest of those that came waits. */
  #renew(token: string): void {
    const isBusy = this.#freshToken !== undefined;
    this.#freshToken = token;
    if (!isBusy) this.#renewAll().catch((error: unknown) => this.failed(error));
  }

  async #renewAll(): Promise<void> {
    for (;;) {
      const token = this.#freshToken;
      if (token === undefined || this.isClosed) return;
      await this.#renewWith(token);
      if (this.#freshToken === token) this.#freshToken = undefined;
    }
  }

  async #renewWith(token: string): Promise<void> {
    const who = await this.#authenticate(token, {});
    if (this.isClosed) return;
    if (who.user.id !== this.user.id)
      throw new Refused("auth.failed", "The new token is another user's");
    this.#user = who.user;
    this.#expireAt(who.expires);
    await Promise.all(Array.from(this.#seats.values(), (seat) => this.#hub.reviewRights(seat)));
  }

  async #join(join: Join): Promise<void> {
    this.#seats.get(join.room)?.leave(false);
    this.#seats.delete(join.room);
    this.#unseated?.delete(join.room);
    if (this.#seats.size >= this.#limits.roomsPerConnection) {
      // Nothing is on its way to a room that it was never in.
      this.#tellClosed(
        join.room,
        "limit.rooms",
        `More than ${this.#limits.roomsPerConnection} rooms on one connection`,
      );
      return;
    }
    const seat = new Seat(this, join);
    this.#seats.set(join.room, seat);
    const refusal = await this.#joins.pass(
      "",
      () => this.holds(seat),
      async () => {
        while ((this.isBehind || this.isCrowded) && this.holds(seat)) await this.pause();
        return this.holds(seat) ? this.#hub.seat(seat) : undefined;
      },
    );
    if (refusal === undefined || this.#seats.get(join.room) !== seat) return;
    // Whoever holds another's client id may not keep its owner out.
    if (refusal.code === "auth.client-taken") this.close(refusal.code, refusal.message);
    else this.unseat(join.room, refusal.code, refusal.message, refusal.wait);
  }

  pause(): Promise<void> {
    return this.#pause.over();
  }

  #change(change: Change, bytes: number): void {
    if (!this.#changes.take(this.#clock.now())) {
      throw new Refused(
        "limit.rate",
        `More than ${this.#limits.changesPerSecond} changes per second`,
      );
    }
    this.#seat(change.room)?.place?.change(change, bytes);
  }

  #seat(room: string): Seat | undefined {
    const seat = this.#seats.get(room);
    if (seat === undefined && this.#unseated?.has(room) !== true)
      throw new Refused("room.not-joined", `This connection has not joined ${room}`);
    return seat;
  }

  #expireAt(expires: number | undefined): void {
    this.#cancelExpiry?.();
    if (expires === undefined) return;
    const clock = this.#clock;
    // Timers cannot wait longer than 2^31 ms.
    const wait = Math.min(Math.max(0, expires - clock.now()), 2 ** 31 - 1);
    this.#cancelExpiry = clock.after(wait, () => {
      if (clock.now() >= expires) this.close("auth.expired", "The token has expired");
      else this.#expireAt(expires);
    });
  }

  /** Something that was asked for has failed, maybe later than the frame that asked. */
  failed(error: unknown): void {
    if (error instanceof BadMessage) return this.close(error.code, error.message);
    if (error instanceof Refused && Object.hasOwn(CODES, error.code)) {
      return this.close(error.code as Code, error.message);
    }
    this.#hub.options.onError(error);
    this.close("store.failed", "The server could not do this; try again");
  }

  #end(goodbye: boolean): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#cancelTimeout?.();
    this.#cancelExpiry?.();
    this.#waiting = undefined;
    this.#hub.greetings.release(this.#greeting);
    const seats = [...this.#seats.values()];
    this.#seats.clear();
    takeAll(
      seats.map((seat) => () => seat.leave(goodbye)),
      this.#hub.options.onError,
    );
    this.#hub.forget(this);
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
