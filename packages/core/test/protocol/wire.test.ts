import { describe, expect, test } from "vitest";
import {
  agreeOnVersion,
  BadMessage,
  type Down,
  parseDown,
  parseUp,
  type Up,
  WIRE_VERSIONS,
} from "@alongside/core/engine";

// Pages in the wild speak these texts. One that changes is a new version of the wire: see protocol/version.ts.

const UP: { readonly [T in Up["type"]]: readonly [Up & { readonly type: T }, string] } = {
  hello: [
    { type: "hello", versions: [1], client: "ana-aaaaaaaaa", token: "secret" },
    '{"type":"hello","versions":[1],"client":"ana-aaaaaaaaa","token":"secret"}',
  ],
  auth: [{ type: "auth", token: "fresh" }, '{"type":"auth","token":"fresh"}'],
  join: [
    { type: "join", room: "board:a", version: 1, after: 7, ended: 2, mark: "m" },
    '{"type":"join","room":"board:a","version":1,"after":7,"ended":2,"mark":"m"}',
  ],
  leave: [{ type: "leave", room: "board:a" }, '{"type":"leave","room":"board:a"}'],
  change: [
    {
      type: "change",
      room: "board:a",
      n: 3,
      base: 7,
      ops: {
        shapes: [
          {
            op: "insert",
            id: "i",
            in: { of: "root", field: "shapes" },
            at: "end",
            fields: { x: 1 },
          },
          { op: "move", id: "i", in: { of: "root", field: "shapes" }, at: { after: "j" } },
          { op: "set", id: "i", field: "x", value: 2 },
          { op: "set", id: "i", field: "label" },
          { op: "add", id: "i", field: "likes", by: 1 },
          { op: "delete", id: "i" },
          { op: "restore", id: "i" },
        ],
        settings: [
          { op: "put", id: "k", in: { of: "root", field: "settings" }, key: "grid", fields: {} },
        ],
      },
      strict: true,
      gesture: 4,
      undo: {
        n: 2,
        after: 5,
        texts: [{ key: "page", id: "root", field: "page", steps: [3, [12], -1] }],
      },
    },
    '{"type":"change","room":"board:a","n":3,"base":7,"ops":{"shapes":[' +
      '{"op":"insert","id":"i","in":{"of":"root","field":"shapes"},"at":"end","fields":{"x":1}},' +
      '{"op":"move","id":"i","in":{"of":"root","field":"shapes"},"at":{"after":"j"}},' +
      '{"op":"set","id":"i","field":"x","value":2},{"op":"set","id":"i","field":"label"},' +
      '{"op":"add","id":"i","field":"likes","by":1},{"op":"delete","id":"i"},{"op":"restore","id":"i"}],' +
      '"settings":[{"op":"put","id":"k","in":{"of":"root","field":"settings"},"key":"grid","fields":{}}]},' +
      '"strict":true,"gesture":4,' +
      '"undo":{"n":2,"after":5,"texts":[{"key":"page","id":"root","field":"page","steps":[3,[12],-1]}]}}',
  ],
  presence: [
    { type: "presence", room: "board:a", set: { cursor: { x: 1, y: 2 } }, state: "active" },
    '{"type":"presence","room":"board:a","set":{"cursor":{"x":1,"y":2}},"state":"active"}',
  ],
  event: [
    { type: "event", room: "board:a", name: "wave", body: { at: 1 } },
    '{"type":"event","room":"board:a","name":"wave","body":{"at":1}}',
  ],
  preview: [
    { type: "preview", room: "board:a", gesture: 4, ops: null },
    '{"type":"preview","room":"board:a","gesture":4,"ops":null}',
  ],
  ping: [{ type: "ping" }, '{"type":"ping"}'],
};

