import type { Code } from "./codes.ts";

/**
 * The WebSocket close codes of those codes with which a whole connection ends. Apart from `CODES`, as only who closes one needs
 * them: a page reads the name.
 */
export const CLOSE_CODES = {
  "auth.failed": 4401,
  "auth.expired": 4402,
  "auth.ended": 4405,
  "auth.timeout": 4408,
  "auth.unavailable": 4503,
  "message.invalid": 4400,
  "message.too-big": 4413,
  "counter.gap": 4410,
  "limit.rate": 4429,
  "limit.greeting": 4434,
  "limit.connections": 4430,
  "limit.unfinished": 4435,
  "limit.slow-reader": 4431,
  "room.not-joined": 4404,
  "server.stopping": 1012,
  "store.failed": 4500,
  "version.unknown": 4426,
} as const satisfies { readonly [C in Code]?: number };

/** The WebSocket close code for `code`: that of `message.invalid` where it has none of its own. */
export function closeCodeOf(code: Code): number {
  return code in CLOSE_CODES
    ? CLOSE_CODES[code as keyof typeof CLOSE_CODES]
    : CLOSE_CODES["message.invalid"];
}
