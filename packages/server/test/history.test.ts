import { Refused } from "@alongside/core";
import { expect, test } from "vitest";
import { implement, type RoomImplementation } from "../src/implement.ts";
import { Board, ROOM } from "./room/board.ts";
import type { Peer } from "./room/peer.ts";
import { settle } from "./room/test-clock.ts";
import { World } from "./room/world.ts";

const title = (value: string) => ({
  title: [{ op: "set" as const, id: "root", field: "title", value }],
});

/** Asks about the state at `when`. */
function ask(peer: Peer, id: number, when: number): void {
  peer.say({ type: "question", room: ROOM, id, about: { of: "state", when } });
}

/** The answers that came, without the time of a state. */
async function answers(world: World, peer: Peer): Promise<readonly unknown[]> {
  await world.clock.advance(100);
  await settle();
  return peer.take("answer").map(({ id, parts }) => [id, ...parts.slice(0, 2)]);
}

function withRule(history: RoomImplementation["history"]): RoomImplementation {
  return implement(Board, { ...(history && { history }) });
}

test("[R1399] another question before the answer is refused, and the first one is answered", async () => {
  const world = new World();
  const ann = await world.join("ann");
  ann.change(title("a"));
  await settle();
  const go = world.pause("stateAt");
  ask(ann, 1, 1);
  ask(ann, 2, 1);
  expect(await answers(world, ann)).toEqual([[2, "x", "history.busy"]]);
  go();
  expect(await answers(world, ann)).toEqual([[1, "s", 1]]);
  ask(ann, 3, 1);
  expect(await answers(world, ann)).toEqual([[3, "s", 1]]);
});

test("[R1399] a store that fails refuses the question and ends nothing", async () => {
  const world = new World();
  const ann = await world.join("ann");
  ann.change(title("a"));
  await settle();
  world.failing.add("stateAt");
  ask(ann, 1, 1);
  expect(await answers(world, ann)).toEqual([[1, "x", "store.failed"]]);
  expect(String(world.errors[0])).toContain("stateAt of board:one failed");
  world.failing.clear();
  ask(ann, 2, 1);
  expect(await answers(world, ann)).toEqual([[2, "s", 1]]);
  expect(ann.end).toBeUndefined();
});

test("[R1399] nobody answers a seat that has ended, or never was", async () => {
  const world = new World();
  const ann = await world.join("ann");
  ann.change(title("a"));
  await settle();
  const go = world.pause("stateAt");
  ask(ann, 1, 1);
  await settle();
  ann.say({ type: "leave", room: ROOM });
  go();
  expect(await answers(world, ann)).toEqual([]);
  ask(ann, 2, 1);
  expect(await answers(world, ann)).toEqual([]);
  ann.say({ type: "question", room: "board:two", id: 1, about: { of: "state", when: 1 } });
  await settle();
  expect(ann.end?.reason).toBe("room.not-joined");
});

test("[R1395] the app's rule is asked each time, in its own words, and what it throws is nobody's", async () => {
  let says: () => boolean | Promise<boolean> = () => true;
  const asked: unknown[] = [];
  const world = new World({
    rooms: [withRule((user, room) => (asked.push([user.id, room]), says()))],
  });
  const ann = await world.join("ann");
  ann.change(title("a"));
  await settle();
  ask(ann, 1, 1);
  expect(await answers(world, ann)).toEqual([[1, "s", 1]]);
  expect(asked).toEqual([["ann", "one"]]);
  says = () => false;
  ask(ann, 2, 1);
  expect(await answers(world, ann)).toEqual([[2, "x", "history.forbidden"]]);
  says = () => {
    throw new Refused("plan.free", "Ask for the other plan");
  };
  ask(ann, 3, 1);
  expect(await answers(world, ann)).toEqual([[3, "x", "plan.free"]]);
  says = () => Promise.reject(new Error("the database is at db:5432"));
  ask(ann, 4, 1);
  await world.clock.advance(100);
  expect(ann.heard).not.toContain("db:5432");
  expect(await answers(world, ann)).toEqual([[4, "x", "auth.unavailable"]]);
  says = () => new Promise(() => {});
  ask(ann, 5, 1);
  await world.clock.advance(60_000);
  expect(await answers(world, ann)).toEqual([[5, "x", "auth.unavailable"]]);
});

/** What came of asking for a name for the entry `when`, and of asking for all of them. */
async function named(world: World, peer: Peer, id: number, when: number): Promise<unknown> {
  peer.say({ type: "question", room: ROOM, id, about: { of: "name", when, name: "Plan" } });
  const [given] = await answers(world, peer);
  peer.say({ type: "question", room: ROOM, id: id + 1, about: { of: "versions" } });
  const [all] = await answers(world, peer);
  return [given, all];
}

test("[R1416] who may see the past and write nothing gives no names", async () => {
  const rules = { authorize: () => "read" as const, history: () => true };
  const world = new World({ rooms: [implement(Board, rules)] });
  const ann = await world.join("ann");
  expect(await named(world, ann, 1, 0)).toEqual([
    [1, "x", "version.read-only"],
    [2, "v", []],
  ]);
});

test.each(["fail", "written", "lost"] as const)(
  "[R1414] a name is there once it is durable, and not before: %s",
  async (fate) => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(title("a"));
    await settle();
    world.fates.push(fate);
    ann.say({ type: "question", room: ROOM, id: 1, about: { of: "name", when: 1, name: "Plan" } });
    // The room is loaded again: a question that was under way is not answered.
    expect(await answers(world, ann)).toEqual([]);
    expect(ann.take("closed")).toMatchObject([{ code: "room.reset" }]);
    await world.clock.advance(2000);
    await ann.join();
    const plan = [1, "Plan", "ann", expect.any(Number)];
    expect(await named(world, ann, 2, 1)).toEqual([
      [2, "n", plan],
      [3, "v", [plan]],
    ]);
  },
);

test("[R1396] rights that were taken away meanwhile are not answered with", async () => {
  let grant: "write" | { read: string[]; write: string[] } = "write";
  const world = new World({ rooms: [implement(Board, { authorize: () => grant })] });
  const ann = await world.join("ann");
  ann.change(title("secret"));
  await world.quiet();
  const go = world.pause("stateAt");
  ask(ann, 1, 1);
  await settle();
  grant = { read: ["votes"], write: ["votes"] };
  const reviewed = world.hub.review({ user: "ann" });
  await settle();
  go();
  await reviewed;
  await world.clock.advance(100);
  expect(ann.heard).not.toContain("secret");
});
