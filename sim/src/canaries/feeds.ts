import type { Canary } from "./canary.ts";

/** What may go wrong with what people post. */
export const FEEDS: { readonly [name: string]: Canary } = {
  "a-post-without-its-entry": {
    file: "packages/server/src/room/decisions.ts",
    line: "? this.judge.feeds?.written(seq, at, author.user, verdict.ops)",
    planted: "? (this.judge.feeds?.written(seq, at, author.user, verdict.ops), undefined)",
    worlds: "feeds",
  },
  "answers-counted-twice": {
    file: "packages/server/src/room/feeds/feed-book.ts",
    line: "const replied = foldReply(root.post, act, told);",
    planted: "const replied = foldReply(foldReply(root.post, act, told), act, told);",
    worlds: "feeds",
  },
  "what-is-posted-while-a-page-is-asked-for": {
    file: "packages/client/src/feeds/feed-here.ts",
    line: "const ids = new Set([...later, ...posts.map(({ id }) => id)]);",
    planted: "const ids = new Set(posts.map(({ id }) => id)); later.length = 0;",
    worlds: "feeds",
  },
  "a-list-lacks-what-was-answered-meanwhile": {
    file: "packages/client/src/feeds/feed-here.ts",
    line: "const later = this.#meanwhile.flatMap(({ ops }) => ops.flatMap(changedBy));",
    planted: "const later = this.#meanwhile.flatMap(({ ops }) => ops.map(({ id }) => id));",
    from: 180,
    worlds: "feeds",
  },
  "answers-counted-twice-on-a-page": {
    file: "packages/client/src/feeds/folded.ts",
    line: "if (to === undefined || root === undefined || (!changed.has(to) && root.last >= seq)) continue;",
    planted: "if (to === undefined || root === undefined) continue;",
    from: 8,
    worlds: "feeds",
  },
  "an-answer-is-deleted-and-still-counted": {
    file: "packages/server/src/room/feeds/feed-book.ts",
    line: 'return act[0] !== "delete" || this.#hasRoot(feed, post);',
    planted: "return true;",
    worlds: "feeds",
  },
  "an-act-on-an-answer-writes-what-it-answers": {
    file: "packages/server/src/room/feeds/feed-book.ts",
    line: "if (replied !== root.post) changed.set(to, { feed, post: replied });",
    planted: "changed.set(to, { feed, post: replied });",
    worlds: "feeds",
  },
};
