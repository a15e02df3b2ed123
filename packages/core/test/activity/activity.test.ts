import { expect, test } from "vitest";
import { activities, defineRoom, list, text, value } from "../../src/index.ts";
import { activitiesOf, type OpsByKey, summaryWords, TELLING, thingOf } from "../../src/engine.ts";

const place = { of: "root", field: "shapes" };
const insert = (id: string) => ({ op: "insert", id, in: place, at: "a", fields: {} }) as never;
const set = (id: string, field: string) => ({ op: "set", id, field, value: 1 }) as never;
const edit = (id: string, field: string) => ({ op: "text", id, field, delta: ["a"] }) as never;

const change = (ops: OpsByKey, more = {}) => ({ seq: 3, at: 7, actor: "ann", ops, ...more });
const none = { ofChange: undefined };
const throwing = (error: unknown) => {
  throw error;
};

/** What is shown of ops, with names and titles filled in. */
function words(ops: OpsByKey): readonly string[] {
  return activitiesOf(change(ops), none, throwing).map(({ summary, count, key = "" }) =>
    summaryWords(count === 1 ? summary.one : summary.other, {
      name: "Ann",
      count,
      title: key === "page" ? "“Plan”" : thingOf(key),
    }),
  );
}

test.each<readonly [ops: OpsByKey, says: readonly string[]]>([
  [{ shapes: [insert("a.1"), insert("a.2")] }, ["Ann added 2 shapes"]],
  [{ shapes: [insert("a.1"), edit("a.1", "text"), set("a.1", "x")] }, ["Ann added a shape"]],
  [{ shapes: [set("a.1", "x"), set("a.1", "y"), set("a.2", "at")] }, ["Ann moved 2 shapes"]],
  [{ shapes: [set("a.1", "x"), set("a.1", "color")] }, ["Ann changed a shape"]],
  [{ shapes: [set("a.1", "x"), { op: "delete", id: "a.1" }] }, ["Ann deleted a shape"]],
  [{ shapes: [{ op: "restore", id: "a.1" }] }, ["Ann restored a shape"]],
  [{ entries: [{ op: "move", id: "a.1", in: place, at: "b" as never }] }, ["Ann moved an entry"]],
  [{ page: [edit("root", "page")] }, ["Ann wrote in “Plan”"]],
  [{ title: [set("root", "title")] }, ["Ann changed the title"]],
  [
    { shapes: [insert("a.1")], title: [set("root", "title")] },
    ["Ann added a shape", "Ann changed the title"],
  ],
  [{}, []],
])("[R1830] a change is what was done to the records of each key: %j", (ops, says) => {
  expect(words(ops)).toEqual(says);
});

const Board = defineRoom("board", {
  version: 1,
  storage: { shapes: list({ x: value(0), note: text() }) },
  activity: activities({
    types: ["deployed"],
    ofChange: ({ usual, mutation, ops }) => {
      if (mutation?.name === "close")
        return { type: "closed", summary: "{name} closed it", priority: "urgent" };
      if (mutation?.name === "fail") throw new Error("no");
      if (mutation?.name === "odd") return { type: "odd", summary: 7 as never };
      return ops["secret"] === undefined ? usual : undefined;
    },
  }),
});

test("[R1834] an app says what its changes are, and may leave some out", () => {
  const of = (name: string, ops: OpsByKey = {}) =>
    activitiesOf(change(ops, { mutation: { name, args: null } }), Board.activity, throwing);
  expect(of("close", { shapes: [] })).toMatchObject([
    { type: "closed", priority: "urgent", seq: 3, by: "ann" },
  ]);
  expect(of("other", { secret: [] })).toEqual([]);
  // It wrote nothing, or nothing that its reader may see.
  expect(of("close")).toEqual([]);
  expect(of("other", { shapes: [insert("a.1")] })).toMatchObject([{ type: "added" }]);
});

test("[R1835] where the app's function throws, or returns no activity, the usual ones are shown and it is reported", () => {
  const told: unknown[] = [];
  for (const name of ["fail", "odd"])
    expect(
      activitiesOf(
        change({ shapes: [insert("a.1")] }, { mutation: { name, args: null } }),
        Board.activity,
        (error) => told.push(error),
      ),
    ).toMatchObject([{ type: "added" }]);
  expect(told.map(String)).toEqual([
    "Error: no",
    expect.stringContaining("TypeError: activities.ofChange returned"),
  ]);
});

test("an activity that was told reads as it was, whatever the rules are now", () => {
  const args = { type: "deployed", summary: "v3", target: { key: "shapes", id: "a.1" } };
  const told = change({}, { mutation: { name: TELLING, args } });
  expect(activitiesOf(told, none, throwing)).toMatchObject([
    { type: "deployed", key: "shapes", ids: ["a.1"], summary: { one: "v3", other: "v3" } },
  ]);
  for (const odd of [null, 7, {}, { type: 1, summary: "x" }])
    expect(
      activitiesOf(change({}, { mutation: { name: TELLING, args: odd } }), none, throwing),
    ).toEqual([]);
});

test("[R1836] what is told is one of the types, in so many words, about a key", () => {
  const node = Board.checks.mutations.get(TELLING)!;
  const good = { type: "deployed", summary: "v3", priority: "urgent", target: { key: "shapes" } };
  expect(node.parse(good, "args")).toEqual(good);
  for (const [field, value_] of Object.entries({
    type: "moved",
    summary: "x".repeat(301),
    priority: "high",
    target: { key: "shapes", id: 7 },
    other: 1,
  }))
    expect(() => node.parse({ ...good, [field]: value_ }, "args")).toThrow(field);
});

test("words are text, whatever names and titles hold", () => {
  const parts = { name: "{title}", count: 2, title: "<b>$&" };
  expect(summaryWords("{name} {count} {title} {other}", parts)).toBe("{title} 2 <b>$& {other}");
  expect(["shapes", "boxes", "entries", "status", "glass"].map(thingOf)).toEqual([
    "a shape",
    "a box",
    "an entry",
    "a status",
    "a glass",
  ]);
});
