import { mistake, ofSync as ofSyncOr } from "@alongside/core/engine";

/** What a function answered. Throws `TypeError` when that is a promise: a draft is over when its function has returned. */
export function ofSync<T>(result: T): T {
  return ofSyncOr(
    result,
    () => new TypeError("An update is synchronous: await first, then update"),
  );
}

/** Throws `TypeError` for what cannot write a change. */
export function checkUpdate(fn: unknown): void {
  if (typeof fn !== "function")
    throw mistake("update", "what is given", "a function such as (doc) => { … }", fn);
}
