import type { Canary } from "./canary.ts";

/** What may go wrong where live values are told. */
export const SERIES: { readonly [name: string]: Canary } = {
  "a-slow-viewer-lacks-a-bucket": {
    file: "packages/server/src/series/room-series.ts",
    line: "if (from === undefined && (isTorn || member.guest.isSlow)) viewers.set(member, toldBucket);",
    planted:
      "if (from === undefined && (isTorn || member.guest.isSlow)) viewers.set(member, ring.bucket);",
    worlds: "series",
  },
  "a-viewer-that-was-away-lacks-a-bucket": {
    file: "packages/client/src/series/watched-series.ts",
    line: "this.#send(run === 0 ? undefined : { run, bucket: head });",
    planted: "this.#send(run === 0 ? undefined : { run, bucket: head + 1 });",
    worlds: "series",
  },
  "a-tick-that-does-not-follow": {
    file: "packages/server/src/series/room-series.ts",
    line: "if (from === undefined || member.guest.isSlow) continue;",
    planted:
      "if (from === undefined) continue; if (member.guest.isSlow) { viewers.set(member, undefined); continue; }",
    worlds: "series",
  },
  "a-tick-is-taken-that-does-not-follow": {
    file: "packages/core/src/series/mirror.ts",
    line: "else if (number !== this.#number + 1 || this.keep === 0) return false;",
    planted: "else if (this.keep === 0) return false;",
    worlds: "series",
  },
  "a-viewer-is-told-after-its-right-ended": {
    file: "packages/server/src/series/room-series.ts",
    line: "for (const { viewers } of this.#live.values()) viewers.delete(member);",
    planted: "",
    worlds: "series",
  },
  "a-series-is-told-to-who-may-not-read": {
    file: "packages/server/src/series/room-series.ts",
    line: "if (!mayRead(member.rights, name))",
    planted: "if (false)",
    worlds: "series",
  },
};
