import { describe, expect, test } from "vitest";
import { Refused } from "@alongside/core";
import {
  BadMessage,
  type Down,
  type OpsByKey,
  parseDown,
  parseUp,
  type Up,
} from "@alongside/core/engine";
import { encodedDown, encodedUp } from "./encoded.ts";
import { Speech } from "../speech.ts";

// Pages in the wild speak these texts. One that changes is a new version of the wire: see protocol/version.ts.

const OPS: OpsByKey = {
  shapes: [
    { op: "insert", id: "i", in: { of: "root", field: "shapes" }, at: "end", fields: { x: 1 } },
    { op: "insert", id: "j", in: { of: "root", field: "shapes" }, at: "start", fields: {} },
    { op: "move", id: "i", in: { of: "root", field: "shapes" }, at: { after: "j" } },
    { op: "move", id: "i", in: { of: "root", field: "shapes" }, at: { before: "j" } },
    { op: "set", id: "i", field: "x", value: 2 },
    { op: "set", id: "i", field: "label" },
    { op: "add", id: "i", field: "likes", by: 1 },
    { op: "delete", id: "i" },
    { op: "restore", id: "i" },
  ],
  settings: [
    { op: "put", id: "k", in: { of: "root", field: "settings" }, key: "grid", fields: {} },
  ],
  page: [{ op: "text", id: "root", field: "page", delta: [3, "x", -1] }],
};

const OPS_TEXT =
  '["shapes",[["i","i","root","shapes",1,{"x":1}],["i","j","root","shapes",0,{}],' +
  '["m","i","root","shapes",["a","j"]],["m","i","root","shapes",["b","j"]],["s","i","x",2],["s","i","label"],' +
  '["a","i","likes",1],["d","i"],["r","i"]],"settings",[["p","k","root","settings","grid",{}]],' +
  '"page",[["t","root","page",[3,"x",-1]]]]';

