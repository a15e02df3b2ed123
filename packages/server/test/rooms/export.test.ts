import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { BadExport } from "../../src/rooms/bad-export.ts";
import { implement } from "../../src/implement.ts";
import { Board } from "../room/board.ts";
import { World } from "../room/world.ts";

const ROOM = "board:plan";

/** A world with a room of some changes, and its export. */
async function exported({ sweep = false } = {}) {
  const world = new World();
  const room = world.hub.room(Board, "plan");
  for (const title of ["one", "two 𝄞", "three"])
    await room.update((doc) => void (doc.title = title));
  if (sweep) {
    await world.store.saveSnapshot(ROOM, 2);
    await world.store.dropBefore(ROOM, 2);
  }
  return { world, lines: await all(world.hub.rooms.export(ROOM)) };
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

async function failure(lines: readonly string[], id = ROOM) {
  const { hub, store } = new World();
  const error: unknown = await hub.rooms.import(id, lines).then(
    () => "imported",
    (reason: unknown) => reason,
  );
  expect(await store.listRooms()).toEqual([]);
  expect(await store.origin(id)).toEqual({ epochs: [] });
  return error;
}

test.each([false, true])(
  "[R1540] [R1541] a room comes back from its export, swept: %s",
  async (sweep) => {
    const { world, lines } = await exported({ sweep });
    const { epochs } = await world.store.origin(ROOM);
    const seq = await world.store.head(ROOM);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      alongside: "room",
      format: 1,
      room: ROOM,
      kind: "board",
      version: Board.version,
      epoch: epochs[0]?.epoch,
      base: sweep ? 2 : 0,
      seq,
    });
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      end: { entries: seq - (sweep ? 2 : 0) },
    });
    const other = new World();
    expect(await other.hub.rooms.import("board:copy", lines)).toEqual({ seq });
    const copy = other.hub.room(Board, "copy");
    expect(await copy.read()).toEqual(await world.hub.room(Board, "plan").read());
    expect((await other.store.origin("board:copy")).epochs).toEqual([
      { epoch: expect.not.stringMatching(epochs[0]?.epoch ?? "") as string, from: 1 },
    ]);
    await copy.update((doc) => void (doc.title = "four"));
    expect((await copy.read()).title).toBe("four");
    // Line breaks, and an empty line at the end, are no matter.
    const texts = lines.map((line) => `${line}\r\n`);
    expect(await other.hub.rooms.import("board:again", [...texts, ""])).toEqual({ seq });
  },
);

test("[R1540] an export of a room that is being written ends where it began", async () => {
  const { world } = await exported();
  const found: string[] = [];
  for await (const line of world.hub.rooms.export(ROOM)) {
    found.push(line);
    await world.hub.room(Board, "plan").update((doc) => void (doc.title = `${found.length}`));
  }
  const seq = (JSON.parse(found[0] ?? "") as { seq: number }).seq;
  expect(await new World().hub.rooms.import(ROOM, found)).toEqual({ seq });
  await expect(all(world.hub.rooms.export("board:nowhere"))).rejects.toThrow(
    "board:nowhere holds nothing to export",
  );
  await expect(all(world.hub.rooms.export("nowhere"))).rejects.toThrow(TypeError);
});

describe("[R1542] a damaged export is refused with the line, and nothing is left", () => {
  test.each([
    ["cut", (lines: string[]) => lines.slice(0, -1), "the export ends here"],
    ["cut in a line", (lines: string[]) => [...lines.slice(0, 2), '{"seq":'], "it is no JSON"],
    ["without a line", (lines: string[]) => lines.filter((_, i) => i !== 2), "is missing"],
    ["twice", (lines: string[]) => [...lines, ...lines], "there is more behind the end"],
    [
      "changed",
      (lines: string[]) => lines.map((line) => line.replace("three", "thrxx")),
      "its checksum is another one",
    ],
    ["empty", () => [], "the export ends here"],
    ["a list", () => ["[]"], "it is no object"],
    ["of something else", () => ['{"a":1}'], "this is no export of a room"],
    [
      "newer",
      (lines: string[]) => lines.map((line) => line.replace('"format":1', '"format":3')),
      "a newer version of Alongside",
    ],
    [
      "of another kind",
      (lines: string[]) => lines.map((line) => line.replace('"kind":"board"', '"kind":"paper"')),
      "is of the kind paper",
    ],
    [
      "with an entry of a kind to come",
      (lines: string[]) => lines.map((line) => line.replace('"kind":"change"', '"kind":"dream"')),
      "which this server is too old for",
    ],
    [
      "with a time that runs back",
      (lines: string[]) =>
        lines.map((line, i) => (i === 2 ? line.replace(/"at":\d+/, '"at":-1') : line)),
      "its time is none",
    ],
  ])("%s", async (_what, change, why) => {
    const { lines } = await exported();
    const error = await failure(change([...lines]));
    expect(error).toBeInstanceOf(BadExport);
    expect((error as BadExport).message).toContain(why);
    expect((error as BadExport).message).toMatch(/^Line \d+: /);
  });

  test("whatever one byte of it became", async () => {
    const { lines } = await exported({ sweep: true });
    const text = lines.join("\n");
    for (let at = 3; at < text.length; at += 61) {
      const changed = `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`;
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await failure(changed.split("\n"))).toBeInstanceOf(BadExport);
    }
  });

  test.each([
    ["ops that are none", /"ops":\[.*\]/, '"ops":["title",[["nonsense"]]]', "its ops are none"],
    ["an op of no kind", /"ops":\[.*\]/, '"ops":["title",[["z","root"]]]', "its ops are none"],
    ["texts for ops", /"ops":\[.*\]/, '"ops":["title",["set"]]', "its ops are none"],
    ["no time that there is", /"at":\d+/, '"at":9007199254740991', "its time is none"],
    ["followers that are none", /"kind":/, '"via":{"a":1},"kind":', "it is no whole change"],
    ["a mutation without a name", /"kind":/, '"mutation":{"name":{}},"kind":', "it is no whole"],
    ["a version before the first", /$/, "", "its version is 0"],
  ])("[R1542] what was made up, with a good checksum: %s", async (what, of, as, why) => {
    const { lines } = await exported();
    const body = lines.slice(0, -1).map((line, i) => (i === 0 ? line : line.replace(of, as)));
    if (what.startsWith("a version")) {
      const { seq, at } = JSON.parse(body.at(-1) ?? "") as { seq: number; at: number };
      body.push(JSON.stringify({ seq: seq + 1, at, kind: "migration", version: 0, ops: [] }));
    }
    const sha256 = createHash("sha256")
      .update(`${body.join("\n")}\n`)
      .digest("hex");
    const end = JSON.stringify({ end: { entries: body.length - 1, sha256 } });
    const error = await failure([...body, end]);
    expect(error).toBeInstanceOf(BadExport);
    expect((error as BadExport).message).toContain(why);
  });

  test("a room that holds something, a kind that is not run, a definition that is older", async () => {
    const { world, lines } = await exported();
    await expect(world.hub.rooms.import(ROOM, lines)).rejects.toMatchObject({ name: "Conflict" });
    expect(await failure(lines, "paper:plan")).toMatchObject({ code: "room.unknown" });
    expect(implement(Board).definition.version).toBe(1);
  });
});
