import { describe, expect, test } from "vitest";
import { BadMessage, MAX_OPS, parseUp } from "@alongside/core/engine";
import { type Said, Speech } from "../speech.ts";

type Frame = { readonly [field: string]: unknown };

const ROOM = "board:roadmap";
const ID = "ana-aaaaaaaaa.1.0";
const REF = { of: "root", field: "shapes" };

/** A good message of each type, with everything that may be left out. */
const GOOD = {
  hello: {
    type: "hello",
    versions: [2],
    features: [],
    kinds: [],
    token: "t",
    guest: "g",
  },
  auth: { type: "auth", token: "t" },
  join: {
    type: "join",
    room: ROOM,
    version: 1,
    client: "ana-aaaaaaaaa",
    last: { epoch: "e", generation: 0, seq: 1, at: 2 },
    ended: 0,
    quiet: true,
    mark: "m",
  },
  leave: { type: "leave", room: ROOM },
  change: { type: "change", room: ROOM, n: 1, base: 0, ops: {}, strict: true, gesture: 1 },
  presence: { type: "presence", room: ROOM, set: { cursor: null }, state: "idle" },
  event: { type: "event", room: ROOM, name: "wave", body: null },
  preview: { type: "preview", room: ROOM, gesture: 1, ops: {} },
  keyframe: { type: "keyframe", room: ROOM },
  question: {
    type: "question",
    room: ROOM,
    id: 1,
    about: { of: "entries", after: { ms: 5 }, limit: 10, until: 9, by: "ann", part: "shapes" },
  },
  lock: { type: "lock", room: ROOM, ask: 1, ms: 5000, id: ID, field: "x", take: true },
  look: {
    type: "look",
    room: ROOM,
    viewport: { x: -1, y: 2.5, width: 0, height: 800, area: "page 2" },
  },
  watch: { type: "watch", room: ROOM, name: "load", has: { run: 7, bucket: 12 } },
  publish: { type: "publish", room: ROOM, name: "load", points: { a: 1 } },
  ping: { type: "ping" },
} as const satisfies { readonly [T in Said["type"]]: Said & { readonly type: T } };

function send(frame: unknown): Said {
  const speech = new Speech();
  return speech.asked(frameOf(frame, speech));
}

/** The frame of a message, whatever is wrong with it. */
function frameOf(message: unknown, speech = new Speech()): string {
  const isFields = typeof message === "object" && message !== null && !Array.isArray(message);
  return isFields ? speech.said(message) : JSON.stringify(message);
}

/** What is said of a frame that is refused. */
function complaint(frame: unknown): string {
  try {
    return `accepted: ${JSON.stringify(send(frame))}`;
  } catch (error) {
    return error instanceof BadMessage ? error.message : String(error);
  }
}

/** A frame as text, with a part that no object literal can hold. */
function withText(frame: Frame, field: string, text: string): string {
  return frameOf({ ...frame, [field]: "HERE" }).replace('"HERE"', text);
}

describe("[R62] what fits is read:", () => {
  test.each(Object.entries(GOOD))("%s", (_, frame) => {
    expect(send(frame)).toEqual(frame);
  });

  test("what may be left out", () => {
    for (const [type, fields] of Object.entries({
      hello: ["token", "guest"],
      join: ["mark"],
      change: ["strict", "gesture"],
      presence: ["state"],
      lock: ["field", "take"],
    })) {
      for (const field of fields) {
        const frame: Record<string, unknown> = { ...GOOD[type as Said["type"]] };
        delete frame[field];
        expect(send(frame)).toEqual(frame);
        expect(field in send(frame)).toBe(false);
      }
    }
  });

  test("a change is of ops, or of a mutation and its arguments", () => {
    const { ops: _, gesture: __, ...head } = GOOD.change;
    const mutation = { name: "rename", args: { title: "x" } };
    expect(send({ ...head, mutation })).toEqual({ ...head, mutation });
    const undo = { n: 1, after: 0 };
    expect(send({ ...head, undo })).toEqual({ ...head, ops: {}, undo });
  });

  test("strict is 0 or 1, and a person has one of three states", () => {
    expect("strict" in send({ ...GOOD.change, strict: false })).toBe(false);
    expect(complaint({ ...GOOD.change, strict: "yes" })).toContain("change.strict");
    expect(complaint({ ...GOOD.presence, state: "asleep" })).toContain("presence.state");
  });

  test("a preview that ends has null for ops", () => {
    expect(send({ ...GOOD.preview, ops: null })).toEqual({ ...GOOD.preview, ops: null });
  });
});