const UP: { readonly [name: string]: readonly [Up, string] } = {
  hello: [
    {
      type: "hello",
      versions: [2],
      features: ["f"],
      kinds: ["change"],
      token: "secret",
    },
    '["h",[2],["f"],["change"],"secret"]',
  ],
  "hello of a guest": [
    { type: "hello", versions: [2], features: [], kinds: [], guest: "g" },
    '["h",[2],[],[],null,"g"]',
  ],
  "hello of a page that asks for a name": [
    { type: "hello", versions: [2], features: [], kinds: [], introduction: { name: "Zoe" } },
    '["h",[2],[],[],null,null,["Zoe",null]]',
  ],
  "auth that asks for a name and colour": [
    { type: "auth", introduction: { name: "Zoe", color: "#1767d1" } },
    '["a",null,["Zoe","#1767d1"]]',
  ],
  "auth that takes back what was asked for": [
    { type: "auth", token: "t", introduction: {} },
    '["a","t",[null,null]]',
  ],
  auth: [{ type: "auth", token: "fresh" }, '["a","fresh"]'],
  join: [
    { type: "join", seat: 1, room: "board:a", version: 1, client: "ana-aaaaaaaaa", ended: 0 },
    '["j",1,"board:a",1,"ana-aaaaaaaaa",0,0]',
  ],
  "join after a break": [
    {
      type: "join",
      seat: 1,
      room: "board:a",
      version: 1,
      client: "ana-aaaaaaaaa",
      last: { epoch: "e", generation: 0, seq: 7, at: 4 },
      ended: 2,
      mark: "m",
    },
    '["j",1,"board:a",1,"ana-aaaaaaaaa",["e",0,7,4],2,0,"m"]',
  ],
  "join of a quiet seat": [
    {
      type: "join",
      seat: 1,
      room: "board:a",
      version: 1,
      client: "ana-aaaaaaaaa",
      ended: 2,
      quiet: true,
    },
    '["j",1,"board:a",1,"ana-aaaaaaaaa",0,2,1]',
  ],
  leave: [{ type: "leave", seat: 1 }, '["l",1]'],
  change: [
    { type: "change", seat: 1, n: 3, base: 7, ops: OPS, strict: true, gesture: 4 },
    `["c",1,3,7,${OPS_TEXT},1,4]`,
  ],
  "change that was composed of several": [
    { type: "change", seat: 1, n: 7, first: 3, base: 7, ops: {} },
    '["c",1,[3,7],7,[]]',
  ],
  "change made offline": [
    {
      type: "change",
      seat: 1,
      n: 3,
      base: 7,
      ops: {},
      seen: [
        { id: "root", field: "title", value: "a" },
        { id: "r.1.0", field: "x" },
      ],
    },
    '["c",1,3,7,[],0,null,[["root","title","a"],["r.1.0","x"]]]',
  ],
  "change that ends a gesture": [
    { type: "change", seat: 1, n: 3, base: 7, ops: {}, gesture: 4 },
    '["c",1,3,7,[],0,4]',
  ],
  "change by a mutation": [
    { type: "change", seat: 1, n: 3, base: 7, mutation: { name: "m", args: null }, strict: true },
    '["m",1,3,7,["m",null],1]',
  ],
  "change that takes another back": [
    {
      type: "change",
      seat: 1,
      n: 3,
      base: 7,
      ops: {},
      undo: {
        n: 2,
        after: 5,
        texts: [{ key: "page", id: "root", field: "page", steps: [3, [12], -1] }],
      },
    },
    '["u",1,3,7,[],[2,5,[["page","root","page",[3,[12],-1]]]]]',
  ],
  "change that is gone": [{ type: "change", seat: 1, n: 3, base: 0, isGone: true }, '["x",1,3]'],
  "changes that are gone": [
    { type: "change", seat: 1, first: 3, n: 9, base: 0, isGone: true },
    '["x",1,[3,9]]',
  ],
  presence: [
    { type: "presence", seat: 1, set: { cursor: { x: 1, y: 2 } }, state: "active" },
    '["p",1,{"cursor":{"x":1,"y":2}},"active"]',
  ],
  event: [{ type: "event", seat: 1, name: "wave", body: { at: 1 } }, '["e",1,"wave",{"at":1}]'],
  "event to some": [
    { type: "event", seat: 1, name: "wave", body: null, to: ["ana-aaaaaaaaa", "u"] },
    '["e",1,"wave",null,["ana-aaaaaaaaa","u"]]',
  ],
  preview: [{ type: "preview", seat: 1, gesture: 4, ops: null }, '["g",1,4,null]'],
  "preview with presence": [
    { type: "preview", seat: 1, gesture: 4, ops: null, set: { cursor: null } },
    '["g",1,4,null,{"cursor":null}]',
  ],
  keyframe: [{ type: "keyframe", seat: 1 }, '["k",1]'],
  "question of a state": [
    { type: "question", seat: 1, id: 4, about: { of: "state", when: 17 } },
    '["y",1,4,"s",17]',
  ],
  "question of what the log had": [
    { type: "question", seat: 1, id: 4, about: { of: "state", when: 17, isStored: true } },
    '["y",1,4,"s",17,1]',
  ],
  "question of a time": [
    { type: "question", seat: 1, id: 4, about: { of: "state", when: { ms: 5 } } },
    '["y",1,4,"s",[5]]',
  ],
  "question of writers": [
    {
      type: "question",
      seat: 1,
      id: 4,
      about: { of: "writers", when: 17, record: "root", field: "page" },
    },
    '["y",1,4,"w",17,"root","page"]',
  ],
  "question of the writers of a range": [
    {
      type: "question",
      seat: 1,
      id: 4,
      about: { of: "writers", when: 17, record: "root", field: "page", range: [0, 5] },
    },
    '["y",1,4,"w",17,"root","page",0,5]',
  ],
  "question of versions": [
    { type: "question", seat: 1, id: 4, about: { of: "versions" } },
    '["y",1,4,"v"]',
  ],
  "question of a name": [
    { type: "question", seat: 1, id: 4, about: { of: "name", when: 17, name: "Plan" } },
    '["y",1,4,"n",17,"Plan"]',
  ],
  "question of entries": [
    { type: "question", seat: 1, id: 4, about: { of: "entries", after: 0, limit: 100 } },
    '["y",1,4,"e",0,100]',
  ],
  "question of some entries": [
    {
      type: "question",
      seat: 1,
      id: 4,
      about: { of: "entries", after: { ms: 1 }, limit: 9, until: { ms: 5 }, part: "shapes" },
    },
    '["y",1,4,"e",[1],9,[5],null,"shapes"]',
  ],
  look: [
    { type: "look", seat: 1, viewport: { x: -4, y: 0.5, width: 1280, height: 0, area: "page 2" } },
    '["v",1,[-4,0.5,1280,0,"page 2"]]',
  ],
  "look at the room's own plane": [
    { type: "look", seat: 1, viewport: { x: 0, y: 0, width: 1, height: 1 } },
    '["v",1,[0,0,1,1]]',
  ],
  "look at areas": [
    { type: "look", seat: 1, viewport: { areas: ["page 1", "page 2"] } },
    '["v",1,["page 1","page 2"]]',
  ],
  "look at nothing": [{ type: "look", seat: 1, viewport: { areas: [] } }, '["v",1,[]]'],
  "look at nothing in particular": [{ type: "look", seat: 1 }, '["v",1]'],
  watch: [{ type: "watch", seat: 1, name: "load" }, '["w",1,"load"]'],
  "watch no more": [{ type: "watch", seat: 1, name: "load", isOver: true }, '["w",1,"load",0]'],
  "watch with a window": [
    { type: "watch", seat: 1, name: "load", has: { run: 7, bucket: 1800000000 } },
    '["w",1,"load",7,1800000000]',
  ],
  publish: [
    { type: "publish", seat: 1, name: "load", points: { a: 1, b: { cpu: 0.5 } } },
    '["b",1,"load",{"a":1,"b":{"cpu":0.5}}]',
  ],
  ping: [{ type: "ping" }, '["i"]'],
};

