import {
  BadMessage,
  type Clock,
  type Down,
  parseDown,
  type Random,
  type Up,
  type Welcome,
  WIRE_VERSIONS,
} from "@alongside/core";
import { Cell } from "../cell.ts";
import type { Readable, Report } from "../readable.ts";
import { type Effect, type LinkEvent, type LinkState, next, type Reason } from "./machine.ts";
import type { Transport, TransportFactory } from "./transport.ts";

export interface ConnectionOptions {
  readonly url: string;
  readonly client: string;
  readonly guest: string | undefined;
  readonly getToken: (() => string | Promise<string>) | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: TransportFactory;
  /** Hello was said: the server takes what follows, and answers it after its welcome. */
  onGreet(): void;
  onWelcome(welcome: Welcome): void;
  onMessage(message: Down): void;
  /** The link is down; what was sent and not answered will be sent again. */
  onDown(): void;
  readonly report: Report;
}

/** A token is renewed when a fifth of its life is left, a minute before its end at the latest; never more often than this. */
const RENEW_EVERY_MS = 30_000;

/** Drives the state machine with a real transport, clock and token. It knows nothing of rooms. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #state: Cell<LinkState>;
  #transport: Transport | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelRenewal: (() => void) | undefined;
  #token: string | undefined;
  /** Each try has a number, so that what an earlier one still says is passed over. */
  #try = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#state = new Cell<LinkState>({ name: "idle" }, options.report);
  }

  get state(): Readable<LinkState> {
    return this.#state;
  }

  /** Bytes that were sent and have not left yet. */
  get buffered(): number {
    return this.#transport?.buffered ?? 0;
  }

  tell(event: LinkEvent): void {
    const { clock, random, getToken } = this.#options;
    const before = this.#state.get();
    const moment = { now: clock.now(), random: random.next(), hasTokens: getToken !== undefined };
    const [after, ...effects] = next(before, event, moment);
    if (after === before && effects.length === 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const effect of effects) this.#do(effect);
    this.#state.set(after);
    if (isTalking(before) && !isTalking(after)) this.#options.onDown();
  }

  send(frame: string): void {
    this.#transport?.send(frame);
  }

  /** The link is of no use any more: start over. */
  drop(reason: Reason): void {
    this.tell({ type: "dropped", reason });
  }

  #say(message: Up): void {
    this.send(JSON.stringify(message));
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case "get-token":
        this.#getToken();
        return;
      case "dial":
        return this.#dial();
      case "greet":
        return this.#greet();
      case "ping":
        return this.#say({ type: "ping" });
      case "hang-up":
        this.#try += 1;
        this.#transport?.close();
        this.#transport = undefined;
        this.#cancelRenewal?.();
        return;
      case "timer":
        this.#cancelTimer = this.#options.clock.after(effect.ms, () =>
          this.tell({ type: "timer" }),
        );
    }
  }

  #getToken(): void {
    const isCurrent = this.#begin();
    void this.#freshToken(
      isCurrent,
      () => this.tell({ type: "authorized" }),
      (error) => this.drop({ code: "link.token", message: messageOf(error) }),
    );
  }

  async #freshToken(
    isCurrent: () => boolean,
    onToken: (token: string) => void,
    onFail: (error: unknown) => void,
  ): Promise<void> {
    try {
      // Never at once: whoever asked is in the middle of a step.
      const token: unknown = await Promise.resolve().then(this.#options.getToken);
      if (typeof token !== "string" || token === "") {
        throw new TypeError(
          `getToken should answer a token, got ${token === "" ? "an empty text" : typeof token}`,
        );
      }
      if (!isCurrent()) return;
      this.#token = token;
      onToken(token);
    } catch (error) {
      this.#options.report(error);
      if (isCurrent()) onFail(error);
    }
  }

  /** A new try. Answers whether it is still the one. */
  #begin(): () => boolean {
    const current = ++this.#try;
    return () => current === this.#try;
  }

  #dial(): void {
    const { transport, url } = this.#options;
    const isCurrent = this.#begin();
    try {
      this.#transport = transport(url, {
        onOpen: () => {
          if (isCurrent()) this.tell({ type: "opened" });
        },
        onFrame: (frame) => {
          if (isCurrent()) this.#receive(frame);
        },
        onClose: (_code, reason) => {
          if (isCurrent()) this.drop(reasonOfClose(reason));
        },
      });
    } catch (error) {
      // The platform would not even try: the address is forbidden, or there is no such transport here.
      this.#options.report(error);
      this.#options.clock.after(0, () => {
        if (isCurrent()) this.drop({ code: "link.failed", message: messageOf(error) });
      });
    }
  }

  #greet(): void {
    const { client, guest } = this.#options;
    const token = this.#token;
    this.#say({
      type: "hello",
      versions: WIRE_VERSIONS,
      client,
      ...(token === undefined ? guest !== undefined && { guest } : { token }),
    });
    this.#options.onGreet();
  }

  #receive(frame: string): void {
    const message = this.#parse(frame);
    if (message === undefined) return;
    if (message.type === "bye") return this.drop({ code: message.code, message: message.message });
    if (message.type === "welcome") {
      this.tell({ type: "welcomed" });
      this.#renewBefore(message);
      this.#options.onWelcome(message);
      return;
    }
    const state = this.#state.get();
    if (state.name !== "live") return;
    if (state.isAsked) this.tell({ type: "heard" });
    if (message.type !== "pong") this.#options.onMessage(message);
  }

  #parse(frame: string): Down | undefined {
    try {
      return parseDown(frame);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      this.#options.report(error);
      this.drop({ code: "link.garbled", message: error.message });
      return undefined;
    }
  }

  #renewBefore({ expires, now }: Welcome): void {
    if (expires === undefined || this.#options.getToken === undefined) return;
    // All of it server time, so that a client whose clock is off renews in time too.
    const life = expires - now;
    this.#renewIn(Math.max(RENEW_EVERY_MS, life - Math.min(60_000, life / 5)));
  }

  #renewIn(ms: number): void {
    const current = this.#try;
    // Timers cannot wait longer than 2^31 ms.
    this.#cancelRenewal = this.#options.clock.after(Math.min(ms, 2 ** 31 - 1), () => {
      void this.#freshToken(
        () => current === this.#try,
        (token) => {
          this.#say({ type: "auth", token });
          this.#renewIn(ms);
        },
        () => this.#renewIn(RENEW_EVERY_MS),
      );
    });
  }
}

/** Whether something may have been sent that the server has not answered. */
function isTalking({ name }: LinkState): boolean {
  return name === "greeting" || name === "live";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Mostly the server has said `bye` and why; else the close itself names the code. */
function reasonOfClose(reason: string): Reason {
  if (!reason.includes(".")) return { code: "link.lost", message: "The connection was lost" };
  return { code: reason, message: `The server closed the connection: ${reason}` };
}
