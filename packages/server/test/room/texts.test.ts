import { type DraftOf, toJSON } from "@alongside/core";
import type { Heard } from "../../../core/test/speech.ts";
import { describe, expect, test } from "vitest";
import type { Grant } from "../../src/room/rights.ts";
import { edit, Paper, paperWorld, ROOM, sit } from "./paper.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import type { World } from "./world.ts";

const room = ROOM;

/** What the server has, as its own code reads it. */
async function stored(world: World): Promise<Record<string, unknown>> {
  return toJSON(await world.hub.room(Paper, "one").read());
}

function write(world: World, fn: (doc: DraftOf<typeof Paper>) => void): Promise<unknown> {
  return world.hub.room(Paper, "one").update(fn);
}

/** The last word to a peer about the room. */
function closed(peer: Peer): Extract<Heard, { type: "closed" }> | undefined {
  return peer.take("closed").at(-1);
}

test("[R175] several texts in one change, and what else it does, are one entry", async () => {
  const world = paperWorld();
  const { peer: ann } = await sit(world, "ann");
  const { peer: bob } = await sit(world, "bob");
  const ops = {
    ...edit("page", ["one"]),
    ...edit("title", ["two"]),
    votes: [{ op: "set", id: "root", field: "votes", value: 3 }],
    notes: [
      {
        op: "insert",
        id: `${ann.client}.1.0`,
        in: { of: "root", field: "notes" },
        at: "end",
        fields: { color: "red", label: "fo" },
      },
      { op: "text", id: `${ann.client}.1.0`, field: "label", delta: [2, "ur"] },
    ],
  } as const;
  const n = ann.change(ops, { room });
  await settle();
  expect(ann.entries()).toEqual([{ ack: n, seq: 1, at: expect.any(Number) as number }]);
  expect(bob.entries()).toMatchObject([{ seq: 1, client: ann.client, ops }]);
  expect(await stored(world)).toMatchObject({
    page: "one",
    title: "two",
    votes: 3,
    notes: [{ label: "four" }],
  });
});

test.each<readonly [string, object, string]>([
  ["the rule", { votes: [{ op: "set", id: "root", field: "votes", value: 13 }] }, "unlucky"],
  ["the schema", edit("page", [{ insert: "x", attributes: { italic: true } }]), "schema.invalid"],
  ["the length of a text", edit("page", ["x".repeat(101)]), "text.too-long"],
  [
    "a missing field",
    { notes: [{ op: "set", id: "root", field: "nope", value: 1 }] },
    "op.across-keys",
  ],
])("[R175] all of a change is refused for %s, and it leaves no trace", async (_why, part, code) => {
  const world = paperWorld({
    allow: (_change, { after }) =>
      after.votes === 13 ? { code: "unlucky", message: "Not 13" } : true,
  });
  const { peer: ann } = await sit(world, "ann");
  const { peer: bob } = await sit(world, "bob");
  await write(world, (doc) => {
    doc.page.insert(0, "page");
    doc.title.insert(0, "title");
  });
  const before = await stored(world);
  await world.quiet();
  ann.change({ ...edit("title", [5, "!"]), ...edit("page", [2, -2]), ...part }, { room, base: 1 });
  await settle();
  expect(ann.entries()).toMatchObject([{ refused: 1, seq: 2, code }]);
  expect(bob.entries()).toEqual([{ skip: 1, at: expect.any(Number) }]);
  expect(await stored(world)).toEqual(before);
  // What its author typed after it stands over it, and is taken over the inverses of what was refused of it.
  ann.change(edit("title", [6, "?"]), { room, base: 1 });
  await settle();
  expect(await stored(world)).toMatchObject({ title: "title?" });
});

