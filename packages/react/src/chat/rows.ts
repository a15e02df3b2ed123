import type { Post } from "@alongside/client/feeds";

/** One line of the list. */
export type Row<B> =
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "unread"; readonly key: "unread" }
  | {
      readonly kind: "post";
      readonly key: string;
      readonly post: Post<B>;
      /** Whether it goes on from the one above: by the same person, soon after. */
      readonly isMore: boolean;
    };

/** Posts of one person this close to each other, in ms, are one group. */
const GROUP_MS = 5 * 60_000;

export interface RowOptions {
  /** The last entry that was read: the line stands before the first post of somebody else after it. */
  readonly readUpTo: number | undefined;
  readonly me: string | undefined;
}

/** Posts, with a line where a day begins and one before what was not read. */
export function rowsOf<B>(
  posts: readonly Post<B>[],
  { readUpTo, me }: RowOptions,
): readonly Row<B>[] {
  const rows: Row<B>[] = [];
  let [from, to] = [0, 0];
  let hasLine = readUpTo === undefined;
  let before: Post<B> | undefined;
  for (const post of posts) {
    const { at, seq, by } = post;
    let isFirst = false;
    if (at < from || at >= to) {
      [from, to] = dayOf(at);
      // A clock that was put back may bring a day again.
      rows.push({ kind: "day", key: `day ${from} ${post.id}`, at });
      isFirst = true;
    }
    if (!hasLine && seq !== undefined && seq > (readUpTo ?? 0) && by !== me) {
      hasLine = true;
      rows.push({ kind: "unread", key: "unread" });
      isFirst = true;
    }
    const isMore = !isFirst && before !== undefined && goesOn(before, post);
    rows.push({ kind: "post", key: post.id, post, isMore });
    before = post;
  }
  return rows;
}

function goesOn<B>(before: Post<B>, post: Post<B>): boolean {
  const { by, at, deleted } = before;
  return by === post.by && post.at - at < GROUP_MS && !deleted && !post.deleted;
}

/** When the day of a moment begins and ends here, in ms. */
function dayOf(at: number): readonly [from: number, to: number] {
  const day = new Date(at);
  const from = new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  return [from, new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()];
}
