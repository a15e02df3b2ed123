import type { RoomId } from "@alongside/core/engine";
import type { FeedRetention } from "./feed-retention.ts";
import type { SweepOptions } from "./sweep-room.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a sweep of feeds did. */
export interface SweptFeeds {
  /** So many posts went. */
  readonly posts: number;
  /** When something is to go next though nobody posts, in ms; undefined for never. */
  readonly due?: number;
}

/** Lets the posts of a room go that its feeds do not keep, in steps between which others have a turn. Rejects with what the store throws. */
export async function sweepFeeds(
  { store, clock, rest }: SweepOptions,
  room: RoomId,
  feeds: { readonly [feed: string]: FeedRetention },
): Promise<SweptFeeds> {
  let count = 0;
  let due: number | undefined;
  for (const [feed, { days, posts }] of Object.entries(feeds)) {
    const keptMs = days === undefined ? Infinity : days * DAY_MS;
    const bounds = {
      ...(days !== undefined && { since: clock.now() - keptMs }),
      ...(posts !== undefined && { posts }),
    };
    for (;;) {
      const { dropped, isDone, oldest } = await store.dropPosts(room, feed, bounds);
      count += dropped;
      if (!isDone) {
        await rest();
        continue;
      }
      if (oldest !== undefined && days !== undefined)
        due = Math.min(due ?? Infinity, Math.ceil(oldest + keptMs) + 1);
      break;
    }
  }
  return { posts: count, ...(due !== undefined && { due }) };
}
