import { ROOT } from "@alongside/core/engine";
import type { Readable } from "../readable.ts";
import type { FeedHandle, FeedState } from "./types.ts";

/** Where a thread is in a text, in UTF-16 code units. */
export interface ThreadRange {
  /** The post that begins it. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Where the threads of a feed are in one text, for an editor that draws them: those that are open, or those of the list `only`. The text is
 * named as in `on`; its record may be left out for one at the top of storage.
 */
export function threadRanges(
  feed: Pick<FeedHandle<unknown>, "list">,
  { id = ROOT, field }: { readonly id?: string; readonly field: string },
  only: Parameters<FeedHandle<unknown>["list"]>[0] = "open-threads",
): Readable<readonly ThreadRange[]> {
  const view = feed.list(only);
  let state: FeedState<unknown> | undefined;
  let ranges: readonly ThreadRange[] = [];
  const get = (): readonly ThreadRange[] => {
    const before = state;
    state = view.get();
    if (state === before) return ranges;
    const now = state.posts.flatMap(({ id: post, on }) => {
      if (on === undefined || !("text" in on)) return [];
      const { from, to, ...text } = on.text;
      const isHere = text.id === id && text.field === field;
      return isHere && from !== undefined && to !== undefined ? [{ id: post, from, to }] : [];
    });
    if (!areSame(ranges, now)) ranges = now;
    return ranges;
  };
  return {
    get,
    subscribe(callback) {
      let last = get();
      return view.subscribe(() => {
        const now = get();
        if (now === last) return;
        last = now;
        callback(now);
      });
    },
  };
}

function areSame(a: readonly ThreadRange[], b: readonly ThreadRange[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ id, from, to }, i) => b[i]?.id === id && b[i].from === from && b[i].to === to)
  );
}
