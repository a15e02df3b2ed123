import type { Changed } from "../room/types.ts";

/** Several changes as one: committed once all are. */
export function allOf(changes: readonly Changed<void>[]): Changed<void> {
  const committed = Promise.all(changes.map((change) => change.committed)).then((all) => ({
    seq: Math.max(...all.map(({ seq }) => seq)),
    void: all.flatMap((one) => one.void),
  }));
  // Nobody has to listen: a refusal is in `rejected` too.
  committed.catch(() => undefined);
  return { local: undefined, committed };
}

/** Takes `items` out of `list`, where they are in it. */
export function without<T>(list: T[], items: readonly T[]): void {
  const gone = new Set(items);
  for (let i = list.length - 1; i >= 0; i--) if (gone.has(list[i] as T)) list.splice(i, 1);
}
