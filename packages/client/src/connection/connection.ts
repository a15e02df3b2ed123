import { Refused } from "@alongside/core";
import {
  BadMessage,
  type Clock,
  type Down,
  encodeAuth,
  encodeHello,
  ENTRY_KINDS,
  FEATURES,
  type Frame,
  GREETING_BYTES,
  GREETING_MESSAGES,
  type Introduction,
  parseDown,
  PING,
  type Random,
  type Welcome,
  WIRE_VERSIONS,
  inWords,
} from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import type { Report } from "../readable.ts";
import { besideCode } from "./later-beside.ts";
import type { LeftLink } from "./left-link.ts";
import {
  CROWDED,
  type Effect,
  type LinkEvent,
  type LinkState,
  next,
  type Reason,
  reasonOf,
  type Unanswered,
} from "./machine.ts";
import { Pace } from "./pace.ts";
import type { Found, Link, Search } from "./search.ts";
import { type GetToken, messageOf, Token } from "./token.ts";
import type { Transport, TransportFactory, TransportHandlers } from "./transport.ts";

export interface ConnectionOptions {
  readonly url: string;
  readonly guest: string | undefined;
  /** How the page asks to be shown. */
  introduction(): Introduction;
  readonly getToken: GetToken | undefined;
  readonly clock: Clock;
  readonly random: Random;
  /** The best first. */
  readonly transports: readonly TransportFactory[];
  /** Which of them is tried first, as it has worked for an earlier page. */
  first(): number;
  /** One of them works. */
  worked(at: number): void;
  /** Hello was said: the server takes what follows, and answers it after its welcome. */
  onGreet(): void;
  onWelcome(welcome: Welcome): void;
  onMessage(message: Down): void;
  /** The link is down; what was sent and not answered will be sent again. */
  onDown(): void;
  readonly report: Report;
  /** What was sent and is not answered, as far as an answer would be here by now. */
  unanswered(): Unanswered | undefined;
  /** Whether a room has asked to enter and is not in yet. */
  isEntering(): boolean;
}

/** Texts of errors that are not reported again until the link has worked. */
const REMEMBERED_REPORTS = 32;

/** Answers of a proxy whose server is away, or of a server that does not take this page now. */
const IN_BETWEEN = /^(?:403|408|429|50[0234])\b/;

