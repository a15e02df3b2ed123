import { expect, test, vi } from "vitest";
import { person, ScriptedRoom } from "./support/scripted-room.ts";

test("[R97] one message, one call; a selector is called for what it selects", () => {
  const table = ScriptedRoom.live();
  const all = vi.fn<(...args: unknown[]) => void>();
  const votes = vi.fn<(...args: unknown[]) => void>();
  const even = vi.fn<(...args: unknown[]) => void>();
  table.room.subscribe(all);
  table.room.subscribe((state) => state.votes, votes);
  table.room.subscribe(
    (state) => ({ rest: state.votes % 2 }),
    even,
    (a, b) => a.rest === b.rest,
  );
  const add = (by: number) => ({
    seq: table.next,
    at: 1,
    actor: "bob",
    client: "bobsclient000",
    n: 1,
    ops: { votes: [{ op: "add" as const, id: "root", field: "votes", by }] },
  });
  table.entries(add(1), { ...add(1), seq: table.next + 1 });
  expect([all.mock.calls.length, votes.mock.calls, even.mock.calls]).toEqual([1, [[2]], []]);
  table.room.update((doc) => void (doc.title = "x"));
  expect([all.mock.calls.length, votes.mock.calls.length]).toEqual([2, 1]);
  table.room.update((doc) => doc.votes.add());
  expect([all.mock.calls.length, votes.mock.calls.length, even.mock.calls]).toEqual([
    3,
    2,
    [[{ rest: 1 }]],
  ]);
});

test("[R97] subscribed before the room is here, a selector is called when it is", () => {
  const table = new ScriptedRoom().welcome();
  const title = vi.fn<(...args: unknown[]) => void>();
  const stop = table.room.subscribe((state) => state.title, title);
  table.join({ state: { title: { value: "here" } } });
  expect(title.mock.calls).toEqual([["here"]]);
  stop();
  table.room.update((doc) => void (doc.title = "x"));
  expect(title).toHaveBeenCalledTimes(1);
});

test("[R665] a listener that throws is reported and keeps nobody else from hearing", () => {
  const table = ScriptedRoom.live();
  const seen = vi.fn<(...args: unknown[]) => void>();
  table.room.subscribe(() => {
    throw new Error("broken listener");
  });
  table.room.subscribe(seen);
  table.room.update((doc) => doc.votes.add());
  expect(seen).toHaveBeenCalledTimes(1);
  expect(table.errors.map(String)).toEqual(["Error: broken listener"]);
  expect(table.sent()).toEqual(["change 1"]);
});

test("[R97] a listener may write", () => {
  const table = ScriptedRoom.live();
  table.room.subscribe(
    (state) => state.votes,
    (votes) => {
      if (votes < 3) table.room.update((doc) => doc.votes.add());
    },
  );
  table.room.update((doc) => doc.votes.add());
  expect(table.state.votes).toBe(3);
  expect(table.sent()).toEqual(["change 1", "change 2", "change 3"]);
});

test("[R666] what did not change stays the same object", () => {
  const table = ScriptedRoom.live();
  table.room.update((doc) => {
    doc.shapes.push({ color: "red" });
    doc.shapes.push({ color: "blue" });
  });
  const before = table.state;
  table.room.update((doc) => {
    const first = doc.shapes.at(0);
    if (first !== undefined) first.x = 1;
  });
  expect(table.state.shapes[0]).not.toBe(before.shapes[0]);
  expect(table.state.shapes[1]).toBe(before.shapes[1]);
  expect(table.state.settings).toBe(before.settings);
  table.tick([person("bobsclient000")]);
  const after = table.state;
  expect(table.state).toBe(after);
});
