import { RoomLoading } from "@alongside/core";
import { openGesture } from "../src/index.ts";
import { expect, test, vi } from "vitest";
import { CLIENT, LOG, ROOM, settled, BOARD_SHAPE, ScriptedRoom } from "./support/scripted-room.ts";

const SHAPE = `${CLIENT}.1.0`;

test("[R86] a change is seen at once and sent as precise ops", () => {
  const table = ScriptedRoom.live();
  const { local } = table.room.update((doc) => doc.shapes.push({ color: "red" }));
  expect(local).toBe(SHAPE);
  expect(table.state.shapes).toEqual([{ id: SHAPE, color: "red", x: 0, notes: [] }]);
  expect(table.link.take()).toEqual([
    {
      type: "change",
      room: ROOM,
      n: 1,
      base: 0,
      ops: {
        shapes: [
          {
            op: "insert",
            id: SHAPE,
            in: { of: "root", field: "shapes" },
            at: "end",
            fields: { color: "red", x: 0 },
          },
        ],
      },
    },
  ]);
});

test("[R657] an update that throws leaves nothing, and sends nothing", () => {
  const table = ScriptedRoom.live();
  const seen = vi.fn<(...args: unknown[]) => void>();
  table.room.subscribe(seen);
  const before = table.state;
  expect(() =>
    table.room.update((doc) => {
      doc.title = "half";
      doc.shapes.push({ color: "red" });
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(table.state).toEqual(before);
  expect(table.sent()).toEqual([]);
  expect(seen).not.toHaveBeenCalled();
  expect(table.room.status.get().pending).toBe(0);
  // Its number is free again.
  table.room.update((doc) => doc.votes.add());
  expect(table.sent()).toEqual(["change 1"]);
});

test("[R86] an update is synchronous", async () => {
  const table = ScriptedRoom.live();
  expect(() =>
    // @ts-expect-error nor does the compiler take it
    table.room.update(async (doc) => {
      doc.title = "later";
      await Promise.resolve();
    }),
  ).toThrow("An update is synchronous: await first, then update");
  expect(table.state.title).toBe("untitled");
  expect(table.sent()).toEqual([]);
  await settled();
});

test("[R657] an update that writes nothing sends nothing and is committed already", async () => {
  const table = ScriptedRoom.live();
  const { local, committed } = table.room.update((doc) => {
    doc.votes.add(0);
    return doc.shapes.length;
  });
  expect(local).toBe(0);
  expect(await committed).toEqual({ seq: 0, void: [] });
  expect(table.sent()).toEqual([]);
});

test("[R87] before the room is here there is nothing to update", async () => {
  const table = new ScriptedRoom().welcome();
  expect(table.room.get()).toBeUndefined();
  expect(() => table.room.update(() => undefined)).toThrow(RoomLoading);
  expect(() => table.room.mutate.add("red")).toThrow(RoomLoading);
  expect(() => openGesture(table.room)).toThrow(RoomLoading);
  table.join();
  await table.room.ready;
  table.room.update((doc) => doc.votes.add(2));
  expect(table.state.votes).toBe(2);
});

test("[R87] who may only read is told at once", () => {
  const table = new ScriptedRoom().welcome().join({ rights: { read: true, write: [] } });
  expect(table.room.rights.get()).toEqual({ read: true, write: [] });
  expect(() => table.room.update((doc) => doc.votes.add())).toThrow(
    "This user may read the room and not write to it",
  );
  expect(() => openGesture(table.room)).toThrow("This user may read the room and not write to it");
  expect(table.link.taken("change")).toEqual([]);
});

test("[R87] a change that the server would not take throws at once", () => {
  const table = new ScriptedRoom().welcome({ limits: { message: 1000, inFlight: 16 } }).join();
  const write = (text: string): void => void table.room.update((doc) => void (doc.title = text));
  expect(() => write("é".repeat(500))).toThrow(
    /^The message has 1\d\d\d bytes, the server takes 1000 \(docs\/errors\.md#message\.too-big\)$/,
  );
  expect(table.state.title).toBe("untitled");
  write("e".repeat(500));
  expect(table.state.title).toHaveLength(500);
  const large = ScriptedRoom.live();
  expect(() =>
    large.room.update((doc) => {
      for (let i = 0; i < 10_001; i++) doc.shapes.push({});
    }),
  ).toThrow("A change has at most 10000 ops, this one has 10001");
  expect(large.state.shapes).toEqual([]);
});

test("[R87] one update inside another throws, and the outer one goes on", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => {
    doc.title = "outer";
    expect(() => table.room.update((inner) => void (inner.title = "inner"))).toThrow(
      "An update inside another one",
    );
  });
  expect(table.state.title).toBe("outer");
  expect(table.sent()).toEqual(["change 1"]);
});

test("[R88] at most as many changes are under way as the server allows, in order", () => {
  const table = new ScriptedRoom().welcome({ limits: { message: 2 ** 21, inFlight: 3 } }).join();
  table.link.take();
  for (let i = 0; i < 5; i++) table.room.update((doc) => doc.votes.add());
  expect(table.sent()).toEqual(["change 1", "change 2", "change 3"]);
  expect(table.room.status.get().pending).toBe(5);
  table.ack(1);
  expect(table.sent()).toEqual(["change 4"]);
  table.ack(2);
  table.ack(3);
  expect(table.sent()).toEqual(["change 5"]);
});

test("[R658] at most 64 KB are under way; a larger change goes alone", () => {
  const table = ScriptedRoom.live();
  const write = (size: number): void =>
    void table.room.update((doc) => void (doc.title = "x".repeat(size)));
  write(40_000);
  write(41_000);
  write(100_000);
  write(10);
  expect(table.sent()).toEqual(["change 1"]);
  table.ack(1);
  expect(table.sent()).toEqual(["change 2"]);
  table.ack(2);
  expect(table.sent()).toEqual(["change 3"]);
  table.ack(3);
  expect(table.sent()).toEqual(["change 4"]);
});

test("[R89] after a break all that has not ended is sent again, the same as before", () => {
  const table = ScriptedRoom.live();
  table.commit({ votes: [{ op: "add", id: "root", field: "votes", by: 7 }] });
  for (let i = 0; i < 3; i++) table.room.update((doc) => doc.votes.add());
  const first = table.link.take();
  const at = table.clock.now();
  table.ack(1);
  table.reconnect();
  expect(table.link.take().at(-1)).toEqual({
    type: "join",
    room: ROOM,
    version: 3,
    client: CLIENT,
    last: { ...LOG, seq: 2, at },
    ended: 1,
    mark: "m",
    shape: BOARD_SHAPE,
  });
  table.room.update((doc) => doc.votes.add());
  expect(table.sent()).toEqual([]);
  // The second ended while the link was down.
  table.resume(
    [{ ack: 2, seq: 3, at: 1, ops: { votes: [{ op: "add", id: "root", field: "votes", by: 1 }] } }],
    { ended: 2 },
  );
  const again = table.link.take();
  expect(again[0]).toEqual(first[2]);
  expect(again.map((message) => "n" in message && message.n)).toEqual([3, 4]);
  expect(table.state.votes).toBe(11);
  expect(table.room.status.get()).toMatchObject({ name: "live", pending: 2, saved: "memory" });
});

test("[R90] an acknowledgement as guessed changes nothing on the screen", async () => {
  const table = ScriptedRoom.live();
  const { committed } = table.room.update((doc) => doc.shapes.push({ color: "red" }));
  const seen = vi.fn<(...args: unknown[]) => void>();
  table.room.subscribe(seen);
  const before = table.state;
  table.ack(1);
  expect(table.state).toBe(before);
  expect(seen).not.toHaveBeenCalled();
  expect(await committed).toEqual({ seq: 1, void: [] });
  expect(table.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
});

test("[R659] a mutation runs here at once, and comes out as the server ran it", async () => {
  const table = ScriptedRoom.live();
  const { committed } = table.room.mutate.add("red");
  expect(table.state.shapes[0]?.color).toBe("red");
  expect(table.link.take()).toEqual([
    { type: "change", room: ROOM, n: 1, base: 0, mutation: { name: "add", args: "red" } },
  ]);
  table.ack(1, {
    ops: {
      shapes: [
        {
          op: "insert",
          id: SHAPE,
          in: { of: "root", field: "shapes" },
          at: "end",
          fields: { color: "blue", x: 9 },
        },
      ],
    },
  });
  await committed;
  expect(table.state.shapes).toEqual([{ id: SHAPE, color: "blue", x: 9, notes: [] }]);
});

test("[R659] the author hears which ops had nothing left to write to", async () => {
  const table = ScriptedRoom.live();
  const { committed } = table.room.update((doc) => void (doc.title = "x"));
  table.ack(1, { void: [["title", 0]], ops: {} });
  expect(await committed).toEqual({ seq: 1, void: [["title", 0]] });
  expect(table.state.title).toBe("untitled");
});

test("[R660] others' changes come under the own pending ones", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => void (doc.title = "mine"));
  table.commit({ title: [{ op: "set", id: "root", field: "title", value: "theirs" }] });
  table.commit({ votes: [{ op: "add", id: "root", field: "votes", by: 2 }] });
  expect(table.state).toMatchObject({ title: "mine", votes: 2 });
  table.refuse(1);
  expect(table.state.title).toBe("theirs");
});

test("[R94] a state in place of the tail: what ended is settled, what is pending lies over it", async () => {
  const table = ScriptedRoom.live();
  const [acked, silent, refused, listed, pending] = [1, 2, 3, 4, 5].map((by) =>
    table.room.update((doc) => doc.votes.add(by)),
  );
  table.reconnect();
  table.join({
    from: 40,
    state: { votes: { value: 103 }, title: { value: "new" } },
    outcomes: [[3, "no", "No"]],
    list: [
      {
        ack: 4,
        seq: 41,
        at: 1,
        ops: { votes: [{ op: "add", id: "root", field: "votes", by: 4 }] },
      },
    ],
    ended: 4,
  });
  expect(table.state).toMatchObject({ title: "new", votes: 112 });
  expect(await acked?.committed).toEqual({ seq: 41, void: [] });
  expect(await silent?.committed).toMatchObject({ void: [] });
  await expect(refused?.committed).rejects.toThrow("No");
  expect(await listed?.committed).toEqual({ seq: 41, void: [] });
  expect(table.room.rejected.get()).toHaveLength(1);
  expect(table.link.taken("change").map(({ n }) => n)).toEqual([5]);
  table.ack(5);
  await pending?.committed;
  expect(table.state.votes).toBe(112);
});

test.each([
  ["a gap", { seq: 9, at: 1, actor: "b", client: "b", n: 1, ops: {} }],
  ["the same again", { seq: 1, at: 1, actor: "b", client: "b", n: 1, ops: {} }],
  ["an answer to something never asked", { ack: 5, seq: 2, at: 1 }],
] as const)("[R95] %s: the room is fetched anew, and pending work goes on", (_, entry) => {
  const table = ScriptedRoom.live();
  table.commit({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] });
  table.room.update((doc) => doc.votes.add(10));
  table.say({ type: "entries", room: ROOM, list: [entry] });
  expect(table.errors).toHaveLength(1);
  expect(table.link.isClosed).toBe(true);
  expect(table.state.votes).toBe(11);
  table.redial();
  table.welcome();
  expect(table.link.taken("join")).toEqual([
    {
      type: "join",
      room: ROOM,
      version: 3,
      client: CLIENT,
      last: { ...LOG, seq: "ack" in entry ? 2 : 1, at: 1 },
      ended: 0,
      shape: BOARD_SHAPE,
    },
  ]);
  table.join({ from: 9, state: { votes: { value: 5 } } });
  expect(table.state.votes).toBe(15);
  expect(table.sent()).toEqual(["change 1"]);
});