describe("[R183] a text is held", () => {
  const OK = "committed";
  async function outcome(world: World, peer: Peer, ops: object, base = 0): Promise<string> {
    peer.change(ops as never, { room, base });
    await settle();
    const [entry] = peer.entries();
    if (peer.end !== undefined) return peer.end.reason;
    return entry === undefined ? "nothing" : "refused" in entry ? entry.code : OK;
  }

  test("to its length, after what came meanwhile", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    expect(await outcome(world, ann, edit("page", ["x".repeat(100)]))).toBe(OK);
    expect(await outcome(world, ann, edit("page", [100, "y"]), 1)).toBe("text.too-long");
    expect(await outcome(world, ann, edit("page", [101, -1]), 1)).toBe("message.invalid");
    const { peer: bob } = await sit(world, "bob");
    // A replacement of the same length, and one by less.
    expect(await outcome(world, bob, edit("page", ["z", -1]), 2)).toBe(OK);
    expect(await outcome(world, bob, edit("page", ["z", -2]), 3)).toBe(OK);
    expect(await outcome(world, bob, edit("page", ["zz"]), 4)).toBe("text.too-long");
  });

  test("to its attributes and embeds", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    const good = [{ insert: "a", attributes: { bold: true } }, { insert: { image: "i" } }] as const;
    expect(await outcome(world, ann, edit("page", good))).toBe(OK);
    let base = 1;
    for (const [field, part] of [
      ["page", { insert: "a", attributes: { bold: false } }],
      ["page", { insert: "a", attributes: { constructor: true } }],
      ["page", { insert: { video: "i" } }],
      ["page", { insert: { image: 5 } }],
      ["page", { retain: 1, attributes: { italic: true } }],
      ["page", { retain: 1, attributes: { italic: null } }],
      ["title", { insert: "a", attributes: { bold: true } }],
      ["title", { insert: { image: "i" } }],
    ] as const)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await outcome(world, ann, edit(field, [part as never]), base++)).toBe(
        "schema.invalid",
      );
  });

  test("to the definition when a record begins with it", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    const note = (n: number, label: unknown): object => ({
      notes: [
        {
          op: "insert",
          id: `${ann.client}.${n}.0`,
          in: { of: "root", field: "notes" },
          at: "end",
          fields: { color: "red", label },
        },
      ],
    });
    expect(await outcome(world, ann, note(1, "fine"))).toBe(OK);
    expect(await outcome(world, ann, note(2, [{ insert: "x", attributes: { bold: true } }]))).toBe(
      "schema.invalid",
    );
    expect(await outcome(world, ann, note(3, ["two", "pieces"]))).toBe("message.invalid");
  });

  test("to the rights of its author", async () => {
    const world = paperWorld({
      authorize: (user): Grant =>
        user.id === "ann" ? "write" : { read: ["page", "title"], write: ["page"] },
    });
    const { peer: ann } = await sit(world, "ann");
    const { peer: bob } = await sit(world, "bob", "bob");
    expect(
      await outcome(world, ann, { ...edit("title", ["t"]), ...edit("secret", ["12345"]) }),
    ).toBe(OK);
    await world.quiet();
    expect(await outcome(world, bob, edit("page", ["p"]), 1)).toBe(OK);
    expect(await outcome(world, bob, edit("title", [1, "t"]), 1)).toBe("auth.key");
    // It is held to what he typed before, refused or not.
    expect(await outcome(world, bob, edit("title", [2, "t"]), 1)).toBe("auth.key");
    // Of a text that he may not read he does not even learn how long it is.
    for (const delta of [
      [5, "x"],
      [6, "x"],
      [1000, -1],
    ])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await outcome(world, bob, edit("secret", delta), 1)).toBe("auth.key");
    expect(bob.heard).not.toContain("characters");
  });

  test("to the app's rule, which sees the text before and after", async () => {
    const seen: string[] = [];
    const world = paperWorld({
      allow(_change, { before, after }) {
        seen.push(`${before.page.toString()} > ${after.page.toString()}`);
        return !after.page.toString().includes("rude") || { code: "manners", message: "Be kind" };
      },
    });
    const { peer: ann } = await sit(world, "ann");
    expect(await outcome(world, ann, edit("page", ["ru"]))).toBe(OK);
    expect(await outcome(world, ann, edit("page", [2, "de"]), 1)).toBe("manners");
    expect(await outcome(world, ann, edit("page", [4, "by"]), 1)).toBe(OK);
    expect(seen).toEqual([" > ru", "ru > rude", "ru > ruby"]);
  });
});

