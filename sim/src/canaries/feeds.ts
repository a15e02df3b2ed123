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
};
