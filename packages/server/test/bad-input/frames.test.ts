import { expect, test } from "vitest";
import { change, nested } from "../live/change.ts";
import { ROOM, scene } from "../live/scene.ts";

const deletes = (count: number): object[] =>
  Array.from({ length: count }, () => ({ op: "delete", id: "x" }));

test.each([
  ["nothing", ""],
  ["not JSON", "hello?"],
  ["half of it", '{"type":"change"'],
  ["null", "null"],
  ["a list", "[]"],
  ["a text", '"change"'],
  ["a number", "7"],
  ["no type", "{}"],
  ["a type that is a number", '{"type":7}'],
  ["an unknown type", '{"type":"frobnicate"}'],
  ["the type __proto__", '{"type":"__proto__"}'],
  ["the type constructor", '{"type":"constructor"}'],
  ["a type of the other direction", '{"type":"welcome"}'],
  ["nothing but nesting", nested(500_000)],
  ["nesting where a text should be", `{"type":"change","room":${nested(500_000)}}`],
  ["a second hello", JSON.stringify({ type: "hello", versions: [1], client: "x".repeat(16) })],
  ["a change of nothing", '{"type":"change"}'],
  ["a change without ops", change(undefined)],
  ["ops that are a list", change([])],
  ["ops of a key that are none", change({ title: {} })],
  ["an op that is null", change({ title: [null] })],
  ["an unknown op", change({ title: [{ op: "frobnicate", id: "root" }] })],
  ["an op without an id", change({ title: [{ op: "set", field: "title", value: 1 }] })],
  [
    "half a step of a counter",
    change({ votes: [{ op: "add", id: "root", field: "votes", by: 0.5 }] }),
  ],
  [
    "a huge step of a counter",
    change({ votes: [{ op: "add", id: "root", field: "votes", by: 1e300 }] }),
  ],
  [
    "an insert into nothing",
    change({ shapes: [{ op: "insert", id: "x", at: "end", fields: {} }] }),
  ],
  [
    "an insert nowhere",
    change({
      shapes: [{ op: "insert", id: "x", in: { of: "root", field: "shapes" }, at: 7, fields: {} }],
    }),
  ],
  ["a key __proto__", change(null).replace("null", '{"__proto__":[]}')],
  [
    "fields with a __proto__",
    change({
      shapes: [
        { op: "insert", id: "x", in: { of: "root", field: "shapes" }, at: "end", fields: 0 },
      ],
    }).replace('"fields":0', '"fields":{"__proto__":{"polluted":1}}'),
  ],
  ["10,001 ops", change({ shapes: deletes(10_001) })],
  ["10,001 ops under two keys", change({ shapes: deletes(5001), settings: deletes(5000) })],
  ["a counter of 0", change({}, { n: 0 })],
  ["a counter that is a text", change({}, { n: "1" })],
  ["a counter beyond the safe integers", change({}, { n: 2 ** 53 })],
  ["a base before the beginning", change({}, { base: -1 })],
  ["a gesture of 0", change({}, { gesture: 0 })],
  ["a mutation without a name", change(undefined, { mutation: { args: 1 } })],
  ["a room that is a number", JSON.stringify({ type: "leave", room: 1 })],
  ["a room of 257 characters", JSON.stringify({ type: "leave", room: "x".repeat(257) })],
  ["presence that is a list", JSON.stringify({ type: "presence", room: ROOM, set: [] })],
  [
    "presence nobody defined",
    JSON.stringify({ type: "presence", room: ROOM, set: { mood: "fine" } }),
  ],
  [
    "presence of the wrong kind",
    JSON.stringify({ type: "presence", room: ROOM, set: { constructor: 1 } }),
  ],
  [
    "presence named __proto__",
    `{"type":"presence","room":"${ROOM}","set":{"__proto__":{"polluted":1}}}`,
  ],
  [
    "presence nested too deeply",
    `{"type":"presence","room":"${ROOM}","set":{"cursor":${nested(65)}}}`,
  ],
  [
    "an event nobody defined",
    JSON.stringify({ type: "event", room: ROOM, name: "constructor", body: {} }),
  ],
  ["an event without a body", JSON.stringify({ type: "event", room: ROOM, name: "wave" })],
  ["a preview of a number", JSON.stringify({ type: "preview", room: ROOM, gesture: 1, ops: 7 })],
])("[R125] %s closes the connection it came from, with the reason", async (_what, frame) => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(frame);
  const end = await mallory.ended;
  expect(end).toMatchObject({
    close: 4400,
    reason: "message.invalid",
    bye: { code: "message.invalid" },
  });
  expect(end.bye?.message.length).toBeGreaterThan(10);
  expect(end.bye?.message.length).toBeLessThan(300);
  await undisturbed();
});

test("[R270] two megabytes of a ping, or of no type, close the connection they came from", async () => {
  const much = `[${"[],".repeat(600_000)}[]]`;
  for (const [frame, code] of [
    [`{"type":"ping","x":${much}}`, "message.too-big"],
    [`{"x":${much},"type":"ping"}`, "message.invalid"],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one scene each
    const { mallory, undisturbed } = await scene();
    mallory.raw(frame);
    // oxlint-disable-next-line no-await-in-loop -- as above
    expect(await mallory.ended).toMatchObject({ bye: { code } });
    // oxlint-disable-next-line no-await-in-loop -- as above
    await undisturbed();
  }
});

test("[R270] presence of two megabytes is passed over, and its sender hears so and stays", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(`{"type":"presence","room":"${ROOM}","set":{"x":"${"x".repeat(1_900_000)}"}}`);
  expect(await mallory.next("notice")).toMatchObject({ code: "limit.presence" });
  await undisturbed();
});

test("[R125] a binary frame closes the connection it came from", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(Buffer.from('{"type":"ping"}'));
  expect(await mallory.ended).toMatchObject({ close: 4400, bye: { code: "message.invalid" } });
  await undisturbed();
});

test("[R126] a change of a million ops is too big", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(change({ shapes: deletes(1_000_000) }));
  expect(await mallory.ended).toMatchObject({ close: 4413, bye: { code: "message.too-big" } });
  await undisturbed();
});

test("[R125] where large messages are allowed, a change of a million ops still has too many", async () => {
  const { mallory, undisturbed } = await scene({ limits: { messageBytes: 64 * 1024 * 1024 } });
  mallory.raw(change({ shapes: deletes(1_000_000) }));
  expect(await mallory.ended).toMatchObject({
    close: 4400,
    bye: { message: expect.stringContaining("1000000") as string },
  });
  await undisturbed();
});