test("[R95] a tail that does not follow what is here is not believed", () => {
  const table = ScriptedRoom.live();
  table.reconnect();
  table.resume([], { from: 12 });
  expect(table.link.isClosed).toBe(true);
  expect(table.errors.map(String)).toEqual([
    "OutOfStep: board:r: the server resumes at 12, this page is at 0",
  ]);
});

test("[R95] entries that hold nothing for this reader are counted", () => {
  const table = ScriptedRoom.live();
  table.entries({ skip: 3, at: 1 }, { pruned: ["x.1.0"], seq: 4, at: 1 });
  table.commit({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] });
  expect(table.state.votes).toBe(1);
  table.reconnect();
  expect(table.link.taken("join")[0]?.last).toEqual({ ...LOG, seq: 5, at: 1 });
});

test("[R96] who may not write any more gets pending work back, and later counters go on", async () => {
  const table = ScriptedRoom.live();
  const ended = table.room.update((doc) => doc.votes.add(1));
  const lost = table.room.update((doc) => doc.votes.add(10));
  table.reconnect();
  const ack = {
    ack: 1,
    seq: 1,
    at: 1,
    ops: { votes: [{ op: "add", id: "root", field: "votes", by: 1 }] },
  } as const;
  table.resume([ack], { ended: 1, rights: { read: true, write: [] } });
  await ended.committed;
  await expect(lost.committed).rejects.toMatchObject({ code: "auth.read-only" });
  expect(table.state.votes).toBe(1);
  expect(table.room.status.get()).toMatchObject({ name: "live", pending: 0, saved: "server" });
  expect(table.link.taken("change")).toEqual([]);
  expect(() => table.room.rejected.get()[0]?.retry()).toThrow("not write");
  table.say({ type: "closed", room: ROOM, code: "auth.revoked", message: "" });
  table.clock.pass(15_000);
  table.join({ from: 1, state: { votes: { value: 1 } }, ended: 1 });
  table.room.rejected.get()[0]?.retry();
  expect(table.state.votes).toBe(11);
  expect(table.link.taken("change").map(({ n }) => n)).toEqual([2]);
});

test("[R109] what an app gets wrong throws at once, with what it was", () => {
  const table = ScriptedRoom.live();
  const room = table.room as unknown as {
    update(fn: (doc: Record<string, unknown>) => unknown): void;
    mutate: Record<string, (args: unknown) => void>;
  };
  expect(() => room.update((doc) => (doc["titel"] = "x"))).toThrow("titel: is not a field");
  expect(() => room.update((doc) => (doc["title"] = Number.NaN))).toThrow("title: NaN is not JSON");
  expect(() => room.mutate["add"]?.("much too long")).toThrow("add.args: at most 8 letters");
  expect(room.mutate["remove"]).toBeUndefined();
  expect(() => table.client.join(table.room.definition, "no/slash")).toThrow('got "no/slash"');
  expect(() => table.client.join({ ...table.room.definition }, "r")).toThrow(
    "board:r is joined with another definition of the same name",
  );
  expect(table.sent()).toEqual([]);
});
