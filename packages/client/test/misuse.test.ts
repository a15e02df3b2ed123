import { expect, test } from "vitest";
import { createClient, openText, openUndo, openGesture, openWaiting } from "../src/index.ts";
import { createMotion, followCursors, followGestures } from "../src/motion/index.ts";
import { Board } from "./support/board.ts";
import { ScriptedRoom } from "./support/scripted-room.ts";

/** A call as JavaScript lets it be. */
type Loose = (...args: readonly unknown[]) => unknown;
const loose = (fn: unknown): Loose => fn as Loose;
const motion = createMotion({ write: () => undefined });

test.each<readonly [call: string, run: (table: ScriptedRoom) => unknown, says: string]>([
  [
    "createClient()",
    () => loose(createClient)(),
    'createClient: the options should be an object such as { url: "/live" }, got undefined',
  ],
  [
    "createClient(url)",
    () => loose(createClient)("/live"),
    'such as { url: "/live" }, got "/live"',
  ],
  [
    "a token in place of getToken",
    () => loose(createClient)({ url: "/live", getToken: "abc" }),
    'getToken should be a function, got "abc"',
  ],
  [
    "a listener that is none",
    () => loose(createClient)({ url: "/live", onError: true }),
    "onError should be a function, got true",
  ],
  [
    "one transport without brackets",
    () => loose(createClient)({ url: "/live", transports: "websocket" }),
    'transports should be some of websocket, stream, polling, or functions, got "websocket"',
  ],
  [
    "no transport",
    () => loose(createClient)({ url: "/live", transports: [] }),
    "transports should be some of websocket, stream, polling",
  ],
  ["join()", ({ client }) => loose(client.join)(), "what defineRoom returned, got undefined"],
  ["join by name", ({ client }) => loose(client.join)("board", "r"), 'returned, got "board"'],
  [
    "join with what implement answered",
    ({ client }) => loose(client.join)({ definition: Board, authorize: () => "write" }, "r"),
    "what defineRoom returned, got an object with definition, authorize",
  ],
  ["update()", ({ room }) => loose(room.update)(), "a function such as (doc) => { … }"],
  ["update with a value", ({ room }) => loose(room.update)({ title: "x" }), "an object with title"],
  [
    "a gesture's update",
    ({ room }) => {
      const gesture = openGesture(room);
      try {
        return loose(gesture.update.bind(gesture))();
      } finally {
        gesture.cancel();
      }
    },
    "a function such as (doc) => { … }",
  ],
  ["subscribe()", ({ room }) => loose(room.subscribe)(), "should be a function, got undefined"],
  [
    "a selector by name",
    ({ room }) => loose(room.subscribe)("title", () => undefined),
    'each argument should be a function, got "title"',
  ],
  [
    "a status with nobody to hear",
    ({ room }) => loose(room.status.subscribe)(undefined),
    "the listener should be a function, got undefined",
  ],
  [
    "an event that is not there",
    ({ room }) => room.on("bow" as "wave", () => undefined),
    'the event should be one of wave, got "bow"',
  ],
  [
    "an event nobody hears",
    ({ room }) => loose(room.on)("wave"),
    "who listens should be a function",
  ],
  [
    "an event that is not there, told",
    ({ room }) => loose(room.broadcast)(undefined, "x"),
    "the event should be one of wave, got undefined",
  ],
  [
    "presence without fields",
    ({ room }) => loose(room.presence.set)("active"),
    'what is set should be an object of fields, got "active"',
  ],
  ["presence of nothing", ({ room }) => loose(room.presence.set)(null), "of fields, got null"],
  ["lock of nothing", ({ room }) => loose(room.lock)(), "a record's id, or { id, field }"],
  ["openText()", () => loose(openText)(), "the room should be what client.join answered"],
  [
    "openText by name",
    ({ room }) => loose(openText)(room, "title"),
    'a function such as (doc) => doc.body, got "title"',
  ],
  [
    "openText on a list",
    ({ room }) => loose(openText)(room, (doc: { shapes: unknown }) => doc.shapes),
    "what the function finds should be a text() or undefined",
  ],
  [
    "openText on a plain value",
    ({ room }) => loose(openText)(room, (doc: { title: unknown }) => doc.title),
    'what the function finds should be a text() or undefined, got "untitled"',
  ],
  ["openWaiting()", () => loose(openWaiting)(), "the room should be what client.join answered"],
  ["openUndo()", () => loose(openUndo)(), "the room should be what client.join answered"],
  ["openUndo of a client", ({ client }) => loose(openUndo)(client), "what client.join answered"],
  ["createMotion()", () => loose(createMotion)(), "the options should be { write(id, values) }"],
  [
    "cursors of nobody",
    () => loose(followCursors)(undefined, () => null, motion),
    "the others should be room.others",
  ],
  [
    "gestures of nobody",
    () => loose(followGestures)(undefined, {}, motion),
    "the room should be what client.join answered",
  ],
  [
    "gestures of what is not said",
    ({ room }) => loose(followGestures)(room, { records: "shapes" }, motion),
    'records and numbers should be functions, got "shapes"',
  ],
  [
    "cursors by name",
    ({ room }) => loose(followCursors)(room.others, "cursor", motion),
    'a function such as (p) => p.cursor, got "cursor"',
  ],
])(
  "[R401] [R591] %s: what was given, what is needed and where that is described",
  (_, run, says) => {
    const table = ScriptedRoom.live();
    const call = (): unknown => run(table);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(says);
    expect(call).toThrow(/\(docs\/errors\.md#[A-Za-z]+\)$/);
    expect(table.errors).toEqual([]);
  },
);

test("[R401] a client that was closed says so, and what to do", () => {
  const { client } = ScriptedRoom.live();
  client.close();
  expect(() => client.join(Board, "r")).toThrow("This client was closed; make a new one");
});
