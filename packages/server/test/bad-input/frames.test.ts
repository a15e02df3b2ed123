import { expect, test } from "vitest";
import { change, nested, said } from "../live/change.ts";
import { ROOM, scene } from "../live/scene.ts";

const deletes = (count: number): object[] =>
  Array.from({ length: count }, () => ({ op: "delete", id: "x" }));

test.each([
  ["nothing", ""],
  ["not JSON", "hello?"],
  ["half of it", '["c",1'],
  ["null", "null"],
  ["an empty list", "[]"],
  ["a text", '"change"'],
  ["a number", "7"],
  ["an object", "{}"],
  ["a tag that is a number", "[7]"],
  ["an unknown tag", '["z",1]'],
  ["the tag __proto__", '["__proto__"]'],
  ["the tag constructor", '["constructor"]'],
  ["a tag of the other direction", '["w",2]'],
  ["a ping and something more", '["i",1]'],
  [
    "a change with an element too many",
    change({}, { strict: true, gesture: 1 }).replace("]]", "],1]").replace(/]$/, ",1]"),
  ],
  ["a change with an element too few", '["c",1,1,0]'],
  ["two groups for one key", '["c",1,1,0,["title",[],"title",[]]]'],
  ["a key without ops", '["c",1,1,0,["title"]]'],
  ["nothing but nesting", nested(500_000)],
  ["nesting where a text should be", `["c",1,1,0,["title",[["s",${nested(500_000)}]]]]`],
  ["a second hello", said({ type: "hello", versions: [2] })],
  ["a change of nothing", '["c"]'],
  ["a change without ops", change(undefined)],
  ["ops that are a list of a number", change([7])],
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
  ["a key __proto__", change(null).replace("null", '["__proto__",[]]')],
  [
    "fields with a __proto__",
    change({
      shapes: [
        { op: "insert", id: "x", in: { of: "root", field: "shapes" }, at: "end", fields: 0 },
      ],
    }).replace(",1,0]", ',1,{"__proto__":{"polluted":1}}]'),
  ],
  ["10,001 ops", change({ shapes: deletes(10_001) })],
  ["10,001 ops under two keys", change({ shapes: deletes(5001), settings: deletes(5000) })],
  ["a counter of 0", change({}, { n: 0 })],
  ["a counter that is a text", change({}, { n: "1" })],
  ["a counter beyond the safe integers", change({}, { n: 2 ** 53 })],
  ["a base before the beginning", change({}, { base: -1 })],
  ["a gesture of 0", change({}, { gesture: 0 })],
  ["nothing that was seen, as a number", '["c",1,1,0,[],0,null,7]'],
  ["something seen in no field", '["c",1,1,0,[],0,null,[["root"]]]'],
  ["something seen in a number", '["c",1,1,0,[],0,null,[["root",7]]]'],
  ["too much that was seen", '["c",1,1,0,[],0,null,[["root","title",1,2]]]'],
  ["no gesture, and nothing that was seen", '["c",1,1,0,[],0,null]'],
  ["a mutation without a name", change(undefined, { mutation: { args: 1 } })],
  ["a seat that is a text", '["l","1"]'],
  ["a seat beyond 2^31", '["l",2147483649]'],
  ["a seat of 0", '["l",0]'],
  ["a room that is a number", '["j",2,1,1,"mallorymallory",0,0]'],
  [
    "a room of 257 characters",
    said({ type: "join", room: "x".repeat(257), version: 1, client: "mallorymallory", ended: 0 }),
  ],
  ["a seat that another room has", '["j",1,"board:two",1,"mallorymallory",0,0]'],
  ["presence that is a list", said({ type: "presence", room: ROOM, set: [] })],
  ["presence nobody defined", said({ type: "presence", room: ROOM, set: { mood: "fine" } })],
  ["presence of the wrong kind", said({ type: "presence", room: ROOM, set: { constructor: 1 } })],
  ["presence named __proto__", `["p",1,{"__proto__":{"polluted":1}}]`],
  ["presence nested too deeply", `["p",1,{"cursor":${nested(65)}}]`],
  ["an event nobody defined", said({ type: "event", room: ROOM, name: "constructor", body: {} })],
  ["an event without a body", said({ type: "event", room: ROOM, name: "wave" })],
  ["a preview of a number", said({ type: "preview", room: ROOM, gesture: 1, ops: 7 })],
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
    [`["i",${much}]`, "message.too-big"],
    [`[${much},"i"]`, "message.invalid"],
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
  mallory.raw(`["p",1,{"x":"${"x".repeat(1_900_000)}"}]`);
  expect(await mallory.next("notice")).toMatchObject({ code: "limit.presence" });
  await undisturbed();
});

test("[R125] a binary frame closes the connection it came from", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(Buffer.from('["i"]'));
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