describe("[R176] a link", () => {
  test("goes on over a break: what was sent ended is told, and what is sent after stands over all of it", async () => {
    const world = paperWorld();
    const { peer: first, joined } = await sit(world, "ann");
    const { peer: bob } = await sit(world, "bob");
    first.change(edit("page", ["ann"]), { room });
    await settle();
    bob.change(edit("page", [3, " bob"]), { room, base: 1 });
    await settle();
    first.change(edit("page", [3, "!"]), { room, base: 1 });
    first.drop();
    await settle();
    const { joined: again, peer } = await sit(world, "ann", "ann", { after: 1, mark: joined.mark });
    expect(again).toMatchObject({ from: 1, ended: 2, list: [{ seq: 2 }, { ack: 2, seq: 3 }] });
    expect(again.state).toBeUndefined();
    // Its `base` begins where it was told of.
    peer.change(edit("page", [8, "?"]), { room, base: 3 });
    await settle();
    expect(await stored(world)).toMatchObject({ page: "ann! bob?" });
    peer.change(edit("page", ["x"]), { room, base: 2 });
    await settle();
    expect(peer.end?.reason).toBe("message.invalid");
  });

  test("goes on over a crash, with what was durable", async () => {
    const world = paperWorld();
    await write(world, (doc) => doc.page.insert(0, "start"));
    const { peer: ann } = await sit(world, "ann");
    const { joined, peer: bob } = await sit(world, "bob");
    bob.change(edit("page", [5, " b"]), { room, base: 1 });
    await settle();
    world.holds = true;
    ann.change(edit("page", ["lost "]), { room, base: 2 });
    bob.change(edit("page", ["lost too "]), { room, base: 2 });
    await settle();
    world.crash();
    const { joined: again, peer } = await sit(world, "bob", "ann", { after: 2, mark: joined.mark });
    expect(again).toMatchObject({ from: 2, ended: 1, list: [] });
    peer.change(edit("page", [7, "!"]), { room, base: 2 });
    await settle();
    expect(await stored(world)).toMatchObject({ page: "start b!" });
  });

  test("of a second session begins when all of the first one's is durable", async () => {
    const world = paperWorld();
    const { peer: first, joined } = await sit(world, "ann");
    world.holds = true;
    first.change(edit("page", ["one"]), { room });
    first.change(edit("page", [3, " two"]), { room });
    await settle();
    const second = await world.greet("ann");
    second.say({ type: "join", room, version: 1, ended: 0, mark: joined.mark });
    await settle();
    // It would not know what it is to be taken over.
    expect(second.take("joined")).toEqual([]);
    await world.release();
    expect(second.take("joined")).toMatchObject([{ ended: 2, list: [{ ack: 1 }, { ack: 2 }] }]);
    second.change(edit("page", [7, " three"]), { room, base: 2, n: 3 });
    await settle();
    expect(await stored(world)).toMatchObject({ page: "one two three" });
    expect(second.end).toBeUndefined();
  });

  test("of a session whose room failed to write ends with it, and the next one knows what is there", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    world.fates.push("fail");
    ann.change(edit("page", ["one"]), { room });
    await settle();
    expect(closed(ann)).toMatchObject({ code: "room.reset" });
    const joined = await ann.join({ room });
    expect(joined).toMatchObject({ ended: 0 });
    ann.change(edit("page", ["one"]), { room, n: 1 });
    await settle();
    expect(await stored(world)).toMatchObject({ page: "one" });
  });
});

test("[R180] an edit from before what is kept closes the room with `text.rebase`, and after the join it is taken", async () => {
  const world = paperWorld();
  const { peer: ann, joined } = await sit(world, "ann");
  const { peer: bob } = await sit(world, "bob");
  for (let i = 0; i < 1300; i++)
    // oxlint-disable-next-line no-await-in-loop -- one entry each
    await write(world, (doc) => doc.title.insert(0, "."));
  await world.quiet();
  ann.change(edit("title", ["ann"]), { room, base: 0 });
  await settle();
  expect(closed(ann)).toMatchObject({ room, code: "text.rebase" });
  expect(ann.end).toBeUndefined();
  // What was on its way to it is passed over.
  ann.change(edit("title", [3, "ann"]), { room, base: 0, n: 2 });
  await settle();
  expect(ann.end).toBeUndefined();
  const again = await ann.join({ room, mark: joined.mark });
  expect(again).toMatchObject({ ended: 0 });
  ann.change(edit("title", [1300, "ann"]), { room, base: 1300, n: 1 });
  await settle();
  expect(bob.end).toBeUndefined();
  expect(bob.entries()).toMatchObject([{ seq: 1301, client: ann.client }]);
});

