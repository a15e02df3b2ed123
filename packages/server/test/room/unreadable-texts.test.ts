import { expect, test } from "vitest";
import { edit, paperWorld, ROOM, sit } from "./paper.ts";
import { settle } from "./test-clock.ts";

const room = ROOM;

test("[R263] how often a text was edited is not told to who may not read it, by an edit or by a caret", async () => {
  const many = 1e9;
  const authorize = ({ id }: { readonly id: string }) =>
    id === "ann" ? ("write" as const) : { read: ["title"], write: ["title"] };
  const limits = { changesPerSecond: many, messagesPerSecond: many };
  const world = paperWorld({ authorize }, { limits });
  const { peer: ann } = await sit(world, "ann", "ann");
  const { peer: bob } = await sit(world, "bob", "bob");
  const note = `${ann.client}.1.0`;
  const fields = { label: "", color: "black" };
  const at = { in: { of: "root", field: "notes" }, at: "end" } as const;
  ann.change({ notes: [{ op: "insert", id: note, ...at, fields }] }, { room });
  // More than a client may leave unseen of one text, and fewer than the room keeps of all.
  for (let i = 0; i < 1100; i++)
    ann.change({ notes: [{ op: "text", id: note, field: "label", delta: ["x"] }] }, { room });
  await settle();
  bob.frames = [];
  for (const [n, id] of [note, `${ann.client}.9.9`].entries()) {
    bob.change({ title: [{ op: "text", id, field: "label", delta: ["y"] }] }, { room });
    const caret = { id, field: "label", anchor: 0, head: 0, seq: 0 };
    bob.say({ type: "presence", room, set: { caret } });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await settle();
    expect(bob.entries()).toMatchObject([{ ack: n + 1, void: [["title", 0]] }]);
    expect(bob.take("closed")).toEqual([]);
  }
  bob.change(edit("title", ["hello"]), { room });
  await settle();
  expect(bob.entries()).toMatchObject([{ ack: 3 }]);
});