const USER = { id: "u", name: "Ana", color: "#fff" };

const DOWN: {
  readonly [T in Exclude<Down["type"], "series">]: readonly [Down & { readonly type: T }, string];
} = {
  welcome: [
    {
      type: "welcome",
      version: 2,
      session: "s1",
      user: USER,
      now: 5,
      limits: {
        message: 1024,
        inFlight: 32,
        preview: 64,
        pace: { messages: 10, changes: 5, bytes: 2048 },
      },
      features: ["f"],
      expires: 9,
    },
    '["w",2,"s1",{"id":"u","name":"Ana","color":"#fff"},5,[1024,32,64,[10,5,2048]],["f"],9]',
  ],
  joined: [
    {
      type: "joined",
      seat: 1,
      mark: "m",
      rights: { read: true, write: ["shapes"] },
      state: {
        title: { value: "Plan" },
        shapes: {
          list: [{ id: "i", fields: { x: 1 }, lists: { tags: [{ id: "t", trashed: true }] } }],
        },
        settings: { map: [{ id: "k", key: "grid", fields: {} }] },
      },
      log: { epoch: "e", generation: 0, verdict: "rewound" },
      from: 6,
      at: 3,
      list: [{ ack: 2, seq: 7, at: 4 }],
      ended: 2,
      outcomes: [[1, "op.void", "gone"]],
      people: [
        { client: "c", user: USER, state: "idle", presence: {}, place: 0, previews: { "1": OPS } },
        { client: "d", user: USER, state: "active", presence: { cursor: null }, place: 3 },
      ],
      tick: 12,
    },
    '["s",1,"m",[true,["shapes"]],["e",0,"rewound"],6,3,2,[12,["c",{},"idle",{"id":"u","name":"Ana","color":"#fff"},0,' +
      `[1,${OPS_TEXT}]],["d",{"cursor":null},"active",{"id":"u","name":"Ana","color":"#fff"},3]],[["a",2,7,4]],` +
      '[[1,"op.void","gone"]],{"title":{"value":"Plan"},"shapes":{"list":[{"id":"i","fields":{"x":1},' +
      '"lists":{"tags":[{"id":"t","trashed":true}]}}]},"settings":{"map":[{"id":"k","key":"grid","fields":{}}]}}]',
  ],
  entries: [
    {
      type: "entries",
      seat: 1,
      list: [
        { seq: 8, at: 4, actor: "u", client: "c", n: 3, ops: OPS },
        {
          seq: 9,
          at: 4,
          actor: "u",
          client: "c",
          n: 4,
          ops: {},
          mutation: { name: "m", args: {} },
        },
        { ack: 3, seq: 10, at: 4 },
        { ack: 4, seq: 11, at: 4, ops: {}, void: [["shapes", 0]] },
        { refused: 5, seq: 12, at: 5, code: "op.void", message: "gone" },
        { pruned: ["i"], seq: 13, at: 6 },
        { migrated: 2, seq: 14, at: 4, ops: {} },
        { skip: 2, at: 7 },
        { ack: 9, first: 6, seq: 17, at: 8 },
        { refused: 12, first: 10, seq: 18, at: 8, code: "no", message: "No" },
      ],
      cut: true,
    },
    `["d",1,[["c",8,4,"u","c",3,${OPS_TEXT}],["c",9,4,"u","c",4,[],["m",{}]],["a",3,10,4],` +
      '["a",4,11,4,[],[["shapes",0]]],["r",5,12,5,"op.void","gone"],["p",13,6,["i"]],["m",2,14,4,[]],["s",2,7],["a",[6,9],17,8],["r",[10,12],18,8,"no","No"]],1]',
  ],
  tick: [
    {
      type: "tick",
      seat: 1,
      people: [
        { client: "c", state: "away", presence: { cursor: null }, previews: { "1": null } },
        { client: "d", presence: { cursor: { x: 1 } } },
        { client: "e", state: "idle" },
      ],
      gone: ["f"],
      all: true,
      number: 12,
    },
    '["t",1,[["c",{"cursor":null},"away",null,null,[1,null]],["d",{"cursor":{"x":1}}],["e",null,"idle"]],["f"],12]',
  ],
  counts: [
    { type: "counts", seat: 1, clients: 4200, people: 3900, active: 12 },
    '["r",1,4200,3900,12]',
  ],
  event: [
    { type: "event", seat: 1, name: "wave", body: null, from: "c" },
    '["e",1,"wave",null,"c"]',
  ],
  notice: [
    { type: "notice", seat: 1, code: "limit.preview", message: "m" },
    '["n",1,"limit.preview","m"]',
  ],
  known: [{ type: "known", user: USER }, '["v",{"id":"u","name":"Ana","color":"#fff"}]'],
  lock: [
    {
      type: "lock",
      seat: 1,
      ask: 2,
      ms: 0,
      refused: { code: "lock.held", message: "m", client: "c", user: USER },
    },
    '["q",1,2,0,"lock.held","m","c",{"id":"u","name":"Ana","color":"#fff"}]',
  ],
  locks: [
    {
      type: "locks",
      seat: 1,
      holders: [
        { client: "c", user: USER, targets: [{ id: "i" }, { id: "root", field: "title" }] },
        { client: "d", targets: [] },
      ],
      all: true,
    },
    '["f",1,[["c",{"id":"u","name":"Ana","color":"#fff"},"i",null,"root","title"],["d"]],1]',
  ],
  pause: [{ type: "pause", ms: 3000 }, '["z",3000]'],
  closed: [
    { type: "closed", seat: 1, code: "room.faulty", message: "m", wait: 9 },
    '["x",1,"room.faulty","m",9]',
  ],
  bye: [{ type: "bye", code: "server.stopping", message: "m" }, '["b","server.stopping","m"]'],
  answer: [
    { type: "answer", seat: 1, id: 4, parts: ["s", 7, 4, { title: { value: "Plan" } }] },
    '["y",1,4,"s",7,4,{"title":{"value":"Plan"}}]',
  ],
  pong: [{ type: "pong" }, '["o"]'],
};