describe("[R188] a text in the trash", () => {
  test("is edited all the same, and a strict change to it is refused and can be taken back", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    let id = "";
    await write(world, (doc) => void (id = doc.notes.push({ label: "note" })));
    await write(world, (doc) => doc.notes.delete(id));
    await world.quiet();
    const label = (delta: unknown): never =>
      ({ notes: [{ op: "text", id, field: "label", delta }] }) as never;
    ann.change(label([4, " one"]), { room, base: 1 });
    ann.change(label([8, " strict"]), { room, base: 1, strict: true });
    ann.change(label([15, " two"]), { room, base: 1 });
    await settle();
    expect(ann.entries()).toMatchObject([{ ack: 1 }, { code: "op.void" }, { ack: 3 }]);
    await write(world, (doc) => doc.notes.restore(id));
    expect(await stored(world)).toMatchObject({ notes: [{ label: "note one two" }] });
  });

  test("that is gone for good takes nothing, and costs nobody anything", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    ann.change(
      {
        notes: [{ op: "text", id: "nobody.1.0", field: "label", delta: [3, "x"] }],
        ...edit("page", ["x"]),
      },
      { room },
    );
    await settle();
    expect(ann.entries()).toMatchObject([
      { ack: 1, void: [["notes", 0]], ops: edit("page", ["x"]) },
    ]);
    expect(ann.end).toBeUndefined();
  });
});

describe("the server's own hands", () => {
  test("[R176] edit texts as others do, and what was typed meanwhile goes over it", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    ann.change(edit("page", ["hello"]), { room });
    await settle();
    await write(world, (doc) => {
      doc.page.insert(0, "> ");
      doc.page.insert(doc.page.length, " <");
      doc.page.format(2, 5, { bold: true });
      doc.title.insert(0, "by the server");
    });
    ann.change(edit("page", [5, " you"]), { room, base: 1 });
    await settle();
    expect(await stored(world)).toMatchObject({
      page: ["> ", { insert: "hello", attributes: { bold: true } }, " you <"],
      title: "by the server",
    });
    expect(ann.entries()).toMatchObject([
      { ack: 1 },
      {
        seq: 2,
        ops: {
          page: [{ op: "text", delta: ["> ", { retain: 5, attributes: { bold: true } }, " <"] }],
          title: [{ op: "text", delta: ["by the server"] }],
        },
      },
      { ack: 2 },
    ]);
  });

  test("[R16] are held to the same rules", async () => {
    const world = paperWorld();
    await expect(write(world, (doc) => doc.page.insert(0, "x".repeat(101)))).rejects.toThrow(
      "101 characters long",
    );
    await expect(
      write(world, (doc) => doc.page.insert(0, "x", { italic: true } as never)),
    ).rejects.toThrow('no attribute "italic"');
    await expect(write(world, (doc) => doc.page.insert(1, "x"))).rejects.toThrow(
      "reaches to 1, the text has 0",
    );
    expect(await stored(world)).toMatchObject({ page: "" });
  });
});

describe("[R187] texts that are there are not edited", () => {
  test("by mutations", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    ann.say({ type: "change", room, n: 1, base: 0, mutation: { name: "scribble", args: {} } });
    ann.say({
      type: "change",
      room,
      n: 2,
      base: 0,
      mutation: { name: "note", args: { label: "new" } },
    });
    await settle();
    expect(ann.entries()).toMatchObject([{ refused: 1, code: "mutation.text" }, { ack: 2 }]);
    expect(await stored(world)).toMatchObject({ page: "", notes: [{ label: "new" }] });
  });

  test("by what a gesture shows", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    const { peer: bob } = await sit(world, "bob");
    await world.quiet();
    ann.say({ type: "preview", room, gesture: 1, ops: edit("page", ["x"]) });
    await world.clock.advance(100);
    expect(bob.heard).not.toContain("preview");
    ann.say({
      type: "preview",
      room,
      gesture: 1,
      ops: { votes: [{ op: "set", id: "root", field: "votes", value: 1 }] },
    });
    await world.clock.advance(100);
    expect(bob.heard).toContain("preview");
    expect(ann.end).toBeUndefined();
  });
});
