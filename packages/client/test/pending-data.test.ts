import { expect, test } from "vitest";
import { openGesture } from "../src/index.ts";
import {
  type ChangeData,
  type PendingChange,
  pendingChange,
  PendingChanges,
} from "../src/room/pending.ts";
import { sessionOf } from "../src/room/sessions.ts";
import type { Room } from "../src/index.ts";
import { openPapers, page } from "./support/paper.ts";
import { ScriptedRoom } from "./support/scripted-room.ts";

/** A room's pending changes, and its queue as it comes back from a disk on which it was written as JSON. */
function readBack(room: Room<never>): {
  readonly written: readonly ChangeData[];
  readonly queue: PendingChanges;
} {
  const { copy, writing } = sessionOf(room);
  const written = copy.pending.all().map((change) => writing.dataOf(change));
  const read = JSON.parse(JSON.stringify(written)) as readonly ChangeData[];
  const queue = new PendingChanges(copy.pending.ended);
  for (const data of read) queue.add(pending(data));
  return { written, queue };
}

function pending(data: ChangeData): PendingChange {
  const editsTexts = Object.values(data.ops).some((list) => list.some(({ op }) => op === "text"));
  const known = { isTyping: false, typed: 0, waitsFor: undefined, frame: undefined };
  return pendingChange(data, { editsTexts, ...known });
}

test("[R565] pending changes come back from JSON as the queue they were, and send the same messages", () => {
  const table = ScriptedRoom.live();
  table.link.drop();
  const { room } = table;
  room.update((doc) => void doc.shapes.push({ color: "red" }));
  room.update((doc) => (doc.title = "two"), { strict: true });
  room.mutate.cheer(3);
  const gesture = openGesture(room);
  gesture.update((doc) => doc.settings.set("a", { value: "x" }));
  gesture.commit();

  const { written, queue } = readBack(room as never);
  expect(queue.all().map(({ data }) => data)).toEqual(written);
  expect([queue.size, queue.ended, queue.next]).toEqual([4, 0, 5]);
  expect(written).toMatchObject([
    { n: 1, base: 0, ops: { shapes: [{ op: "insert" }] } },
    { n: 2, strict: true },
    { n: 3, mutation: { name: "cheer", args: 3 } },
    { n: 4, gesture: 1 },
  ]);

  table.redial();
  table.welcome().resume();
  const sent = table.link.frames.filter((frame) => /^\["[cm]"/.test(frame));
  const frames: string[] = [];
  const { writing } = sessionOf(room);
  queue.send(
    16,
    0,
    false,
    ({ data }) => writing.frame(data),
    (frame) => frames.push(frame),
  );
  expect(frames).toEqual(sent);
  expect(frames).toHaveLength(4);
});

test("[R565] an edit of a text is written as it stands, over what others typed since", async () => {
  const {
    server,
    writers: [ann, bob],
  } = await openPapers(["ann", "bob"], 40);
  bob.text.edit(["world"]);
  await server.pass(500);
  expect(page(ann)).toBe("world");
  bob.text.edit(["hello "]);
  await server.pass(20);
  ann.text.edit([5, "!"]);
  // What Ben typed is here, and the server has not answered Ann.
  await server.pass(65);
  expect(page(ann)).toBe("hello world!");
  const { written, queue } = readBack(ann.room as never);
  expect(queue.all().map(({ data }) => data)).toEqual(written);
  expect(written).toMatchObject([
    { n: 1, base: 2, ops: { page: [{ op: "text", id: "root", field: "page", delta: [11, "!"] }] } },
  ]);
});