describe("[R63] the wire is these texts:", () => {
  test.each(Object.entries(UP))("up: %s", (_, [message, text]) => {
    expect(encodedUp(message)).toBe(text);
    expect(parseUp(text)).toEqual(message);
    expect(encodedUp(parseUp(text))).toBe(text);
  });

  test.each(Object.entries(DOWN))("down: %s", (_, [message, text]) => {
    expect(parseDown(text)).toEqual(message);
    expect(encodedDown(message) ?? text).toBe(text);
    const speech = new Speech();
    speech.seatOf("board:a");
    const { seat: __, ...rest } = { seat: 0, ...message };
    expect(speech.answer({ room: "board:a", ...rest } as never)).toBe(text);
  });
});

test("[R63] a tick of bytes is these", () => {
  const text = '[[["c",null,"idle"]],["f"]]';
  const places = "06637572736f7201020009ac0203";
  const frame = Buffer.from(`01018001021b${Buffer.from(text).toString("hex")}${places}`, "hex");
  expect(parseDown(new Uint8Array(frame))).toEqual({
    type: "tick",
    seat: 1,
    number: 128,
    before: 126,
    people: [{ client: "c", state: "idle" }],
    gone: ["f"],
    points: new Uint8Array(Buffer.from(places, "hex")),
  });
  expect(parseDown(Buffer.from("0101000000", "hex"))).toMatchObject({ people: [], gone: [] });
  expect(() => parseDown(Buffer.from("03", "hex"))).toThrow("should begin with 1, got 3");
  expect(() => parseDown(Buffer.from("010100000161", "hex"))).toThrow(
    "A tick should begin with JSON, got a",
  );
});

