/** Whatever a function may return that is no promise. */
export type Sync =
  | void
  | null
  | undefined
  | string
  | number
  | boolean
  | bigint
  | symbol
  | (object & { readonly then?: never });

/**
 * Returns what a function answered. When that is a promise, throws what `refuse` makes: whoever called does not wait for it.
 * Its own rejection is heard by nobody then, which would end a Node process, so it is caught here.
 */
export function ofSync<T>(result: T, refuse: () => Error): T {
  if (!isThenable(result)) return result;
  result.then(undefined, () => undefined);
  throw refuse();
}

export function isThenable(result: unknown): result is PromiseLike<unknown> {
  return (
    typeof result === "object" &&
    result !== null &&
    "then" in result &&
    typeof result.then === "function"
  );
}
