import type { Code, CODES } from "./codes.ts";

/** Of `CODES` those whose remedy is "stop": all that a page has to know of that table. */
const FINAL: { readonly [C in Code as (typeof CODES)[C] extends "stop" ? C : never]: 1 } = {
  "auth.failed": 1,
  "auth.expired": 1,
  "auth.forbidden": 1,
  "auth.read-only": 1,
  "auth.ended": 1,
  "auth.client-taken": 1,
  "auth.erased": 1,
  "message.invalid": 1,
  "message.too-big": 1,
  "client.outdated": 1,
  "limit.rooms": 1,
  "room.unknown": 1,
  "room.deleted": 1,
  "room.kicked": 1,
  "schema.outdated": 1,
  "schema.incompatible": 1,
  "version.unknown": 1,
};

/** Whether to stay away after a code until something changes. After any other, one of a newer server too, it is tried again. */
export function isFinal(code: string): boolean {
  return Object.hasOwn(FINAL, code);
}
