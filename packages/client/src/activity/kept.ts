import type { ActivityPriority } from "@alongside/core";
import type { ActivityGroup } from "@alongside/core/engine";

/**
 * The `most` of `groups` that a list shows, newest first; `groups` is oldest first. Those of other priorities than `priorities` are left out. Each step up in
 * `priorities`, which begins with the most important, makes a group count as half as old: it stays twice as long, and never for good.
 */
export function keptGroups(
  groups: readonly ActivityGroup[],
  most: number,
  priorities: readonly ActivityPriority[],
): readonly ActivityGroup[] {
  const shown = groups.filter(({ priority }) => priorities.includes(priority)).toReversed();
  if (shown.length <= most) return shown;
  const age = (group: ActivityGroup, at: number): number =>
    at / 2 ** (priorities.length - 1 - priorities.indexOf(group.priority));
  const ages = new Map(shown.map((group, at) => [group, age(group, at)]));
  const youngest = shown.toSorted((a, b) => (ages.get(a) ?? 0) - (ages.get(b) ?? 0));
  const kept = new Set(youngest.slice(0, most));
  return shown.filter((group) => kept.has(group));
}
