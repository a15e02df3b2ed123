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

/**
 * Every code by which a connection or a room's session ends, or that a notice has, and what to do about it. `docs/errors.md` is
 * made from this table, from `CLOSE_CODES` and `CODE_MEANINGS`.
 */
export const CODES = {
  "auth.failed": "stop",
  "auth.expired": "stop",
  "auth.forbidden": "stop",
  "auth.read-only": "stop",
  "auth.revoked": "resume",
  "auth.ended": "stop",
  "auth.timeout": "retry",
  "auth.unavailable": "retry",
  "auth.client-taken": "stop",
  "auth.erased": "stop",
  "message.invalid": "stop",
  "message.too-big": "stop",
  "client.outdated": "stop",
  "counter.gap": "resume",
  "limit.rate": "retry",
  "limit.rooms": "stop",
  "limit.address-rooms": "retry",
  "limit.presence": "none",
  "limit.preview": "none",
  "limit.event": "none",
  "limit.event-rate": "none",
  "limit.greeting": "retry",
  "limit.connections": "retry",
  "limit.unfinished": "retry",
  "limit.slow-reader": "resume",
  "room.unknown": "stop",
  "room.not-joined": "resume",
  "room.reset": "resume",
  "room.deleted": "stop",
  "room.kicked": "stop",
  "room.faulty": "retry",
  "text.rebase": "resume",
  "schema.outdated": "stop",
  "schema.incompatible": "stop",
  "schema.differs": "none",
  "series.unknown": "none",
  "series.forbidden": "none",
  "series.refused": "none",
  "limit.series": "none",
  "seat.replaced": "retry",
  "server.stopping": "retry",
  "store.failed": "retry",
  "version.unknown": "stop",
} as const satisfies Record<string, Remedy>;

/** The name of a way in which a connection or session ends. */
export type Code = keyof typeof CODES;
