/** What the receiver of a close or error should do about it. */
export type Remedy =
  /** Connect or join again at once and resume: nothing was lost. */
  | "resume"
  /** Connect again after a while: the server is busy or going away. */
  | "retry"
  /** Stay away until something changes: a new token, a new page, a new right. */
  | "stop";

interface CodeInfo {
  /** The WebSocket close code, when the whole connection ends with it. */
  readonly close?: number;
  readonly remedy: Remedy;
  readonly meaning: string;
}

/** Every code by which a connection or a room's session ends. `docs/errors.md` is made from this table. */
export const CODES = {
  "auth.failed": {
    close: 4401,
    remedy: "stop",
    meaning: "The token was refused. Get a fresh one.",
  },
  "auth.expired": {
    close: 4402,
    remedy: "stop",
    meaning: "The token has expired. Get a fresh one.",
  },
  "auth.forbidden": { remedy: "stop", meaning: "This user may not enter the room." },
  "auth.read-only": { remedy: "stop", meaning: "This user may read the room and not write to it." },
  "auth.revoked": { remedy: "resume", meaning: "What this user may do here has changed." },
  "auth.timeout": {
    close: 4408,
    remedy: "retry",
    meaning: "No hello arrived in time after connecting.",
  },
  "auth.unavailable": {
    close: 4503,
    remedy: "retry",
    meaning: "Who is calling could not be checked just now.",
  },
  "auth.client-taken": {
    close: 4403,
    remedy: "stop",
    meaning: "The client id belongs to another user.",
  },
  "message.invalid": {
    close: 4400,
    remedy: "stop",
    meaning: "A frame was not a message of this protocol.",
  },
  "message.too-big": { close: 4413, remedy: "stop", meaning: "A frame was larger than the limit." },
  "counter.gap": {
    close: 4410,
    remedy: "resume",
    meaning: "A change skipped a number of its client's counter.",
  },
  "limit.rate": {
    close: 4429,
    remedy: "retry",
    meaning: "More messages per second than the limit allows.",
  },
  "limit.rooms": {
    close: 4432,
    remedy: "stop",
    meaning: "More rooms on one connection than the limit allows.",
  },
  "limit.presence": {
    close: 4433,
    remedy: "stop",
    meaning: "The presence of one client is larger than the limit allows.",
  },
  "limit.connections": {
    close: 4430,
    remedy: "retry",
    meaning: "More connections from one address than the limit allows.",
  },
  "limit.slow-reader": {
    close: 4431,
    remedy: "resume",
    meaning: "The connection could not take what was sent to it fast enough.",
  },
  "room.unknown": { remedy: "stop", meaning: "The server has no such kind of room." },
  "room.not-joined": {
    close: 4404,
    remedy: "resume",
    meaning: "A message named a room this connection has not joined.",
  },
  "room.reset": {
    remedy: "resume",
    meaning: "The room was taken from memory and is loaded again from the store.",
  },
  "schema.outdated": {
    remedy: "stop",
    meaning: "The page has another version of the room's definition. Reload it.",
  },
  "schema.incompatible": {
    remedy: "stop",
    meaning: "The stored room does not fit the room's definition.",
  },
  "session.replaced": {
    close: 4409,
    remedy: "stop",
    meaning: "The same client connected again; this connection is the old one.",
  },
  "server.stopping": { close: 1012, remedy: "retry", meaning: "The server is going away." },
  "store.failed": { close: 4500, remedy: "retry", meaning: "The store could not answer." },
  "version.unknown": {
    close: 4426,
    remedy: "stop",
    meaning: "Client and server have no protocol version in common.",
  },
} as const satisfies Record<string, CodeInfo>;

/** The name of a way in which a connection or session ends. */
export type Code = keyof typeof CODES;

/** What to do about a code; a code of a newer server means "retry". */
export function remedyFor(code: string): Remedy {
  return Object.hasOwn(CODES, code) ? CODES[code as Code].remedy : "retry";
}

/** The code behind a WebSocket close code, when it is one of ours. */
export function codeOfClose(close: number): Code | undefined {
  for (const [code, info] of Object.entries(CODES)) {
    if ("close" in info && info.close === close) return code as Code;
  }
  return undefined;
}
