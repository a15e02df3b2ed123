import { asCount, asFlag, asSeat, asString, asTuple, trimmed } from "./shape.ts";
import type { UserInfo } from "./welcome.ts";

/** What a soft lock is on: a record, or one field of it. Two that name the same record are at odds unless they name different fields. */
export interface LockTarget {
  readonly id: string;
  /** A top-level field is one of the record `root`. */
  readonly field?: string;
}

/**
 * Asks for a soft lock, keeps it for longer, or gives it back. Answered by `LockAnswer`, unless it was given back. On the wire
 * `["q", seat, ask, ms, id, field?, take?]`: `field` is null for a whole record before `take`, which is 1.
 */
export interface LockAsk extends LockTarget {
  readonly type: "lock";
  readonly seat: number;
  /** The sender's own number, which the answer names. */
  readonly ask: number;
  /** How long it is to be held from now on, unless it is asked for again; 0 gives it back. */
  readonly ms: number;
  /** It is taken over from whoever holds it, where the app's rule lets that be. */
  readonly take?: true;
}

/** Answers `LockAsk`. On the wire `["q", seat, ask, ms]` for a lock that is held for so long, else `["q", seat, ask, 0, code, message, client?, user?]`. */
export interface LockAnswer {
  readonly type: "lock";
  readonly seat: number;
  readonly ask: number;
  readonly ms: number;
  readonly refused?: LockRefusal;
}

/** Why somebody does not get a lock, and who holds it where that is why. */
export interface LockRefusal {
  readonly code: string;
  readonly message: string;
  readonly client?: string;
  readonly user?: UserInfo;
}

export function parseLock(parts: readonly unknown[]): LockAsk {
  asTuple(parts, "lock", 5, 7);
  const [, seat, ask, ms, id, field, take] = parts;
  return {
    type: "lock",
    seat: asSeat(seat, "lock.seat"),
    ask: asCount(ask, "lock.ask", 1),
    ms: asCount(ms, "lock.ms"),
    id: asString(id, "lock.id"),
    ...(field !== undefined && field !== null && { field: asString(field, "lock.field", 256) }),
    ...(take !== undefined && asFlag(take, "lock.take") && { take: true as const }),
  };
}

/** The frame of a page's question about a soft lock, as it goes over the wire. */
export function encodeLock({ seat, ask, ms, id, field, take }: Omit<LockAsk, "type">): string {
  return JSON.stringify(trimmed(["q", seat, ask, ms, id, field, take && 1]));
}

export type LockAnswerParts = readonly [
  tag: "q",
  seat: number,
  ask: number,
  ms: number,
  code?: string,
  message?: string,
  client?: string,
  user?: UserInfo,
];

export function readLockAnswer(parts: LockAnswerParts): LockAnswer {
  const [, seat, ask, ms, code, message = "", client, user] = parts;
  const by = client !== undefined && user !== undefined ? { client, user } : {};
  const rest = code === undefined ? {} : { refused: { code, message, ...by } };
  return { type: "lock", seat, ask, ms, ...rest };
}

/** The frame of the server's answer about a soft lock, as it goes over the wire. */
export function encodeLockAnswer(answer: Omit<LockAnswer, "type">): string {
  const { seat, ask, ms, refused } = answer;
  const { code, message, client, user } = refused ?? {};
  return JSON.stringify(trimmed(["q", seat, ask, ms, code, message, client, user]));
}
