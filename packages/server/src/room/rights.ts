import { Refused } from "@alongside/core";
import type { OpsByKey, Rights } from "@alongside/core/engine";

/**
 * What `authorize` may return: nothing at all, reading, reading and writing, or lists of the top-level keys of storage and the names of
 * feeds. Nobody writes what they may not read, but for feeds: a box for letters is posted to by those who do not read it.
 */
export type Grant =
  | "none"
  | "read"
  | "write"
  | { readonly read: true | readonly string[]; readonly write: true | readonly string[] };

/** A grant spelled out; undefined for "none". Nobody writes what they may not read, but for those of `feeds`. */
export function rightsOf(grant: Grant, feeds?: Names): Rights | undefined {
  switch (grant) {
    case "none":
      return undefined;
    case "read":
      return { read: true, write: [] };
    case "write":
      return { read: true, write: true };
    default:
      return { read: sorted(grant.read), write: sorted(written(grant, feeds)) };
  }
}

/** Top-level names. */
interface Names {
  has(name: string): boolean;
}

function written(
  { read, write }: Exclude<Grant, string>,
  feeds: Names | undefined,
): true | readonly string[] {
  if (write === true || read === true) return both(write, read);
  return write.filter((key) => read.includes(key) || feeds?.has(key) === true);
}

/** Names what a client was cut for: what it holds is good only while this stays the same. */
export function markOf(rights: Rights, version: number): string {
  return `${version}:${rights.read === true ? "*" : rights.read.join(",")}`;
}

export function mayRead(rights: Rights, key: string): boolean {
  return rights.read === true || rights.read.includes(key);
}

export function mayWrite(rights: Rights, key: string): boolean {
  return rights.write === true || rights.write.includes(key);
}

/** Throws `Refused` with `auth.key` where the ops write to a key that is not among those. */
export function checkRights(rights: Rights, ops: OpsByKey): void {
  if (rights.write === true) return;
  for (const key in ops)
    if (!mayWrite(rights, key)) throw new Refused("auth.key", `This user may not write ${key}`);
}

/** The keys that are among both. */
export function both(
  a: true | readonly string[],
  b: true | readonly string[],
): true | readonly string[] {
  if (a === true) return b;
  return b === true ? a : a.filter((key) => b.includes(key));
}

function sorted(keys: true | readonly string[]): true | readonly string[] {
  return keys === true ? true : keys.toSorted();
}
