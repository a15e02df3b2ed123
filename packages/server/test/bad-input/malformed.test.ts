import { caret, counter, defineRoom, list, map, text, value } from "@alongside/core";
import { type Said, Speech } from "../../../core/test/speech.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { implement } from "../../src/implement.ts";
import { nested } from "../live/change.ts";
import { Dice } from "../../../core/test/model/random.ts";
import type { Peer } from "../room/peer.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

/** A room with a field of every kind. */
const Zoo = defineRoom("zoo", {
  version: 1,
  presence: { caret: caret(), cursor: z.object({ x: z.number() }).nullable(), any: value(0) },
  events: { wave: z.object({ to: z.string() }), any: value<unknown>(0) },
  mutations: {
    rename: { args: z.object({ to: z.string() }), run: (doc, { to }) => (doc.title = to) },
    any: { args: value<unknown>(0), run: (doc) => doc.votes.add() },
  },
  storage: {
    title: z.string().default(""),
    any: value<unknown>(0),
    votes: counter(),
    page: text({ attributes: { bold: value(true) }, embeds: { image: value("") } }),
    rows: list({
      name: value(""),
      count: counter(),
      label: text(),
      parts: list({ size: value<unknown>(0) }),
      tags: map(value<unknown>(0)),
    }),
    names: map(z.string().nullable()),
  },
});

const ROOM = "zoo:one";

const root = { id: "root" };
const ROWS = { of: "root", field: "rows" };

/** A valid message of each kind, for the client that says it, whose next change is the `n`-th. */
function messages(client: string, n: number): readonly object[] {
  const id = `${client}.${n.toString(36)}.0`;
  const fields = { name: "a", count: 2, label: "text" };
  const last = { epoch: "e", generation: 0, seq: 1, at: 1 };
  const ops = {
    title: [{ op: "set", ...root, field: "title", value: "x" }],
    any: [{ op: "set", ...root, field: "any", value: { a: [1, null, "x"] } }],
    votes: [{ op: "add", ...root, field: "votes", by: 1 }],
    rows: [
      { op: "insert", id, in: ROWS, at: "end", fields },
      { op: "set", id, field: "name", value: "b" },
      { op: "add", id, field: "count", by: 3 },
      { op: "put", id: `${id}1`, in: { of: id, field: "tags" }, key: "k", fields: { value: 1 } },
      { op: "insert", id: `${id}2`, in: ROWS, at: { before: id }, fields },
      { op: "move", id, in: ROWS, at: { after: `${id}2` } },
      { op: "delete", id },
      { op: "restore", id },
    ],
    page: [
      {
        op: "text",
        ...root,
        field: "page",
        delta: [{ insert: "x", attributes: { bold: true } }, { insert: { image: "i" } }],
      },
    ],
  };
  const change = { type: "change", room: ROOM, n, base: 0 };
  const packed = [{ op: "text", ...root, field: "page", delta: { text: "ab", steps: "#'#" } }];
  return [
    { ...change, ops },
    { ...change, ops: { rows: ops.rows, votes: ops.votes } },
    { ...change, ops: { page: packed } },
    { ...change, mutation: { name: "rename", args: { to: "x" } }, strict: true, gesture: 1 },
    { ...change, mutation: { name: "any", args: [1, { a: 2 }] } },
    { type: "preview", room: ROOM, gesture: 1, ops: { title: ops.title, any: ops.any } },
    {
      type: "presence",
      room: ROOM,
      state: "idle",
      set: {
        caret: { ...root, field: "page", anchor: 0, head: 0, seq: 0 },
        cursor: { x: 1 },
        any: 1,
      },
    },
    { type: "event", room: ROOM, name: "wave", body: { to: "x" } },
    { type: "event", room: ROOM, name: "any", body: [1] },
    { type: "event", room: ROOM, name: "any", body: 1, to: ["ann", "somebody"] },
    { type: "join", room: ROOM, version: 1, last, ended: 0, quiet: true, mark: "m" },
    { type: "question", room: ROOM, id: 1, about: { of: "state", when: 1 } },
    { type: "question", room: ROOM, id: 1, about: { of: "state", when: 1, isStored: true } },
    {
      type: "question",
      room: ROOM,
      id: 2,
      about: { of: "entries", after: { ms: 1 }, limit: 5, until: 1, by: "ann", part: "rows" },
    },
    {
      type: "question",
      room: ROOM,
      id: 3,
      about: { of: "writers", when: 1, record: "root", field: "page", range: [0, 1] },
    },
    { type: "leave", room: ROOM },
    { type: "auth", token: "ann" },
    { type: "auth", token: "ann", introduction: ["Zoe", "#1767d1"] },
    { type: "ping" },
  ];
}