describe("[R62] what does not fit is refused with what is wrong:", () => {
  test("a frame that is not JSON, or not an array with a tag", () => {
    expect(() => parseUp("<html>")).toThrow("A frame should be JSON, got <html>");
    expect(() => parseUp("")).toThrow(BadMessage);
    expect(() => parseUp("x".repeat(100))).toThrow(/x{40}…$/);
    for (const frame of [null, 1, "ping"])
      expect(complaint(frame)).toMatch("A message should be an array");
    for (const tag of [undefined, null, 1, "", "C", "W", "toString", ["i"], { type: "ping" }])
      expect(complaint([tag])).toMatch("Unknown message");
    expect(complaint([])).toMatch("Unknown message nothing");
    expect(new BadMessage("x").code).toBe("message.invalid");
  });

  test.each<readonly [Said["type"], string, readonly unknown[]]>([
    [
      "hello",
      "versions",
      [undefined, 1, {}, ["1"], [0], [1.5], [null], Array.from({ length: 17 }, () => 1)],
    ],
    ["hello", "token", [1, "", "x".repeat(16_385)]],
    ["hello", "guest", [{}, "", "x".repeat(65)]],
    ["auth", "token", [undefined, null, 1, "", "x".repeat(16_385)]],
    ["join", "room", [undefined, null, 1, "", {}, "x".repeat(257)]],
    ["join", "version", [undefined, null, "1", -1, 1.5, 2 ** 53]],
    ["join", "client", [undefined, null, 1, "", "x".repeat(25)]],
    ["join", "last", [null, 1, "0", [], ["e", 0, 1], ["e", 0, 1, 2, 3], ["", 0, 1, 2]]],
    [
      "join",
      "last",
      [
        ["e".repeat(65), 0, 1, 2],
        ["e", -1, 1, 2],
        ["e", 0, 0.5, 2],
      ],
    ],
    [
      "join",
      "last",
      [
        ["e", 0, 1, null],
        ["e", 0, 2 ** 53, 2],
        [1, 0, 1, 2],
      ],
    ],
    ["join", "quiet", [2, "1", null, {}]],
    ["join", "ended", [undefined, "0", -1]],
    ["join", "mark", [1, "", "x".repeat(4097)]],

    ["change", "n", [undefined, null, 0, -1, 1.5, "1", 2 ** 53]],
    ["change", "n", [[], [1], [0, 2], [2, 1], [1, 1], [1, 1001], [1, 2, 3], ["1", 2], [1, null]]],
    ["change", "base", [undefined, null, -1, 1.5, "1"]],
    ["change", "ops", [undefined, null, [1], 1, "ops"]],
    [
      "change",
      "undo",
      [
        null,
        1,
        {},
        { n: 0, after: 0 },
        { n: 1 },
        { n: 1, after: -1 },
        { n: 1, after: 0, texts: {} },
        { n: 1, after: 0, texts: [{ key: "page", id: "root", field: "page" }] },
        { n: 1, after: 0, texts: [{ key: "page", id: "root", field: "page", steps: [[0]] }] },
        { n: 1, after: 0, texts: [{ key: "page", id: "root", field: "page", steps: ["a"] }] },
      ],
    ],
    ["change", "mutation", [null, 1, [], {}, { name: "" }, { name: "x" }, { name: 1, args: {} }]],
    ["change", "gesture", [null, 0, -1, "1"]],
    ["presence", "set", [undefined, null, [], 1, "x"]],
    ["event", "name", [undefined, 1, "", "x".repeat(129)]],
    ["event", "body", [undefined]],
    ["preview", "gesture", [undefined, null, 0, "1"]],
    ["preview", "ops", [[1], 1]],
    ["question", "id", [undefined, null, 0, -1, 1.5, "1"]],
    ["lock", "ask", [undefined, null, 0, "1"]],
    ["lock", "ms", [undefined, null, -1, 1.5, "1", 2 ** 53]],
    ["lock", "id", [undefined, null, 1, "", {}, "x".repeat(129)]],
    ["lock", "field", [1, "", {}, "x".repeat(257)]],
    ["lock", "take", [2, "1", {}]],
    ["look", "viewport", [null, 1, "page 2", {}, { areas: "page 2" }, { areas: [""] }]],
    [
      "look",
      "viewport",
      [{ areas: ["a", 1] }, { areas: ["a".repeat(129)] }, { areas: ["\ud800"] }],
    ],
    ["look", "viewport", [{ areas: Array.from({ length: 65 }, (_, i) => `a${i}`) }]],
    [
      "look",
      "viewport",
      [
        [0, 0, 1],
        [0, 0, 1, 1, 1],
        [0, 0, 1, 1, "a", 1],
        [0, 0, 1, 1, null],
      ],
    ],
    [
      "look",
      "viewport",
      [
        [0, 0, -1, 1],
        [0, 0, 1, -1e-9],
        [0, null, 1, 1],
        [0, 0, "1", 1],
      ],
    ],
    ["watch", "name", [null, 1, "", "x".repeat(129), []]],
    ["publish", "name", [null, 1, "", "x".repeat(129), []]],
    ["publish", "points", [null, 1, "a", [], [1]]],
  ])("%s.%s", (type, field, values) => {
    for (const value of values) expect(complaint({ ...GOOD[type], [field]: value })).toMatch(field);
  });

  test("question.about", () => {
    const ask =
      (...about: readonly unknown[]): (() => unknown) =>
      () =>
        parseUp(JSON.stringify(["y", 1, 1, ...about]));
    for (const when of [-1, 1.5, null, "now", [], [-1], ["1"], [1, 2], [[1]], {}]) {
      expect(ask("s", when)).toThrow(/question\.when/);
      expect(ask("e", when, 1)).toThrow(/question\.after/);
    }
    for (const limit of [0, -1, 1001, null, "1"])
      expect(ask("e", 0, limit)).toThrow(/question\.limit/);
    expect(ask("e", 0, 1, "x")).toThrow(/question\.until/);
    for (const name of [1, "", "x".repeat(257), {}]) {
      expect(ask("e", 0, 1, null, name)).toThrow(/question\.by/);
      expect(ask("e", 0, 1, null, null, name)).toThrow(/question\.part/);
    }
    for (const name of [null, 1, "", "x".repeat(257)]) {
      expect(ask("w", 0, name, "page")).toThrow(/question\.record/);
      expect(ask("w", 0, "root", name)).toThrow(/question\.field/);
    }
    for (const at of [null, -1, 0.5, "1", []]) {
      expect(ask("w", 0, "root", "page", at, 1)).toThrow(/question\.from/);
      expect(ask("w", 0, "root", "page", 0, at)).toThrow(/question\.to/);
    }
    for (const name of [null, 1, "", "x".repeat(1025)])
      expect(ask("n", 0, name)).toThrow(/question\.name/);
    expect(ask("n", -1, "x")).toThrow(/question\.when/);
    expect(ask("v", 1)).toThrow(/should have 1 element/);
    for (const tag of ["", "x", null, 1]) expect(ask(tag, 1)).toThrow(/Unknown question/);
    for (const stored of [0, 2, true, "1"]) expect(ask("s", 1, stored)).toThrow(/question\.stored/);
    expect(ask("s", 1, 1, 1)).toThrow(/should have 2 to 3 elements/);
  });

  test("[R1132] a viewport that is not finite", () => {
    for (const size of ["1e999,1", "1,1e999", "-1e999,1"])
      expect(() => parseUp(`["v",1,[0,0,${size}]]`)).toThrow(BadMessage);
    for (const at of ["1e999,0", "0,-1e999"])
      expect(() => parseUp(`["v",1,[${at},1,1]]`)).toThrow("finite numbers");
  });

  test("[R1792] a watch that is half one", () => {
    for (const rest of ["null", "-1", "1.5", '"7",1', "7", "7,-1", "7,null", "7,1.5"])
      expect(() => parseUp(`["w",1,"load",${rest}]`)).toThrow(/watch/);
  });

  test("nothing is read from where an object comes from", () => {
    const frame = '["p",1,{"__proto__":{"cursor":1}}]';
    expect(Object.getPrototypeOf((parseUp(frame) as { set: object }).set)).toBe(Object.prototype);
  });

  test("something nested as deep as a frame allows", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(() => parseUp(deep)).toThrow(BadMessage);
    expect(() => parseUp(withText(GOOD.change, "n", deep))).toThrow(BadMessage);
    expect(() => parseUp(withText(GOOD.change, "ops", deep))).toThrow(BadMessage);
  });
});

