import type { Lock } from "@alongside/client";
import { Broken } from "./broken.ts";

/** Of locks that somebody sees, no two of different pages may be at odds: at no moment, as they are told of together. */
export function checkOdds(locks: readonly Lock[], who: string): void {
  for (const [i, one] of locks.entries())
    for (const other of locks.slice(i + 1))
      if (
        one.id === other.id &&
        one.client !== other.client &&
        (one.field === undefined || (other.field ?? one.field) === one.field)
      )
        throw new Broken(
          `${who} sees that ${one.client} and ${other.client} both hold ${words(one)}`,
        );
}

/** What a lock is on. */
export function words({ id, field }: { readonly id: string; readonly field?: string }): string {
  return field === undefined ? id : `${id}.${field}`;
}
