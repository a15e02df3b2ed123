import { inWords, isFinal } from "@alongside/core/engine";

/** Why something is not working, as people may be told. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** A try to connect. */
interface Try {
  /** How many tries failed since it last worked. */
  readonly attempt: number;
  /** The token was refused before, and this is the second one. */
  readonly isFreshToken: boolean;
  /** How many transports were tried before this one. */
  readonly rung: number;
}

/** Everything a connection can be. */
export type LinkState =
  | { readonly name: "idle" }
  | ({ readonly name: "authorizing" } & Try)
  | ({ readonly name: "dialing" } & Try)
  | ({ readonly name: "greeting" } & Try)
  | {
      readonly name: "live";
      readonly since: number;
      readonly attempt: number;
      readonly isAsked: boolean;
      /** The timer is that of something sent which is not answered yet. */
      readonly isWatched: boolean;
    }
  | ({ readonly name: "waiting"; readonly retryAt: number; readonly reason: Reason } & Try)
  | { readonly name: "refused"; readonly reason: Reason }
  | { readonly name: "closed" };

/** What may happen to it. */
export type LinkEvent =
  /** Somebody needs a connection; nobody does any more. */
  | { readonly type: "wanted" }
  | { readonly type: "unwanted" }
  | { readonly type: "authorized" }
  | { readonly type: "opened" }
  | { readonly type: "welcomed" }
  /** While it works, a better transport was opened. */
  | { readonly type: "found" }
  /** Something went out that the server answers. */
  | { readonly type: "sent" }
  /** A frame came. */
  | { readonly type: "heard" }
  /** The server hears nothing for so many ms. */
  | { readonly type: "paused"; readonly ms: number }
  | { readonly type: "dropped"; readonly reason: Reason }
  /** The timer that the last effect asked for. */
  | { readonly type: "timer" }
  /** The network came back, or somebody looks at the page again. */
  | { readonly type: "nudged" }
  /** Somebody asked to try again. */
  | { readonly type: "retry" }
  | { readonly type: "close" };

/** What is to be done about it. A timer replaces the one before; a state without one has none. */
export type Effect =
  | { readonly type: "get-token" }
  /** Open the transport that stands at `rung`. */
  | { readonly type: "dial"; readonly rung: number }
  /** Go over to the one that was found. */
  | { readonly type: "switch" }
  | { readonly type: "greet" }
  | { readonly type: "ping" }
  | { readonly type: "hang-up" }
  | { readonly type: "timer"; readonly ms: number };

/** What was sent and not answered: since when, in ms, and how large it is, in characters. */
export interface Unanswered {
  readonly since: number;
  readonly size: number;
}

/** What surrounds an event. */
export interface Moment {
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  /** Whether the app gives tokens. */
  readonly hasTokens: boolean;
  /** How many transports there are to try. */
  readonly rungs: number;
  /** Whether the first of them has worked before. */
  readonly isProven: boolean;
  /** Undefined where nothing is. */
  readonly unanswered: Unanswered | undefined;
}

/** A reason that this page gives itself. Without `words` the code stands for them. */
export function reasonOf(code: string, words: string | undefined): Reason {
  return { code, message: words ?? code };
}

type Next = readonly [LinkState, ...Effect[]];

export const TOKEN_MS = 30_000;
export const DIAL_MS = 5_000;
export const GREET_MS = 10_000;
export const HEARTBEAT_MS = 30_000;
export const PONG_MS = 10_000;
/** Somebody came back to the page, or something that was sent is not answered: a dead link shows itself sooner. */
export const PROBE_MS = 4_000;
/** Characters that a slow link carries in a ms: by so much longer the answer to something large may take. */
const SLOW_LINK = 32;
const BACKOFF_MS = 300;
/** The waits do not become longer than this: were they, clients would come to a server that is back in one heap first, and the last long after. */
const BACKOFF_CAP_MS = 5_000;
/** After so many tries the server is away for longer, and is asked less often. */
const LONG_AWAY_TRIES = 10;
const LONG_AWAY_CAP_MS = 8_000;
/** So many tries of what has worked before may fail until something else is tried: mostly the server is away. */
const PROVEN_TRIES = 2;
/** A connection that stayed up for so many ms resets the backoff. */
export const STABLE_MS = 5_000;

