import type { Seq } from "../log.ts";
import { PRIORITIES } from "../schema/activity/telling.ts";
import type { ActivityPriority } from "../schema/activity/types.ts";
import type { Activity } from "./activity.ts";

/** Groups and pages of activities end at each entry whose number is divisible by this. */
export const ACTIVITY_MARK = 500;

/** What one user did of a kind, closely one after the other. */
export interface ActivityGroup {
  /** The room and the `seq` of the first activity; where one change was several, the later ones have a number behind it. */
  readonly id: string;
  readonly by: string;
  readonly type: string;
  /** Of the first one, and the last one. */
  readonly from: Date;
  readonly to: Date;
  readonly seq: Seq;
  /** The highest of its members'. */
  readonly priority: ActivityPriority;
  readonly key: string | undefined;
  /** The records that it is about, each once, the first 100 of them. */
  readonly ids: readonly string[];
  /** How many records, where it is about any; else how many activities. */
  readonly count: number;
  /** Of the last of the most important, in words, with `{name}`, `{count}` and `{title}` still to be filled in. */
  readonly summary: string;
  /** Oldest first; never empty. */
  readonly members: readonly Activity[];
}

/** The mark that a page with the entry `seq` ends at. */
export function markOf(seq: Seq): Seq {
  return Math.ceil(seq / ACTIVITY_MARK) * ACTIVITY_MARK;
}

/**
 * Groups activities, given in the order of the log; a group stands where its first one does. One ends where more than `windowMs` lie between two of the same
 * (user, type, key), and at each mark: so pages that end at marks, one behind the other, are what all of it is.
 */
export function groupActivities(
  room: string,
  activities: readonly Activity[],
  windowMs: number,
): readonly ActivityGroup[] {
  const groups: Activity[][] = [];
  const ids: string[] = [];
  const open = new Map<string, Activity[]>();
  let mark = 0;
  let last: Activity | undefined;
  let nth = 0;
  for (const one of activities) {
    if (one.seq > mark) {
      open.clear();
      mark = markOf(one.seq);
    }
    nth = one.seq === last?.seq ? nth + 1 : 0;
    last = one;
    const like = JSON.stringify([one.by, one.type, one.key]);
    const members = open.get(like);
    const before = members?.at(-1);
    if (before !== undefined && one.at.getTime() - before.at.getTime() <= windowMs) {
      members?.push(one);
      continue;
    }
    const begun = [one];
    open.set(like, begun);
    groups.push(begun);
    ids.push(nth === 0 ? `${room} ${one.seq}` : `${room} ${one.seq}.${nth}`);
  }
  return groups.map((members, i) => groupOf(ids[i] as string, members));
}

function groupOf(id: string, members: readonly Activity[]): ActivityGroup {
  const first = members[0] as Activity;
  const last = members.at(-1) as Activity;
  const ids = new Set<string>();
  let [most, sum] = [0, 0];
  for (const one of members) {
    for (const about of one.ids) ids.add(about);
    most = Math.max(most, one.count);
    sum += one.count;
  }
  const count = ids.size === 0 ? sum : Math.max(ids.size, most);
  const priority = PRIORITIES.find((name) => members.some((member) => member.priority === name));
  // What matters most says what it was.
  const { one, other } = (members.findLast((member) => member.priority === priority) ?? last)
    .summary;
  return {
    id,
    by: first.by,
    type: first.type,
    from: first.at,
    to: last.at,
    seq: first.seq,
    priority: priority ?? "normal",
    key: first.key,
    ids: [...ids].slice(0, 100),
    count,
    summary: count === 1 ? one : other,
    members,
  };
}