const DOWN: { readonly [T in Down["type"]]: readonly [Down & { readonly type: T }, string] } = {
  welcome: [
    {
      type: "welcome",
      version: 1,
      session: "s1",
      user: { id: "u", name: "Ana", color: "#fff" },
      now: 5,
      limits: { message: 1024, inFlight: 32, preview: 64 },
      expires: 9,
    },
    '{"type":"welcome","version":1,"session":"s1","user":{"id":"u","name":"Ana","color":"#fff"},"now":5,' +
      '"limits":{"message":1024,"inFlight":32,"preview":64},"expires":9}',
  ],
  joined: [
    {
      type: "joined",
      room: "board:a",
      mark: "m",
      rights: { read: true, write: ["shapes"] },
      state: {
        title: { value: "Plan" },
        shapes: {
          list: [{ id: "i", fields: { x: 1 }, lists: { tags: [{ id: "t", trashed: true }] } }],
        },
        settings: { map: [{ id: "k", key: "grid", fields: {} }] },
      },
      from: 6,
      list: [{ ack: 2, seq: 7, at: 4 }],
      ended: 2,
      outcomes: [{ refused: 1, seq: 5, code: "op.void", message: "gone" }],
      people: [
        {
          client: "c",
          user: { id: "u", name: "Ana", color: "#fff" },
          state: "idle",
          presence: {},
          previews: { "1": {} },
        },
      ],
    },
    '{"type":"joined","room":"board:a","mark":"m","rights":{"read":true,"write":["shapes"]},"state":{' +
      '"title":{"value":"Plan"},"shapes":{"list":[{"id":"i","fields":{"x":1},"lists":{"tags":[{"id":"t","trashed":true}]}}]},' +
      '"settings":{"map":[{"id":"k","key":"grid","fields":{}}]}},"from":6,"list":[{"ack":2,"seq":7,"at":4}],"ended":2,' +
      '"outcomes":[{"refused":1,"seq":5,"code":"op.void","message":"gone"}],"people":[{"client":"c",' +
      '"user":{"id":"u","name":"Ana","color":"#fff"},"state":"idle","presence":{},"previews":{"1":{}}}]}',
  ],
  entries: [
    {
      type: "entries",
      room: "board:a",
      list: [
        {
          seq: 8,
          at: 4,
          actor: "u",
          client: "c",
          n: 3,
          ops: {},
          mutation: { name: "m", args: {} },
        },
        { ack: 3, seq: 9, at: 4, ops: {}, void: [["shapes", 0]] },
        { refused: 4, seq: 10, code: "op.void", message: "gone" },
        { pruned: ["i"], seq: 11 },
        { migrated: 2, seq: 12, at: 4, ops: {} },
        { skip: 2 },
      ],
      cut: true,
    },
    '{"type":"entries","room":"board:a","list":[' +
      '{"seq":8,"at":4,"actor":"u","client":"c","n":3,"ops":{},"mutation":{"name":"m","args":{}}},' +
      '{"ack":3,"seq":9,"at":4,"ops":{},"void":[["shapes",0]]},{"refused":4,"seq":10,"code":"op.void","message":"gone"},' +
      '{"pruned":["i"],"seq":11},{"migrated":2,"seq":12,"at":4,"ops":{}},{"skip":2}],"cut":true}',
  ],
  tick: [
    {
      type: "tick",
      room: "board:a",
      people: [{ client: "c", state: "away", presence: { cursor: null }, previews: { "1": null } }],
      gone: ["d"],
      all: true,
    },
    '{"type":"tick","room":"board:a","people":[{"client":"c","state":"away","presence":{"cursor":null},"previews":{"1":null}}],' +
      '"gone":["d"],"all":true}',
  ],
  event: [
    { type: "event", room: "board:a", name: "wave", body: null, from: "c" },
    '{"type":"event","room":"board:a","name":"wave","body":null,"from":"c"}',
  ],
  notice: [
    { type: "notice", room: "board:a", code: "limit.preview", message: "m" },
    '{"type":"notice","room":"board:a","code":"limit.preview","message":"m"}',
  ],
  closed: [
    { type: "closed", room: "board:a", code: "room.faulty", message: "m", wait: 9 },
    '{"type":"closed","room":"board:a","code":"room.faulty","message":"m","wait":9}',
  ],
  bye: [
    { type: "bye", code: "server.stopping", message: "m" },
    '{"type":"bye","code":"server.stopping","message":"m"}',
  ],
  pong: [{ type: "pong" }, '{"type":"pong"}'],
};

describe("[R63] the wire is these texts:", () => {
  test.each(Object.entries(UP))("up: %s", (_, [message, text]) => {
    expect(JSON.stringify(message)).toBe(text);
    expect(parseUp(text)).toEqual(message);
    expect(JSON.stringify(parseUp(text))).toBe(text);
  });

  test.each(Object.entries(DOWN))("down: %s", (_, [message, text]) => {
    expect(JSON.stringify(message)).toBe(text);
    expect(parseDown(text)).toEqual(message);
  });
});

test("[R362] the wire is these texts: up: join, of a development build", () => {
  const text =
    '{"type":"join","room":"board:a","version":1,"after":0,"ended":0,"shape":"shape 1\\na: b"}';
  const shape = "shape 1\na: b";
  const message: Up = { type: "join", room: "board:a", version: 1, after: 0, ended: 0, shape };
  expect(JSON.stringify(message)).toBe(text);
  expect(parseUp(text)).toEqual(message);
  expect(() => parseUp(text.replace("a: b", "a".repeat(10_000)))).toThrow(BadMessage);
});

test("[R64] a client passes over what a newer server says, and refuses what is no message at all", () => {
  expect(parseDown('{"type":"feed","room":"board:a"}')).toBeUndefined();
  expect(parseDown('{"type":"toString"}')).toBeUndefined();
  for (const text of [
    "<html>502</html>",
    "",
    "null",
    "[]",
    "1",
    "{}",
    '{"type":5}',
    '{"type":""}',
  ]) {
    expect(() => parseDown(text)).toThrow(BadMessage);
  }
});

test("[R64] both sides speak the newest version they have in common", () => {
  expect(WIRE_VERSIONS).toEqual([1]);
  expect(agreeOnVersion([1])).toBe(1);
  expect(agreeOnVersion([3, 2, 1])).toBe(1);
  expect(agreeOnVersion([2, 3])).toBeUndefined();
  expect(agreeOnVersion([])).toBeUndefined();
});
