import { ofSync as ofSyncOr } from "@alongside/core";

/** What a function answered. Throws `TypeError` when that is a promise: a draft is over when its function has returned. */
export function ofSync<T>(result: T): T {
  return ofSyncOr(
    result,
    () => new TypeError("An update is synchronous: await first, then update"),
  );
}
