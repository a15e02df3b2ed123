import type { PastChange, PastUser } from "@alongside/core/engine";

/** Changes in a row of one user, close in time: what somebody did at a go. */
export interface ChangeGroup {
  readonly by: PastUser | undefined;
  readonly from: Date;
  readonly to: Date;
  /** Oldest first; never empty. */
  readonly changes: readonly PastChange[];
}

/** How long somebody may pause within a group, in ms. */
const GAP_MS = 120_000;

/** Groups changes, given and returned oldest first, by user and time. What somebody else does in between begins another group. */
export function groupChanges(
  changes: readonly PastChange[],
  gapMs: number = GAP_MS,
): readonly ChangeGroup[] {
  const groups: { by: PastUser | undefined; from: Date; to: Date; changes: PastChange[] }[] = [];
  for (const change of changes) {
    const { by, at } = change;
    const last = groups.at(-1);
    if (last && last.by?.id === by?.id && at.getTime() - last.to.getTime() <= gapMs) {
      last.changes.push(change);
      last.to = at;
    } else groups.push({ by, from: at, to: at, changes: [change] });
  }
  return groups;
}