/** A transport found that the pages of the browser keep as many requests open as they may. */
export const CROWDED = "link.crowded";

/** The state after `event`, followed by what is to be done. */
export function next(state: LinkState, event: LinkEvent, moment: Moment): Next {
  if (state.name === "closed") return [state];
  switch (event.type) {
    case "close":
      return [{ name: "closed" }, { type: "hang-up" }];
    case "unwanted":
      return [{ name: "idle" }, { type: "hang-up" }];
    case "wanted":
      return state.name === "idle" ? tryNow(0, false, moment) : [state];
    case "retry":
      return state.name === "waiting" || state.name === "refused"
        ? tryNow(0, false, moment)
        : [state];
    case "nudged":
      if (state.name === "waiting") return tryNow(state.attempt, state.isFreshToken, moment);
      return state.name === "live" && !state.isAsked ? ask(state, PROBE_MS) : [state];
    case "sent":
      return state.name === "live" && !state.isWatched ? watch(state, moment) : [state];
    case "authorized":
      return state.name === "authorizing" ? dial(state) : [state];
    case "opened":
      if (state.name !== "dialing") return [state];
      return [{ ...state, name: "greeting" }, { type: "greet" }, { type: "timer", ms: GREET_MS }];
    case "found":
      if (state.name !== "live") return [state];
      return [
        { name: "greeting", attempt: 0, isFreshToken: false, rung: 0 },
        { type: "switch" },
        { type: "greet" },
        { type: "timer", ms: GREET_MS },
      ];
    case "welcomed":
      if (state.name !== "greeting") return [state];
      return listen(moment.now, state.attempt, moment);
    case "heard":
      return state.name === "live" && state.isAsked
        ? listen(state.since, state.attempt, moment)
        : [state];
    case "paused":
      // What was asked is not answered before that either.
      if (state.name !== "live") return [state];
      return [
        { ...state, isAsked: false, isWatched: true },
        { type: "timer", ms: event.ms + PROBE_MS },
      ];
    case "timer":
      return onTimer(state, moment);
    case "dropped":
      return onDropped(state, event.reason, moment);
  }
}

function onTimer(state: LinkState, moment: Moment): Next {
  switch (state.name) {
    case "waiting":
      return tryNow(state.attempt, state.isFreshToken, moment);
    case "live":
      if (!state.isAsked) return onQuiet(state, moment);
      return onDropped(
        state,
        reasonOf(
          "link.silent",
          inWords(() => "The server does not answer"),
        ),
        moment,
      );
    case "authorizing":
      return onDropped(
        state,
        reasonOf(
          "link.token",
          inWords(() => "getToken did not answer in time"),
        ),
        moment,
      );
    case "dialing":
    case "greeting":
      return onDropped(
        state,
        reasonOf(
          "link.timeout",
          inWords(() =>
            state.name === "dialing"
              ? "The server did not answer in time"
              : "What took the connection did not welcome in time; is it an Alongside server?",
          ),
        ),
        moment,
      );
    default:
      return [state];
  }
}

