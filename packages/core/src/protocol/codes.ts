/** What the receiver of a close or error should do about it. */
export type Remedy =
  /** Connect or join again at once and resume: nothing was lost. */
  | "resume"
  /** Connect again after a while: the server is busy or going away. */
  | "retry"
  /** Stay away until something changes: a new token, a new page, a new right. */
  | "stop"
  /** Nothing has ended: the server only says what it did not do. */
  | "none";

interface CodeInfo {
  /** The WebSocket close code, when the whole connection ends with it. */
  readonly close?: number;
  readonly remedy: Remedy;
}

/** Every code by which a connection or a room's session ends, or that a notice has. `docs/errors.md` is made from this table. */
export const CODES = {
  "auth.failed": { close: 4401, remedy: "stop" },
  "auth.expired": { close: 4402, remedy: "stop" },
  "auth.forbidden": { remedy: "stop" },
  "auth.read-only": { remedy: "stop" },
  "auth.revoked": { remedy: "resume" },
  "auth.ended": { close: 4405, remedy: "stop" },
  "auth.timeout": { close: 4408, remedy: "retry" },
  "auth.unavailable": { close: 4503, remedy: "retry" },
  "auth.client-taken": { close: 4403, remedy: "stop" },
  "message.invalid": { close: 4400, remedy: "stop" },
  "message.too-big": { close: 4413, remedy: "stop" },
  "counter.gap": { close: 4410, remedy: "resume" },
  "limit.rate": { close: 4429, remedy: "retry" },
  "limit.rooms": { close: 4432, remedy: "stop" },
  "limit.address-rooms": { remedy: "retry" },
  "limit.presence": { remedy: "none" },
  "limit.preview": { remedy: "none" },
  "limit.event": { remedy: "none" },
  "limit.greeting": { close: 4434, remedy: "retry" },
  "limit.connections": { close: 4430, remedy: "retry" },
  "limit.unfinished": { close: 4435, remedy: "retry" },
  "limit.slow-reader": { close: 4431, remedy: "resume" },
  "room.unknown": { remedy: "stop" },
  "room.not-joined": { close: 4404, remedy: "resume" },
  "room.reset": { remedy: "resume" },
  "room.faulty": { remedy: "retry" },
  "text.rebase": { remedy: "resume" },
  "schema.outdated": { remedy: "stop" },
  "schema.incompatible": { remedy: "stop" },
  "session.replaced": { close: 4409, remedy: "stop" },
  "server.stopping": { close: 1012, remedy: "retry" },
  "store.failed": { close: 4500, remedy: "retry" },
  "version.unknown": { close: 4426, remedy: "stop" },
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
