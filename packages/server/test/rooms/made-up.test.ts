import { createHash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { BadExport } from "../../src/rooms/bad-export.ts";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { Board } from "../room/board.ts";
import { World } from "../room/world.ts";
import { folder } from "../store/folder.ts";

const CLIENT = "annannannannann1";
const DAY = 24 * 60 * 60 * 1000;

/** A made-up export whose checksum is good. */
function made(base: number, ...lines: readonly object[]): readonly string[] {
  const header = { alongside: "room", format: 1, kind: "board", base };
  const body = [header, ...lines].map((line) => JSON.stringify(line));
  const sha256 = createHash("sha256")
    .update(`${body.join("\n")}\n`)
    .digest("hex");
  const entries = lines.filter((line) => "seq" in line).length;
  return [...body, JSON.stringify({ end: { entries, sha256 } })];
}

function change(ops: unknown, more: object = {}): object {
  return { seq: 1, at: 5, actor: "ann", client: CLIENT, n: 1, kind: "change", ops, ...more };
}

const outcome = { kind: "outcome", code: "no", message: "No" };
const named = { seq: 1, at: 5, kind: "version", actor: "ann", name: "v", of: 0 };

interface Snapshot {
  readonly state?: unknown;
  readonly trash?: unknown;
  readonly ledger?: unknown;
  readonly part?: readonly [name: string, text: string];
}

/** An export that is a snapshot at entry 3. */
function snapshot({ state = { value: "x" }, trash = [], ledger = [], part }: Snapshot) {
  return made(
    3,
    { snapshot: { seq: 3, at: 5, version: 1 } },
    { state: "title", text: JSON.stringify(state) },
    { trash: JSON.stringify(trash) },
    { ledger: JSON.stringify(ledger) },
    ...(part === undefined ? [] : [{ part: part[0], base64: btoa(part[1]) }]),
  );
}

/** What cannot be found out line by line: all of it decodes, and comes to no room. */
const UNFOLDED: readonly (readonly [string, readonly string[]])[] = [
  [
    "an edit past the end of a text",
    made(0, change(["title", [["t", "root", "title", [50, "x"]]]])),
  ],
  [
    "an edit that is none",
    made(0, change([]), change(["title", [["t", "root", "title", 5]]], { seq: 2 })),
  ],
  ["a key that is null", snapshot({ state: null })],
  ["a key that is a number", snapshot({ state: 5 })],
  ["a list that is none", snapshot({ state: { list: 5 } })],
  ["a record that is null", snapshot({ state: { list: [null] } })],
  ["a map that is none", snapshot({ state: { map: {} } })],
  [
    "a list in a record that is none",
    snapshot({ state: { list: [{ id: "a", fields: {}, lists: { x: 7 } }] } }),
  ],
  ["a trash that is none", snapshot({ trash: 5 })],
  ["authors that are none", snapshot({ part: ["authors", "no JSON"] })],
];

test.each(["memory", "sqlite"] as const)(
  "[R1683] a made-up export that comes to no room is refused whole, and nothing of it is in the store: %s",
  async (kind) => {
    const store = kind === "memory" ? memory() : sqlite(`${folder()}/rooms.db`);
    const server = createServer({ rooms: [Board], store, log: () => undefined });
    onTestFinished(() => server.close());
    for (const [what, lines] of UNFOLDED) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const error: unknown = await server.rooms
        .import("board:a", lines)
        .catch((one: unknown) => one);
      expect([what, error]).toEqual([what, expect.any(BadExport)]);
      const { code, line, message } = error as BadExport;
      expect([code, line]).toEqual(["import.damaged", lines.length]);
      expect(message).toContain("this comes to no room: ");
      // oxlint-disable-next-line no-await-in-loop -- as above
      expect([await store.listRooms(), await store.head("board:a")]).toEqual([[], 0]);
    }
    // The room is as good as before.
    await server.rooms.import("board:a", made(0, change(["title", [["s", "root", "title", "y"]]])));
    expect(await server.room(Board, "a").read()).toMatchObject({ title: "y" });
  },
);

const LONG = "x".repeat(300);

test.each([
  [
    "a time far ahead",
    made(0, change([], { at: 4e12 })),
    "its time is 2096-10-02T07:06:40.000Z, more",
  ],
  ["an actor of any length", made(0, change([], { actor: LONG })), "its actor has 300 characters"],
  [
    "an actor that nobody is",
    made(0, change([], { actor: "erased:" })),
    'actor "erased:" is nobody',
  ],
  [
    "a client of any length",
    made(0, change([], { client: LONG })),
    "its client has 300 characters",
  ],
  [
    "an end of many changes",
    made(0, change([], { ...outcome, first: 1, n: 1e15 })),
    "from 1 to 1000000000000000",
  ],
  ["an end that runs back", made(0, change([], { first: 2 })), "it ends the changes from 2 to 1"],
  [
    "a long name of a moment",
    made(0, { ...named, name: "v".repeat(1025) }),
    "its name has 1025 characters",
  ],
  ["a name by no key", made(0, { ...named, once: ["k".repeat(25), 1] }), "it is no whole version"],
  [
    "a name of what comes later",
    made(0, { ...named, of: 7 }),
    "it names entry 7, which is after it",
  ],
  ["a name by nobody", made(0, { ...named, actor: "erased:ann" }), "is nobody"],
  ["a ledger that is none", snapshot({ ledger: 5 }), "its ledger is no list"],
  ["a line of a ledger that is none", snapshot({ ledger: [5] }), "a line of its ledger is no list"],
  ["a ledger of numbers", snapshot({ ledger: [[5]] }), "has no client, user, number and time"],
  ["a long user in a ledger", snapshot({ ledger: [[CLIENT, LONG, 1, 1]] }), "its actor has 300"],
  [
    "a time ahead in a ledger",
    snapshot({ ledger: [[CLIENT, "ann", 1, 6]] }),
    "knows of 6, which is after",
  ],
  [
    "refusals that are none",
    snapshot({ ledger: [[CLIENT, "ann", 1, 1, 5]] }),
    "what no ledger says",
  ],
  [
    "runs that run back",
    snapshot({ ledger: [[CLIENT, "ann", 9, 1, [], [5, 2]]] }),
    "what no ledger says",
  ],
  [
    "names that are none",
    snapshot({ part: ["versions", "no JSON"] }),
    "its names of moments are none",
  ],
  [
    "a long name in a snapshot",
    snapshot({ part: ["versions", JSON.stringify([[1, 1, "ann", "v".repeat(1025), 0]])] }),
    "of a name of a moment, its name has 1025 characters",
  ],
])("[R1684] of an export is refused, with the line: %s", async (_what, lines, why) => {
  const { hub, store } = new World();
  const error: unknown = await hub.rooms.import("board:a", lines).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(BadExport);
  expect((error as BadExport).message).toContain(why);
  expect((error as BadExport).message).toMatch(/^Line \d+: /);
  expect(await store.listRooms()).toEqual([]);
});

test("[R1684] what erasing left behind is imported, and a clock that is hours ahead is no matter", async () => {
  const { hub, clock } = new World();
  const at = Math.floor(clock.now()) + DAY;
  const actor = "erased:0123456789abcd-_";
  const lines = made(0, change(["title", [["s", "root", "title", "y"]]], { actor, at }));
  expect(await hub.rooms.import("board:a", lines)).toEqual({ seq: 1 });
});
