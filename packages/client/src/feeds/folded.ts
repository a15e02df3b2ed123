import {
  type FeedOp,
  foldPost,
  foldReply,
  type PostState,
  type Seq,
  type Told,
} from "@alongside/core/engine";

/** An entry's acts in one feed. */
export interface Acts {
  readonly seq: Seq;
  readonly at: number;
  readonly by: string;
  readonly name: string | undefined;
  readonly ops: readonly FeedOp[];
}

/** What acts make of posts that are known; `get` reads them. Each post that is another one by then is in what is returned. */
export function folded(
  { seq, at, by, name, ops }: Acts,
  get: (id: string) => PostState | undefined,
): ReadonlyMap<string, PostState> {
  const changed = new Map<string, PostState>();
  let i = 0;
  for (const { id, act } of ops) {
    const told: Told = { seq, i, at, by, name };
    if (act[0] === "post") i += 1;
    const before = changed.get(id) ?? get(id);
    // The server told of the post when the entry was in it already.
    if (!changed.has(id) && before !== undefined && before.last >= seq) continue;
    const post = foldPost(before, id, act, told);
    if (post === undefined || post === before) continue;
    changed.set(id, post);
    const { to } = post;
    const root = to === undefined ? undefined : (changed.get(to) ?? get(to));
    if (to === undefined || root === undefined || (!changed.has(to) && root.last >= seq)) continue;
    changed.set(to, foldReply(root, act, told));
  }
  return changed;
}
