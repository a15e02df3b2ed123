import { expect, test, vi } from "vitest";
import { CLIENT, settled, ScriptedRoom } from "./support/scripted-room.ts";

const SHAPE = `${CLIENT}.1.0`;

test("[R91, R661] a refused change leaves the screen with its reason; later work stays", async () => {
  const table = ScriptedRoom.live();
  const refused = table.room.update((doc) => void (doc.title = "rude"));
  const later = table.room.update((doc) => doc.votes.add(5));
  table.refuse(1, "manners", "Be kind");
  expect(table.state).toMatchObject({ title: "untitled", votes: 5 });
  await expect(refused.committed).rejects.toMatchObject({
    name: "Refused",
    code: "manners",
    message: "Be kind",
  });
  expect(table.room.rejected.get()).toMatchObject([
    { code: "manners", message: "Be kind", ops: { title: [{ op: "set", value: "rude" }] } },
  ]);
  table.ack(2);
  await later.committed;
  expect(table.state.votes).toBe(5);
});

test("[R91] nobody has to listen to a refusal", async () => {
  const unhandled = vi.fn<(...args: unknown[]) => void>();
  process.on("unhandledRejection", unhandled);
  const table = ScriptedRoom.live();
  table.room.update((doc) => void (doc.title = "x"));
  table.room
    .update((doc) => void (doc.title = "y"))
    .committed.then(
      () => undefined,
      () => undefined,
    );
  table.refuse(1);
  table.refuse(2);
  await settled();
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

test("[R92] what leaned on a refused change goes with it, and comes back with it under new ids", async () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => doc.shapes.push({ color: "red", notes: [{ body: "a" }] }));
  const leaning = table.room.update((doc) => {
    const shape = doc.shapes.get(SHAPE);
    if (shape === undefined) return;
    shape.x = 5;
    shape.notes.push({ body: "b" });
  });
  const partly = table.room.update((doc) => {
    doc.title = "kept";
    const shape = doc.shapes.get(SHAPE);
    if (shape !== undefined) shape.color = "blue";
  });
  table.link.take();
  table.refuse(1);
  await expect(leaning.committed).rejects.toMatchObject({ code: "change.leaning" });
  expect(table.state).toMatchObject({ title: "kept", shapes: [] });
  expect(table.room.rejected.get()).toHaveLength(1);
  // The server finds nothing to write to; that is no news here.
  table.ack(2, {
    ops: {},
    void: [
      ["shapes", 0],
      ["shapes", 1],
    ],
  });
  table.ack(3, {
    ops: { title: [{ op: "set", id: "root", field: "title", value: "kept" }] },
    void: [["shapes", 0]],
  });
  expect(await partly.committed).toMatchObject({ void: [["shapes", 0]] });
  const { committed } = (
    table.room.rejected.get()[0] as { retry(): { committed: Promise<unknown> } }
  ).retry();
  expect(table.room.rejected.get()).toEqual([]);
  const id = `${CLIENT}.4.0`;
  expect(table.state.shapes).toEqual([
    {
      id,
      color: "blue",
      x: 5,
      notes: [
        { id: `${CLIENT}.4.1`, body: "a" },
        { id: `${CLIENT}.4.2`, body: "b" },
      ],
    },
  ]);
  expect(table.sent()).toEqual(["change 4"]);
  table.ack(4);
  await committed;
});

test("[R92] a later refused mutation that spoke of a refused record finds it again when both are retried", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => doc.shapes.push({ color: "red" }));
  table.room.mutate.paint({ id: SHAPE, color: "green" });
  table.link.take();
  table.refuse(1);
  table.refuse(2, "mutation.threw", "There is no shape");
  const [insert, paint] = table.room.rejected.get();
  expect(paint).toMatchObject({ name: "paint", args: { id: SHAPE, color: "green" } });
  insert?.retry();
  paint?.retry();
  expect(table.state.shapes).toMatchObject([{ id: `${CLIENT}.3.0`, color: "green" }]);
  expect(table.link.take().at(-1)).toMatchObject({
    n: 4,
    mutation: { args: { id: `${CLIENT}.3.0` } },
  });
});