describe("[R510] each message has exactly its elements:", () => {
  test.each(Object.entries(UP))("%s", (_, [, text]) => {
    const parts = JSON.parse(text) as unknown[];
    const more = [...parts, ...Array.from({ length: 10 - parts.length }, () => 1), 1];
    expect(() => parseUp(JSON.stringify(more))).toThrow(BadMessage);
    expect(() => parseUp(JSON.stringify([...more, null]))).toThrow(/should have .* elements/);
  });

  test("what stands behind is not passed over", () => {
    for (const text of [
      '["l",1,2]',
      '["i",1]',
      '["e",1,"wave",null,["ana"],1]',
      '["c",1,1,0,["shapes",[["d","i",1]]]]',
      '["c",1,1,0,["shapes",[["r","i",{}]]]]',
      '["c",1,1,0,["shapes",[["s","i"]]]]',
      '["c",1,1,0,["shapes",[["m","i","root","shapes",1,{}]]]]',
      '["c",1,1,0,["shapes",[["m","i","root","shapes",["a","j",1]]]]]',
      '["m",1,1,0,["m"]]',
      '["m",1,1,0,["m",{},1]]',
    ])
      expect(() => parseUp(text)).toThrow(/should have .* elements/);
  });

  test("a key of ops stands once, with its ops behind it", () => {
    expect(() => parseUp('["c",1,1,0,["a",[],"b",[],"a",[]]]')).toThrow("has the key a twice");
    expect(() => parseUp('["c",1,1,0,["a",[],"b"]]')).toThrow("one is missing");
  });

  test("a seat has a number from 1 to 2^31", () => {
    expect(parseUp(`["l",${2 ** 31}]`)).toEqual({ type: "leave", seat: 2 ** 31 });
    for (const seat of ["0", "-1", "1.5", '"1"', "null", String(2 ** 31 + 1)])
      expect(() => parseUp(`["l",${seat}]`)).toThrow(/leave\.seat/);
  });
});

test("[R128] the hello of a page that speaks version 1 is not read", () => {
  for (const more of ["", `,"token":"${"x".repeat(100_000)}"`]) {
    const hello = `{"type":"hello","versions":[1],"client":"ana-aaaaaaaaa"${more}}`;
    expect(() => parseUp(hello)).toThrow(Refused);
    expect(() => parseUp(hello)).toThrow(/speaks version 2 .* reload the page/);
  }
});

test("[R362] the wire is these texts: up: join, of a development build", () => {
  const text = '["j",1,"board:a",1,"ana-aaaaaaaaa",0,0,0,null,"shape 1\\na: b"]';
  const shape = "shape 1\na: b";
  const place = { seat: 1, room: "board:a", client: "ana-aaaaaaaaa" };
  const message: Up = { type: "join", ...place, version: 1, ended: 0, shape };
  expect(encodedUp(message)).toBe(text);
  expect(parseUp(text)).toEqual(message);
  expect(() => parseUp(text.replace("a: b", "a".repeat(10_000)))).toThrow(BadMessage);
});