describe("ops", () => {
  const OPS = [
    { op: "set", id: ID, field: "at", value: { x: 1 } },
    { op: "set", id: ID, field: "label", value: null },
    { op: "set", id: ID, field: "label" },
    { op: "add", id: ID, field: "likes", by: -1 },
    { op: "insert", id: ID, in: REF, at: "start", fields: { a: 1 } },
    { op: "insert", id: ID, in: REF, at: "end", fields: {} },
    { op: "insert", id: ID, in: REF, at: { after: "x" }, fields: {} },
    { op: "insert", id: ID, in: REF, at: { before: "x" }, fields: {} },
    { op: "put", id: ID, in: REF, key: "k", fields: {} },
    { op: "move", id: ID, in: REF, at: { after: "x" } },
    { op: "delete", id: ID },
    { op: "restore", id: ID },
  ] as const;

  function change(ops: unknown): Frame {
    return { ...GOOD.change, ops };
  }

  test("[R62] each op is read", () => {
    expect(send(change({ shapes: OPS }))).toEqual(change({ shapes: OPS }));
  });

  test("[R62] a record that comes along is the server's to tell, and is refused", () => {
    const record = { id: ID, fields: { color: "forged" } };
    const ops = [
      { op: "restore", id: ID, record },
      { op: "move", id: ID, in: REF, at: "end", record },
    ];
    for (const op of ops) expect(complaint(change({ shapes: [op] }))).toMatch(/elements, got/);
  });

  test.each(OPS.map((op) => [op.op, op] as const))(
    "[R62] %s: with a field missing or of another kind",
    (_, op) => {
      for (const field of Object.keys(op)) {
        if (field === "value") continue;
        for (const wrong of [undefined, null, 1.5, [], true]) {
          expect(complaint(change({ shapes: [{ ...op, [field]: wrong }] }))).toMatch(
            /^(op|Unknown op)/,
          );
        }
      }
    },
  );

  test.each([
    ["an op that does not exist", { op: "swap", id: ID }],
    ["an op that every object has", { op: "toString", id: ID }],
    ["an id that is too long", { op: "delete", id: "x".repeat(257) }],
    ["a field that is too long", { op: "set", id: ID, field: "x".repeat(257), value: 1 }],
    ["a place with two words", { op: "move", id: ID, in: REF, at: "the end" }],
    ["a place beside nothing", { op: "move", id: ID, in: REF, at: {} }],
    ["a place beside an empty name", { op: "move", id: ID, in: REF, at: { after: "" } }],
    ["a list without a field", { op: "move", id: ID, in: { of: "root" }, at: "end" }],
    ["a sum that is not safe", { op: "add", id: ID, field: "n", by: 2 ** 53 }],
    ["a key that is too long", { op: "put", id: ID, in: REF, key: "x".repeat(257), fields: {} }],
  ])("[R62] %s is refused", (_, op) => {
    expect(() => send(change({ shapes: [op] }))).toThrow(BadMessage);
  });

  test("[R62] __proto__ is refused as a key of ops and as a field", () => {
    expect(() => parseUp(withText(GOOD.change, "ops", '["__proto__",[]]'))).toThrow(
      "ops has the key __proto__",
    );
    const insert = `["i","${ID}","root","shapes",1,{"__proto__":1}]`;
    expect(() => parseUp(withText(GOOD.change, "ops", `["shapes",[${insert}]]`))).toThrow(
      "op.fields has the key __proto__",
    );
  });

  test("[R62] ops under a key are an array, and a change has so many and no more", () => {
    expect(complaint(change({ shapes: {} }))).toMatch("ops.shapes should be an array");
    const ops = (count: number): Frame[] =>
      Array.from({ length: count }, () => ({ op: "delete", id: ID }));
    const half = MAX_OPS / 2;
    expect(send(change({ a: ops(half), b: ops(half) }))).toMatchObject({ type: "change" });
    expect(complaint(change({ a: ops(half), b: ops(half + 1) }))).toMatch(
      `more than ${MAX_OPS} ops`,
    );
    expect(complaint(change({ a: ops(MAX_OPS + 1) }))).toMatch(`the limit is ${MAX_OPS}`);
  });
});
