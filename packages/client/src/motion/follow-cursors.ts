import { inWords, isFields, misused } from "@alongside/core/engine";
import type { Readable } from "../readable.ts";
import type { Motion } from "./motion.ts";

interface Point {
  readonly x: number;
  readonly y: number;
  readonly area?: string;
}

/**
 * Feeds a motion with what `place` finds in the presence of others: `followCursors(room.others, (p) => p.cursor, motion)`.
 * Who has no place is removed. Returns a function that ends it.
 */
export function followCursors<P>(
  others: Readable<readonly { readonly client: string; readonly presence: P }[]>,
  place: (presence: P) => Point | null | undefined,
  motion: Motion,
): () => void {
  if (!isFields(others) || typeof others["get"] !== "function")
    throw misused(
      "followCursors",
      inWords(() => "the others should be room.others"),
      others,
    );
  if (typeof place !== "function")
    throw misused(
      "followCursors",
      inWords(() => "what finds the place should be a function such as (p) => p.cursor"),
      place,
    );
  let shown = new Map<string, Point>();
  const follow = (): void => {
    const seen = new Map<string, Point>();
    const errors: unknown[] = [];
    for (const { client, presence } of others.get()) {
      try {
        const at = place(presence);
        if (at === null || at === undefined) continue;
        seen.set(client, at);
        const before = shown.get(client);
        if (before === at) continue;
        // What is in another area is not on the way to it.
        if (before !== undefined && before.area !== at.area) motion.remove(client);
        motion.to(client, [at.x, at.y]);
      } catch (error) {
        errors.push(error);
      }
    }
    for (const client of shown.keys()) if (!seen.has(client)) motion.remove(client);
    shown = seen;
    if (errors.length > 0) throw errors[0];
  };
  follow();
  const stop = others.subscribe(follow);
  return () => {
    stop();
    for (const client of shown.keys()) motion.remove(client);
  };
}
