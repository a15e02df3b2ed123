import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Activity,
  ACTIVITY_MARK,
  type ActivityGroup,
  groupActivities,
  markOf,
} from "../../src/engine.ts";

const WINDOW = 5000;

function activity(seq: number, at: number, by: string, more: Partial<Activity> = {}): Activity {
  const summary = { one: "{name} moved {title}", other: "{name} moved {count} shapes" };
  const about = { key: "shapes", ids: [`s${seq}`], count: 1 };
  return {
    seq,
    at: new Date(at),
    by,
    type: "moved",
    summary,
    priority: "normal",
    ...about,
    ...more,
  };
}

/** A log of activities: times never go back, numbers grow, and one change may be several. */
const logs = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 1, 1, 1, 2, 60, 499),
      wait: fc.constantFrom(0, 10, 4999, 5000, 5001, 60_000),
      by: fc.constantFrom("ann", "bob"),
      type: fc.constantFrom("moved", "added"),
      key: fc.constantFrom("shapes", "notes", undefined),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let [seq, at] = [1, 0];
    return steps.map(({ step, wait, by, type, key }) => {
      seq += step;
      if (step > 0) at += wait;
      return activity(seq, at, by, { type, key });
    });
  });

const pagesOf = (log: readonly Activity[]): readonly (readonly Activity[])[] => [
  ...Map.groupBy(log, ({ seq }) => markOf(seq)).values(),
];

/** The rule, by eye: one by one, for each the group it belongs to. */
function obvious(log: readonly Activity[]): readonly (readonly Activity[])[] {
  const groups: Activity[][] = [];
  for (const one of log) {
    const like = groups.findLast(
      ([first]) => first?.by === one.by && first.type === one.type && first.key === one.key,
    );
    const last = like?.at(-1);
    const goesOn =
      last !== undefined &&
      one.at.getTime() - last.at.getTime() <= WINDOW &&
      markOf(last.seq) === markOf(one.seq);
    if (goesOn) like?.push(one);
    else groups.push([one]);
  }
  return groups;
}

test("[R1831] what is grouped is cut by pauses and at marks, as one who looks at it does", () => {
  fc.assert(
    fc.property(logs, (log) => {
      const groups = groupActivities("board:a", log, WINDOW);
      expect(groups.map(({ members }) => members)).toEqual(obvious(log));
    }),
  );
});

test("[R1832] pages that end at marks, one behind the other, are what all of it is", () => {
  fc.assert(
    fc.property(logs, (log) => {
      const pages = pagesOf(log).flatMap((page) => groupActivities("board:a", page, WINDOW));
      expect(pages).toEqual(groupActivities("board:a", log, WINDOW));
    }),
  );
});

test("[R1832] what is grouped as it comes has the groups, places and ids that are read later", () => {
  fc.assert(
    fc.property(logs, fc.nat(), (log, at) => {
      const some = groupActivities("board:a", log.slice(0, at % (log.length + 1)), WINDOW);
      const all = groupActivities("board:a", log, WINDOW);
      expect(some.map(({ id }) => id)).toEqual(all.slice(0, some.length).map(({ id }) => id));
    }),
  );
});

test("[R1831] a group is named by the room and its first entry, and those of one change are told apart", () => {
  const several = [activity(7, 0, "ann"), activity(7, 0, "ann", { type: "added" })];
  const ids = (list: readonly ActivityGroup[]) => list.map(({ id }) => id);
  expect(ids(groupActivities("board:a", several, WINDOW))).toEqual(["board:a 7", "board:a 7.1"]);
});

test("[R1833] a group counts each record once, and is as important as the most important in it", () => {
  const moved = [
    activity(1, 0, "ann", { ids: ["a", "b"], count: 2 }),
    activity(2, 1, "ann", { ids: ["b"], priority: "urgent" }),
  ];
  const [group] = groupActivities("board:a", moved, WINDOW);
  expect(group).toMatchObject({ count: 2, ids: ["a", "b"], priority: "urgent" });
  expect(group?.summary).toBe("{name} moved {count} shapes");
  expect(group?.members).toEqual(moved);
  const [many] = groupActivities("r", [activity(1, 0, "ann", { count: 12_000 })], WINDOW);
  expect(many?.count).toBe(12_000);
});

test("marks are at each 500th entry", () => {
  expect([1, 500, 501].map(markOf)).toEqual([500, 500, 1000]);
  expect(ACTIVITY_MARK).toBe(500);
});
