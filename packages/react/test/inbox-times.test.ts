import type { Notification } from "@alongside/client/inbox";
import { expect, test } from "vitest";
import { groupsOf, snoozesFrom } from "../src/inbox/times.ts";
import { inboxWords } from "../src/inbox/words.ts";

const NOON = new Date(2026, 4, 13, 12);

const at = (...moment: [number, number, number, number]): Notification =>
  ({ at: new Date(...moment).getTime() }) as Notification;

test("[R1922] items stand by day of the page's own time, and what is put off comes back in a morning", () => {
  const items = [
    at(2026, 4, 13, 0),
    at(2026, 4, 12, 23),
    at(2026, 4, 12, 0),
    at(2026, 4, 7, 0),
    at(2026, 4, 6, 23),
    at(2025, 1, 1, 1),
  ];
  expect(groupsOf(items, NOON).map(({ day, items: some }) => [day, some.length])).toEqual([
    ["today", 1],
    ["yesterday", 2],
    ["week", 1],
    ["earlier", 2],
  ]);
  expect(groupsOf([], NOON)).toEqual([]);
  expect(snoozesFrom(NOON)).toEqual({
    hour: new Date(2026, 4, 13, 13),
    tomorrow: new Date(2026, 4, 14, 9),
    week: new Date(2026, 4, 18, 9),
  });
  const monday = new Date(2026, 4, 18, 8);
  expect(snoozesFrom(monday).week).toEqual(new Date(2026, 4, 25, 9));
  expect(snoozesFrom(new Date(2026, 4, 17)).week).toEqual(new Date(2026, 4, 18, 9));
});

test("[R1926] a notification says who caused it, how long ago, and how often", () => {
  const { titleOf, agoOf, bell, count } = inboxWords;
  const item = (kind: string, place: object | null = {}) =>
    ({ kind, title: "A title", place }) as Notification;
  expect(titleOf(item("mention"), ["Ann"])).toBe("Ann mentioned you");
  expect(titleOf(item("reply"), ["Ann", "Bob"])).toBe("Ann and Bob answered in a thread of yours");
  expect(titleOf(item("reply"), ["Ann", "Bob", "Cem", "Dov"])).toMatch(/^Ann, Bob and 2 more /);
  expect(titleOf(item("post"), ["Ann"])).toBe("Ann posted");
  expect(titleOf(item("mention"), [])).toBe("A title");
  expect(titleOf(item("mention", null), ["Ann"])).toBe("A title");
  const ago = (ms: number) => agoOf(new Date(NOON.getTime() - ms), NOON);
  // The server's clock may be ahead of the page's.
  expect([-5000, 59_000, 60_000, 3_600_000, 86_400_000].map(ago)).toEqual([
    "now",
    "now",
    "1 min",
    "1 h",
    "1 d",
  ]);
  expect(ago(400 * 86_400_000)).toContain("2025");
  expect([bell(0), bell(3), count(99), count(100)]).toEqual([
    "Notifications",
    "Notifications, 3 new",
    "99",
    "99+",
  ]);
});
