/** What a function answered. Throws `TypeError` when that is a promise: a draft is over when its function has returned. */
export function ofSync<T>(result: T): T {
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
