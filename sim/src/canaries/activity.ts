import type { Canary } from "./canary.ts";

/** What may go wrong where activities are shown. */
export const ACTIVITY: { readonly [name: string]: Canary } = {
  "a-refused-change-is-shown": {
    file: "packages/client/src/room/log.ts",
    line: "const { first = entry.refused } = entry;",
    planted:
      "const { first = entry.refused } = entry; const gone = pending.get(first); if (gone) this.#copy.heard?.({ ...entry, ...gone.data });",
    worlds: "activity",
  },
  "an-activity-that-is-missed": {
    file: "packages/client/src/activity/activity-log.ts",
    line: "this.#from = copy.seq;",
    planted: "this.#from = copy.seq - 1;",
    worlds: "activity",
  },
  "an-activity-that-is-not-found-later": {
    file: "packages/server/src/store/past/past-entries.ts",
    line: 'if (entry.kind === "change" && part === undefined && isToldTo(entry.mutation, rights))',
    planted: "if (false)",
    worlds: "activity",
  },
};