/** JSON of what nobody should send, each in place of a part of a message. */
const HOSTILE: readonly string[] = [
  "null",
  "true",
  "0",
  "-0",
  "-1",
  "0.5",
  "1e300",
  "1e999",
  "9007199254740993",
  '""',
  '"x"',
  '"root"',
  '"__proto__"',
  '"constructor"',
  '"\\ud800"',
  '"\\r\\u0000"',
  `"${"y".repeat(5000)}"`,
  "[]",
  "[[]]",
  "{}",
  '{"__proto__":{"polluted":1}}',
  '{"constructor":1}',
  '{"toJSON":1}',
  '{"then":1}',
  `{"${"y".repeat(5000)}":1}`,
  nested(65),
  nested(20_000),
  `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
  JSON.stringify(Array.from({ length: 3000 }, (_, i) => i)),
];

const MARK = "\u{1F9E8}";

/** Messages in which one part of `message` is another one, or one key too many: each part with deep values and a few others. */
function* spoiled(message: unknown, dice: Dice): Generator<string> {
  for (const one of replaced(message)) {
    const frame = JSON.stringify(one);
    for (const bad of HOSTILE)
      if (bad === nested(20_000) || dice.chance(0.05)) yield frame.replace(`"${MARK}"`, () => bad);
  }
}

/** `whole` with the mark in place of each of its parts, one at a time. */
function* replaced(whole: unknown): Generator {
  yield MARK;
  if (Array.isArray(whole)) {
    for (const [i, item] of whole.entries()) {
      for (const other of replaced(item)) yield whole.with(i, other);
      yield whole.toSpliced(i, 1);
    }
    yield [...(whole as unknown[]), MARK];
  } else if (typeof whole === "object" && whole !== null) {
    for (const [key, item] of Object.entries(whole)) {
      for (const other of replaced(item)) yield { ...whole, [key]: other };
      const { [key]: _, ...rest } = whole as Record<string, unknown>;
      yield rest;
    }
    yield { ...whole, extra: MARK };
  }
}

test("[R62] whatever part of a message is spoiled, it ends as a message that is wrong, or a change that is refused", async () => {
  const many = 1e9;
  const dice = new Dice(11);
  const world = new World({
    rooms: [implement(Zoo)],
    limits: { messagesPerSecond: many, changesPerSecond: many },
  });
  let clients = 0;
  let peer: Peer | undefined;
  let n = 0;
  const sit = async (): Promise<Peer> => {
    const somebody = await world.greet(`c${(clients += 1)}`);
    await somebody.join({ room: ROOM });
    n = 1;
    return somebody;
  };
  const codes = new Set<string>();
  /** What should not have happened, and what made it happen. */
  const faults: string[] = [];
  let sent = 0;
  const kinds = messages("x", 1).length;
  for (let kind = 0; kind < kinds; kind++) {
    const honest = messages("CLIENT", 35)[kind] as object;
    const parts: unknown = JSON.parse(new Speech("CLIENT").said(honest));
    for (const template of spoiled(parts, dice)) {
      // oxlint-disable no-await-in-loop -- one after the other
      peer ??= await sit();
      const frame = template
        .replaceAll('"CLIENT"', `"${peer.client}"`)
        .replaceAll("CLIENT.z.", `${peer.client}.${n.toString(36)}.`)
        .replace(/^(\["[cmu]",1),35,/, `$1,${n},`);
      peer.connection?.receive(frame);
      sent += 1;
      if (sent % 50 === 0) await world.clock.advance(50);
      else await settle();
      const told: { readonly code: string; readonly message: string }[] = [...peer.take("bye")];
      const isOver = peer.end !== undefined || peer.take("closed").length > 0;
      for (const entry of peer.entries()) {
        if ("refused" in entry) told.push(entry);
        const ended = "refused" in entry ? entry.refused : "ack" in entry ? entry.ack : 0;
        if (ended === n) n += 1;
      }
      for (const { code, message } of told) {
        codes.add(code);
        const isClear = code !== "store.failed" && message.length > 0 && message.length < 1002;
        if (!isClear) faults.push(`${code} ${message.length} by ${frame.slice(0, 300)}`);
      }
      for (const error of world.errors.splice(0))
        faults.push(`${String(error)} by ${frame.slice(0, 300)}`);
      peer.frames = [];
      if (isOver) {
        peer.drop();
        peer = undefined;
      }
      // oxlint-enable no-await-in-loop
    }
  }
  expect(faults).toEqual([]);
  expect(sent).toBeGreaterThan(1000);
  expect([...codes]).toEqual(
    expect.arrayContaining(["message.invalid", "schema.invalid", "op.id", "counter.range"]),
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
}, 120_000);

test.each([
  ["nested deeply", nested(100_000)],
  ["a text", '"1"'],
  ["null", "null"],
])("[R62] a new record's counter that is %s is no message", async (_, count) => {
  const world = new World({ rooms: [implement(Zoo)] });
  await world.hub.room(Zoo, "one").read();
  const ann = await world.greet("ann");
  await ann.join({ room: ROOM });
  const fields = { name: "a", count: MARK };
  const op = { op: "insert", id: `${ann.client}.1.0`, in: ROWS, at: "end", fields };
  const change = new Speech().said({
    type: "change",
    room: ROOM,
    n: 1,
    base: 0,
    ops: { rows: [op] },
  });
  ann.connection?.receive(change.replace(`"${MARK}"`, count));
  await settle();
  expect(ann.end).toMatchObject({ reason: "message.invalid" });
  expect(ann.take("bye")).toMatchObject([
    { message: expect.stringMatching(/^rows\..*count should be a number, got /) as string },
  ]);
  expect(world.errors).toEqual([]);
  expect(await world.log(ROOM)).toEqual([]);
});

test("[R635] a reason quotes little of what was sent, and a name is no longer than a definition's", async () => {
  const world = new World({ rooms: [implement(Zoo)] });
  await world.hub.room(Zoo, "one").read();
  const long = "y".repeat(10_000);
  const wrong: readonly object[] = [
    { type: "event", room: ROOM, name: "wave", body: { to: 1, [long]: 1 } },
    { type: "presence", room: ROOM, set: { [long]: 1 } },
    { type: "change", room: ROOM, n: 1, base: 0, ops: { [long]: [] } },
  ];
  for (const [i, message] of wrong.entries()) {
    // oxlint-disable no-await-in-loop -- one after the other
    const somebody = await world.greet(`c${i}`);
    await somebody.join({ room: ROOM });
    somebody.say(message as Said);
    await settle();
    expect(somebody.end?.reason).toBe("message.invalid");
    expect(somebody.take("bye")[0]?.message.length).toBeLessThan(1002);
    // oxlint-enable no-await-in-loop
  }
});
