import { counter, defineRoom, list, map, text, toJSON, value } from "@alongside/core";
import { fromJSON, Replica } from "@alongside/core/engine";
import type { StorageOf } from "@alongside/core";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";

const Plan = defineRoom("plan", {
  version: 1,
  storage: {
    title: value("Plan"),
    size: z.tuple([z.number(), z.number()]).optional(),
    votes: counter(),
    body: text(),
    rich: text({ attributes: { bold: z.boolean() } }),
    tags: list(z.string()),
    days: map({ notes: list({ at: z.number().default(3), said: text() }) }),
  },
});

const JSON_OF_PLAN = {
  title: "Trip",
  size: [2, 3] as [number, number],
  votes: 4,
  body: "Pack",
  rich: ["a", { insert: "b", attributes: { bold: true } }],
  tags: [{ id: "t1", value: "sea" }],
  days: { mon: { id: "d1", notes: [{ id: "n1", at: 1, said: "hi" }] } },
} as const;

test("[R372] storage made JSON, sent as text and read back is the same storage, texts and maps too", () => {
  const read = fromJSON(Plan, JSON.parse(JSON.stringify(JSON_OF_PLAN)));
  expectTypeOf(read).toEqualTypeOf<StorageOf<typeof Plan>>();
  expect(read.body.slice(0, 2)).toBe("Pa");
  expect(read.rich.length).toBe(2);
  expect([...read.days.keys()]).toEqual(["mon"]);
  expect(read.days.get("mon")?.notes[0]?.said.slice()).toBe("hi");
  expect(read.tags[0]).toEqual({ id: "t1", value: "sea" });
  const json = toJSON(read);
  expectTypeOf(json.body).toExtend<string | readonly unknown[]>();
  expectTypeOf(json.days["mon"]?.id).toEqualTypeOf<string | undefined>();
  expect(json).toEqual(JSON_OF_PLAN);
  expect(toJSON(fromJSON(Plan, json))).toEqual(JSON_OF_PLAN);
  expect(toJSON(fromJSON(Plan, read))).toEqual(JSON_OF_PLAN);
});

test("[R675] what is missing reads as in a new room, what is not in the definition is left out", () => {
  const read = fromJSON(
    Plan,
    JSON.parse('{"old":1,"days":{"mon":{"id":"d1","notes":[{"id":"n"}]}}}'),
  );
  const days = { mon: { id: "d1", notes: [{ id: "n", at: 3, said: "" }] } };
  const empty = toJSON(new Replica(Plan.schema).view);
  expect(toJSON(read)).toEqual({ ...(empty as object), days });
});

test("[R383] what is read back is frozen at every level in a development build, and what was given is not", () => {
  const given = JSON.parse(JSON.stringify(JSON_OF_PLAN)) as typeof JSON_OF_PLAN;
  const read = fromJSON(Plan, given);
  const day = read.days.get("mon");
  for (const part of [read, read.size, read.tags, read.tags[0], day, day?.notes, day?.notes[0]])
    expect(Object.isFrozen(part)).toBe(true);
  given.size.push(4);
  expect(read.size).toEqual([2, 3]);
});

test.each([
  [
    Promise.resolve({}),
    'storage of "plan" should be an object, got a promise (is an `await` missing?)',
  ],
  [undefined, 'storage of "plan" should be an object, got undefined'],
  ["{}", 'storage of "plan" should be an object, got string'],
  [{ tags: {} }, "tags should be an array, got an object"],
  [{ tags: ["sea"] }, "tags[0] should be an object, got string"],
  [{ days: { mon: {} } }, "days.mon.id should be a string, got undefined"],
  [{ days: [] }, "days should be an object, got an array"],
  [{ votes: "4" }, "votes should be a number, got string"],
  [{ body: 4 }, "body should be a string or an array, got number"],
])("[R676] what cannot be storage is refused with its path: %j", (given, message) => {
  expect(() => fromJSON(Plan, given as never)).toThrow(new TypeError(message));
});
