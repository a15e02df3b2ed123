import { inWords, misused, ofSync as ofSyncOr, said } from "@alongside/core/engine";

/** What a function answered. Throws `TypeError` when that is a promise: a draft is over when its function has returned. */
export function ofSync<T>(result: T): T {
  return ofSyncOr(
    result,
    () =>
      new TypeError(
        said(
          "update",
          inWords(() => "An update is synchronous: await first, then update"),
        ),
      ),
  );
}

/** Throws `TypeError` for what cannot write a change. */
export function checkUpdate(fn: unknown): void {
  if (typeof fn !== "function")
    throw misused(
      "update",
      inWords(() => "what is given should be a function such as (doc) => { … }"),
      fn,
    );
}