function onDropped(state: LinkState, reason: Reason, moment: Moment): Next {
  if (state.name === "idle" || state.name === "waiting" || state.name === "refused") return [state];
  const wasLive = state.name === "live";
  const isAboutToken = reason.code === "auth.failed" || reason.code === "auth.expired";
  // A token may have run out on the way: a fresh one is tried once before anybody is bothered.
  const isFreshToken =
    isAboutToken &&
    moment.hasTokens &&
    (wasLive || !("isFreshToken" in state && state.isFreshToken));
  if (isOver(reason.code) && !isFreshToken)
    return [{ name: "refused", reason }, { type: "hang-up" }];
  if (isOpening(state) && reason.code.startsWith("link.") && mayDescend(state, reason, moment)) {
    const [dialing, ...effects] = dial({ ...state, rung: state.rung + 1 });
    return [dialing, { type: "hang-up" }, ...effects];
  }
  const attempt =
    wasLive && moment.now - state.since >= STABLE_MS
      ? 0
      : "attempt" in state
        ? state.attempt + 1
        : 0;
  const ms = backoff(attempt, moment.random);
  return [
    { name: "waiting", attempt, isFreshToken, rung: 0, retryAt: moment.now + ms, reason },
    { type: "hang-up" },
    { type: "timer", ms },
  ];
}

function isOpening(
  state: LinkState,
): state is LinkState & { readonly name: "dialing" | "greeting" } {
  return state.name === "dialing" || state.name === "greeting";
}

/** Whether the next transport is tried at once. */
function mayDescend(
  { rung, attempt }: Try,
  { code }: Reason,
  { rungs, isProven }: Moment,
): boolean {
  const isSpared = isProven && attempt < PROVEN_TRIES && code !== CROWDED;
  return rung + 1 < rungs && !isSpared;
}

/** Whether it is of no use to try again by oneself. */
function isOver(code: string): boolean {
  return code === "auth.signed-out" || isFinal(code);
}

function tryNow(attempt: number, isFreshToken: boolean, { hasTokens }: Moment): Next {
  if (!hasTokens) return dial({ attempt, isFreshToken, rung: 0 });
  return [
    { name: "authorizing", attempt, isFreshToken, rung: 0 },
    { type: "get-token" },
    { type: "timer", ms: TOKEN_MS },
  ];
}

function dial({ attempt, isFreshToken, rung }: Try): Next {
  return [
    { name: "dialing", attempt, isFreshToken, rung },
    { type: "dial", rung },
    { type: "timer", ms: DIAL_MS },
  ];
}

type Live = LinkState & { readonly name: "live" };

/** It lives. While something is not answered, it is asked again soon. */
function listen(since: number, attempt: number, { unanswered }: Moment): Next {
  const isWatched = unanswered !== undefined;
  return [
    { name: "live", since, attempt, isAsked: false, isWatched },
    { type: "timer", ms: isWatched ? PROBE_MS : HEARTBEAT_MS },
  ];
}

/** Something was sent. An answer to a ping that is out is not waited for any longer than the answer to that. */
function watch(state: Live, { now, unanswered }: Moment): Next {
  if (unanswered === undefined) return [state];
  return [
    { ...state, isWatched: true },
    { type: "timer", ms: Math.max(0, dueAt(unanswered) - now) },
  ];
}

/** Nothing has asked for the link since the timer was set. */
function onQuiet(state: Live, moment: Moment): Next {
  const { unanswered, now } = moment;
  if (!state.isWatched) return ask(state, PONG_MS);
  if (unanswered === undefined) return listen(state.since, state.attempt, moment);
  return dueAt(unanswered) > now ? watch(state, moment) : ask(state, PROBE_MS);
}

/** When the answer should be here, in ms. */
function dueAt({ since, size }: Unanswered): number {
  return since + PROBE_MS + size / SLOW_LINK;
}

function ask(state: Live, ms: number): Next {
  return [{ ...state, isAsked: true }, { type: "ping" }, { type: "timer", ms }];
}

/** Exponential with full jitter, so that a thousand clients of a restarted server do not come back at once. */
export function backoff(attempt: number, random: number): number {
  const cap = attempt < LONG_AWAY_TRIES ? BACKOFF_CAP_MS : LONG_AWAY_CAP_MS;
  return random * Math.min(cap, BACKOFF_MS * 2 ** attempt);
}