/** Drives the state machine with a real transport, clock and token. It knows nothing of rooms. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly state: Cell<LinkState>;
  readonly #pace: Pace;
  #transport: Transport | undefined;
  #cancelTimer: (() => void) | undefined;
  readonly #token: Token | undefined;
  /** Which of the transports is in use, and which is tried first. */
  #at = 0;
  #first: number | undefined;
  /** The first of them has worked. */
  #isProven = false;
  /** Which one the one in use stands in for, as other pages need the room. */
  #aside: number | undefined;
  #found: Found | undefined;
  /** The one that was in use before, as long as it is heard. */
  #left: (Link & { readonly link: LeftLink }) | undefined;
  /** Looks for another transport, where the one in use is not the best. */
  #search: Search | undefined;
  /** From hello to welcome: what was sent, and what did not fit and follows welcome. */
  #greeting: { bytes: number; messages: number; readonly rest: Frame[] } | undefined;
  /** The number of the one in use. */
  #try = 0;
  /** When something was sent last, in ms of the clock. */
  sentAt = 0;
  /** What was reported since it last worked: what fails again and again is said once. */
  readonly #reported = new Set<string>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.state = new Cell<LinkState>({ name: "idle" }, options.report);
    const { getToken, clock } = options;
    this.#token = getToken && new Token(getToken, clock, (error) => this.#report(error));
    this.#pace = new Pace(clock, (frame, isChange) => this.send(frame, isChange));
  }

  /** Bytes that were sent and have not left yet. */
  get buffered(): number {
    return (this.#transport?.buffered ?? 0) + this.#pace.buffered;
  }

  tell(event: LinkEvent): void {
    const { clock, random, getToken, transports } = this.#options;
    const before = this.state.get();
    const moment = {
      now: clock.now(),
      random: random.next(),
      hasTokens: getToken !== undefined,
      rungs: transports.length,
      isProven: this.#isProven,
      unanswered: before.name === "live" ? this.#options.unanswered() : undefined,
    };
    const [after, ...effects] = next(before, event, moment);
    if (after === before && effects.length === 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const effect of effects) this.#do(effect);
    this.state.set(after);
    if (isTalking(before) && !isTalking(after)) this.#options.onDown();
  }

  /** Something was sent that the server will answer. */
  expectAnswer(): void {
    const state = this.state.get();
    // Once: the timer then looks at what was sent since.
    if (state.name === "live" && !state.isWatched) this.tell({ type: "sent" });
  }

  /** Never throws: where the transport does, the link is dropped, and what was sent is sent again over the next one. */
  send(frame: Frame, isChange = false): void {
    this.sentAt = this.#options.clock.now();
    const greeting = this.#greeting;
    if (greeting !== undefined) {
      // No character has more than three bytes. What comes after one that does not fit does not fit either.
      greeting.bytes += frame.length * 3;
      greeting.messages += 1;
      const fits = greeting.bytes <= GREETING_BYTES && greeting.messages <= GREETING_MESSAGES + 1;
      // Hello goes whatever its size: without it there is no welcome, and the server says what is wrong with it.
      if (!fits && greeting.messages > 1) return void greeting.rest.push(frame);
    }
    if (this.#pace.holds(frame, isChange)) return;
    try {
      this.#transport?.send(frame);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Asks to be shown otherwise. Over the next link that is asked with hello. */
  introduce(introduction: Introduction): void {
    const token = this.#token?.value;
    if (isTalking(this.state.get()))
      this.send(encodeAuth({ ...(token !== undefined && { token }), introduction }));
  }

  /** The page may be gone in a moment. */
  flush(): void {
    this.#pace.flush(true);
    this.#transport?.flush?.();
  }

  /** The link is of no use any more: start over. */
  drop(reason: Reason): void {
    this.tell({ type: "dropped", reason });
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case "get-token":
        this.#getToken();
        return;
      case "dial":
        return this.#dial(effect.rung);
      case "switch":
        return this.#switch();
      case "greet":
        return this.#greet();
      case "ping":
        return this.send(PING);
      case "hang-up":
        this.#try += 1;
        this.#greeting = undefined;
        this.#pace.end();
        this.#transport?.close();
        this.#transport = undefined;
        this.#token?.stop();
        this.#search?.end();
        this.#left?.link.end();
        return;
      case "timer":
        this.#cancelTimer = this.#options.clock.after(effect.ms, () =>
          this.tell({ type: "timer" }),
        );
    }
  }

  #getToken(): void {
    const current = ++this.#try;
    const isCurrent = (): boolean => current === this.#try;
    void this.#token?.fetch({
      isCurrent,
      onToken: () => this.tell({ type: "authorized" }),
      onFail: (reason) => this.drop(reason),
    });
  }

  #report(error: unknown): void {
    const text = String(error);
    if (this.#reported.has(text)) return;
    // An error whose text is another each time is not kept for ever.
    if (this.#reported.size >= REMEMBERED_REPORTS) this.#reported.clear();
    this.#reported.add(text);
    this.#options.report(error);
  }

  /** Opens a transport: what worked last comes first, then those that are less than it, then those that are better. */
  #dial(rung: number): void {
    const { transports, url, clock, first } = this.#options;
    this.#first ??= first();
    this.#at = (this.#first + rung) % transports.length;
    if (rung === 0) this.#aside = undefined;
    const link: Link = { try: ++this.#try };
    const onOpen = (): void => {
      if (link.try === this.#try) this.tell({ type: "opened" });
    };
    try {
      this.#transport = transports[this.#at]?.(url, this.#handlers(link, onOpen), clock);
    } catch (error) {
      // The platform would not even try: the address is forbidden, or there is no such transport here.
      this.#failed(error);
    }
  }

  /** What a transport is heard to say: all while it is the one in use, and as one that was left what comes no other way. */
  #handlers(link: Link, onOpen: () => void, onUnused?: () => void): TransportHandlers {
    const isCurrent = (): boolean => link.try === this.#try;
    const left = () => (link.try === this.#left?.try ? this.#left?.link : undefined);
    return {
      onOpen,
      onFrame: (frame) => {
        if (isCurrent()) this.#receive(frame);
        else left()?.hear(frame);
      },
      onClose: (code, reason, answer) => {
        if (isCurrent()) this.#closed(code, reason, answer);
        else if (link.try === undefined) onUnused?.();
        else left()?.end();
      },
      onMove: (to) => {
        if (isCurrent()) this.#move(to);
      },
    };
  }

  /** A transport threw. Not at once: whoever called it is in the middle of a step. */
  #failed(error: unknown): void {
    const current = this.#try;
    this.#report(error);
    this.#options.clock.after(0, () => {
      if (current === this.#try) this.drop(reasonOf("link.failed", messageOf(error)));
    });
  }

  /** The transport in use works: next time it is tried first, or what it stands in for. */
  #worked(): void {
    const first = this.#aside ?? this.#at;
    this.#isProven = this.#aside === undefined || (this.#isProven && first === this.#first);
    this.#first = first;
    if (this.#aside === undefined) this.#options.worked(first);
  }

  /** Looks for a better transport after a while. */
  #searchLater(): void {
    this.#worked();
    if (this.#at === 0) this.#search?.later(0);
    else this.#searching((search) => search.later(this.#at));
  }

  /** Looks for another transport now, as the one in use says that there may be one that does better. */
  #move(to: "up" | "down"): void {
    if (this.state.get().name !== "live") return;
    if (to === "down")
      this.#searching((search) => search.now(this.#at + 1, this.#options.transports.length));
    else this.#searching((search) => search.now(this.#first ?? 0, this.#at));
  }

  /** Looks for another transport once the code for it is here. Without it the one in use does. */
  #searching(look: (search: Search) => void): void {
    const code = besideCode.here;
    const current = this.#try;
    const again = (): void => {
      if (current === this.#try) this.#searching(look);
    };
    if (code === undefined)
      return void besideCode.load().then(again, (error) => this.#report(error));
    this.#search ??= new code.Search({
      ...this.#options,
      handlers: (link, onOpen, onUnused) => this.#handlers(link, onOpen, onUnused),
      onFound: (found) => {
        this.#found = found;
        this.tell({ type: "found" });
      },
      onNone: () => this.#searchLater(),
    });
    look(this.#search);
  }

  /** Goes over to the better transport. What was under way over the other is sent again, as after a break. */
  #switch(): void {
    const found = this.#found;
    this.#found = undefined;
    if (found === undefined) return;
    this.#pace.end();
    this.#leave();
    this.#token?.stop();
    this.#search?.end();
    this.#transport = found.transport;
    this.#aside = found.at > this.#at ? (this.#aside ?? this.#at) : undefined;
    this.#at = found.at;
    found.link.try = ++this.#try;
    this.#options.onDown();
  }

  /** Leaves the transport in use, and hears the events that are still on it. */
  #leave(): void {
    const { clock, onMessage } = this.#options;
    this.#left?.link.end();
    if (this.#transport === undefined) return;
    const code = besideCode.here;
    if (code === undefined) return this.#transport.close();
    const link = new code.LeftLink({
      transport: this.#transport,
      clock,
      report: (error) => this.#report(error),
      onEvent: onMessage,
      onEnd: () => (this.#left = undefined),
    });
    this.#left = { try: this.#try, link };
  }

  #greet(): void {
    const { guest } = this.#options;
    const token = this.#token?.value;
    this.#greeting = { bytes: 0, messages: 0, rest: [] };
    const hello = encodeHello({
      versions: WIRE_VERSIONS,
      features: FEATURES,
      kinds: ENTRY_KINDS,
      ...(token === undefined ? guest !== undefined && { guest } : { token }),
      introduction: this.#options.introduction(),
    });
    this.send(hello);
    this.#options.onGreet();
  }

  #receive(frame: Frame): void {
    const message = this.#parse(frame);
    if (message === undefined) return;
    if (message.type === "bye") return this.drop({ code: message.code, message: message.message });
    if (message.type === "welcome") {
      this.#reported.clear();
      const rest = this.#greeting?.rest;
      this.#greeting = undefined;
      this.#pace.begin(message.limits.pace);
      for (const waiting of rest ?? []) this.send(waiting);
      this.tell({ type: "welcomed" });
      this.#searchLater();
      const current = this.#try;
      this.#token?.renewBefore(message, {
        isCurrent: () => current === this.#try,
        onToken: (token) => this.send(encodeAuth({ token })),
        onFail: (reason) => this.drop(reason),
      });
      this.#options.onWelcome(message);
      return this.#entered();
    }
    const state = this.state.get();
    if (state.name !== "live") return;
    if (message.type === "pause") {
      this.#pace.pause(message.ms);
      return this.tell({ type: "paused", ms: message.ms });
    }
    if (state.isAsked) this.tell({ type: "heard" });
    if (message.type === "event" && this.#left !== undefined) return this.#left.link.keep(message);
    if (message.type !== "pong") this.#options.onMessage(message);
    this.#entered();
  }

  /** Where all rooms are in, nothing more is said to them over a link that was left. */
  #entered(): void {
    if (this.#left !== undefined && !this.#options.isEntering()) this.#left.link.entered();
  }

  #parse(frame: Frame): Down | undefined {
    try {
      return parseDown(frame);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      if (this.state.get().name === "greeting")
        this.#foreign(shortened(String(frame.slice(0, 81))));
      else {
        this.#report(error);
        this.drop({ code: "link.garbled", message: error.message });
      }
      return undefined;
    }
  }

  /** Mostly the server has said `bye` and why; else the close itself names the code, or what is known of it is told. */
  #closed(code: number, reason: string, answer: string | undefined): void {
    const { url } = this.#options;
    const { name } = this.state.get();
    if (reason === CROWDED) this.#aside ??= this.#at;
    if (/^[a-z]+(?:\.[a-z-]+)+$/.test(reason))
      this.drop(
        reasonOf(
          reason,
          inWords(() => `The server closed the connection: ${reason}`),
        ),
      );
    else if (answer !== undefined && !IN_BETWEEN.test(answer)) this.#foreign(answer);
    else if (name === "dialing")
      this.drop(
        reasonOf(
          "link.unreachable",
          inWords(() => `${url} ${answer ? `answered ${answer}` : "could not be reached"}`),
        ),
      );
    else if (name === "greeting" && code !== 1006 && code !== 1001)
      // A close that was said, and is not just an end, before any word of Alongside's.
      this.#foreign(`a WebSocket that it closed with ${code} ${shortened(reason)}`);
    else
      this.drop(
        reasonOf(
          "link.lost",
          inWords(() => "The connection was lost"),
        ),
      );
  }

  /** Somebody answered who does not speak Alongside. */
  #foreign(answer: string): void {
    const { url } = this.#options;
    const words = inWords(
      () => `There is no Alongside server at ${url}: what is there answered ${answer}`,
    );
    const reason = reasonOf("link.not-alongside", words ?? answer);
    this.#report(new Refused(reason.code, reason.message));
    this.drop(reason);
  }
}

/** Whether something may have been sent that the server has not answered. */
function isTalking({ name }: LinkState): boolean {
  return name === "greeting" || name === "live";
}

/** What a frame or a reason begins with, for people. */
function shortened(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