test("[R92] what leaned on a refused mutation follows it", () => {
  const table = ScriptedRoom.live();
  table.room.mutate.add("red");
  table.room.update((doc) => {
    const shape = doc.shapes.at(0);
    if (shape !== undefined) shape.x = 7;
  });
  table.link.take();
  table.refuse(1);
  expect(table.state.shapes).toEqual([]);
  table.room.rejected.get()[0]?.retry();
  expect(table.state.shapes).toEqual([{ id: `${CLIENT}.3.0`, color: "red", x: 7, notes: [] }]);
  expect(table.sent()).toEqual(["change 3", "change 4"]);
});

test("[R93] a refused change is forgotten, or something else is sent in its place", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => void (doc.title = "rude"));
  table.room.mutate.add("rude");
  table.refuse(1);
  table.refuse(2);
  table.link.take();
  const seen = vi.fn<(...args: unknown[]) => void>();
  table.room.rejected.subscribe(seen);
  const [update, mutation] = table.room.rejected.get();
  expect(() => update?.resubmit("kind")).toThrow(
    "Only a mutation is resubmitted with other arguments",
  );
  expect(() => mutation?.resubmit("much too long")).toThrow("at most 8 letters");
  expect(table.room.rejected.get()).toHaveLength(2);
  update?.resubmit((doc) => void (doc.title = "kind"));
  mutation?.resubmit("kind");
  expect(table.state).toMatchObject({ title: "kind", shapes: [{ color: "kind" }] });
  expect(table.room.rejected.get()).toEqual([]);
  expect(table.sent()).toEqual(["change 3", "change 4"]);
  table.refuse(3);
  table.room.rejected.get()[0]?.discard();
  expect(table.room.rejected.get()).toEqual([]);
  expect(table.state.title).toBe("untitled");
  expect(seen).toHaveBeenCalledTimes(4);
});

// Found by seed 7008886: what stood in for a refused change was moved into the list of what it had made.
test("[R545] [R580] what leaned on a record goes to none of another field where something else is sent in its place", () => {
  const table = ScriptedRoom.live();
  const shape = table.room.update((doc) => doc.shapes.push({ color: "red" })).local;
  table.ack(1);
  const note = table.room.update((doc) => doc.shapes.get(shape)!.notes.push({ body: "a" })).local;
  table.room.update((doc) => {
    const { notes } = doc.shapes.get(shape)!;
    notes.push({ body: "b" });
    notes.move(note, "end");
  });
  table.refuse(2);
  table.room.rejected.get()[0]?.resubmit((doc) => void doc.shapes.push({ color: "instead" }));
  expect(table.state.shapes).toMatchObject([
    { color: "red", notes: [{ body: "b" }] },
    { color: "instead" },
  ]);
});

test("[R93] a refused change is decided about once", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => doc.votes.add());
  table.refuse(1);
  const [rejected] = table.room.rejected.get();
  rejected?.retry();
  expect(() => rejected?.retry()).toThrow(
    "This refused change was sent again or discarded already",
  );
  expect(table.state.votes).toBe(1);
});

test("[R93] a strict change stays strict", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => doc.votes.add(), { strict: true });
  expect(table.link.take()).toMatchObject([{ n: 1, strict: true }]);
  table.refuse(1, "op.void");
  table.room.rejected.get()[0]?.retry();
  expect(table.link.take()).toMatchObject([{ n: 2, strict: true }]);
});

test("[R91] refusals are told of when the message that brought them is taken in whole", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => void (doc.title = "rude"));
  table.room.update((doc) => doc.votes.add());
  const seen: unknown[] = [];
  table.room.rejected.subscribe((rejected) =>
    seen.push([rejected.length, table.state, table.room.status.get().pending]),
  );
  table.entries(
    { refused: 1, seq: table.next, at: 1, code: "no", message: "No" },
    { ack: 2, seq: table.next + 1, at: 1 },
  );
  expect(seen).toMatchObject([[1, { title: "untitled", votes: 1 }, 0]]);
});

test("[R93] a listener may retry at once", () => {
  const table = ScriptedRoom.live();
  table.room.rejected.subscribe(([first]) => first?.retry());
  table.room.update((doc) => doc.shapes.push({ color: "red" }));
  table.link.take();
  table.refuse(1);
  expect(table.sent()).toEqual(["change 2"]);
  expect(table.room.rejected.get()).toEqual([]);
  expect(table.state.shapes).toMatchObject([{ id: `${CLIENT}.2.0`, color: "red" }]);
});
