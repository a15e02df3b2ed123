/** The answer of `fn`. Throws `TypeError` when it is a promise: a draft is over when its function has returned. */
export function runSync<T>(fn: () => T): T {
  const result = fn();
  if (
    typeof result === "object" &&
    result !== null &&
    "then" in result &&
    typeof result.then === "function"
  ) {
    throw new TypeError("An update is synchronous: await first, then update");
  }
  return result;
}
