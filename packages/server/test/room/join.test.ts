import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import type { Grant } from "../../src/room/rights.ts";
import { Board, hidden, ROOM, titled, vote, wrong } from "./board.ts";
import type { JoinPart, Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World, type WorldOptions } from "./world.ts";

/** A room where Ann has written: 1 title, 2 refused, 3 secret, 4 vote; the snapshot covers the first `covered`. */
async function written(covered: 0 | 3 | 4, options: WorldOptions = {}): Promise<World> {
  const world = new World({ ...options, limits: { idleMs: 1000, ...options.limits } });
  const ann = await world.join("ann");
  ann.change(titled("hello"));
  ann.change(wrong);
  ann.change(hidden("psst"));
  await settle();
  if (covered === 3) await world.clock.advance(2000);
  ann.change(vote);
  await settle();
  if (covered === 4) await world.clock.advance(2000);
  world.crash();
  return world;
}

async function joins(world: World, client: string, part: JoinPart, token?: string) {
  const peer = await world.greet(client, token);
  return peer.join(part);
}

test("a newcomer to a room without a snapshot gets the log from its beginning", async () => {
  const world = await written(0);
  expect(await joins(world, "bob", {}, "bob")).toMatchObject({
    room: ROOM,
    mark: "1:*",
    rights: { read: true, write: true },
    from: 0,
    state: {},
    ended: 0,
    list: [
      { seq: 1, ops: titled("hello") },
      { skip: 1 },
      { seq: 3, ops: hidden("psst") },
      { seq: 4, ops: vote },
    ],
  });
});

test("a newcomer to a room with a snapshot gets it, and the entries after it", async () => {
  const world = await written(3);
  const joined = await joins(world, "bob", {}, "bob");
  expect(joined).toMatchObject({
    from: 3,
    state: { title: { value: "hello" }, secret: { value: "psst" } },
    list: [{ seq: 4, ops: vote }],
  });
  expect(joined).not.toHaveProperty("outcomes");
});

test("who comes back gets only what it missed, where the server still holds that", async () => {
  const world = await written(3);
  const joined = await joins(world, "bob", { after: 3, mark: "1:*" }, "bob");
  expect(joined).toMatchObject({ from: 3, list: [{ seq: 4, ops: vote }] });
  expect(joined).not.toHaveProperty("state");
  const all = await joins(world, "cy", { after: 4, mark: "1:*" }, "cy");
  expect(all).toMatchObject({ from: 4, list: [] });
  expect(all).not.toHaveProperty("state");
});

test.each([
  ["has no mark", { after: 4 }],
  ["has another version's mark", { after: 4, mark: "0:*" }],
  ["has the mark of other rights", { after: 4, mark: "1:title" }],
  ["knows of entries that are not there", { after: 5, mark: "1:*" }],
])("who comes back and %s gets the state anew", async (_, part) => {
  const world = await written(4);
  expect(await joins(world, "bob", part, "bob")).toMatchObject({
    from: 4,
    state: { votes: { value: 1 } },
    list: [],
  });
});

test("[R295] who was away since before the snapshot gets what it missed, as far back as the log goes", async () => {
  const world = await written(4);
  const joined = await joins(world, "bob", { after: 2, mark: "1:*" }, "bob");
  expect(joined).toMatchObject({ from: 2, list: [{ seq: 3 }, { seq: 4 }] });
  expect(joined).not.toHaveProperty("state");
  const forgetful = await written(4);
  await forgetful.store.dropBefore(ROOM, 3);
  expect(await joins(forgetful, "bob", { after: 2, mark: "1:*" }, "bob")).toMatchObject({
    from: 4,
    state: { votes: { value: 1 } },
    list: [],
  });
});

test("[R357] a room has the name of its log before its first entry and ever after", async () => {
  const world = new World();
  const ann = await world.greet("ann");
  const { log } = await ann.join();
  expect(log).toEqual({ epoch: expect.any(String), generation: 0 });
  ann.change(titled("first"));
  await settle();
  expect((await world.store.origin(ROOM)).epochs).toEqual([{ epoch: log.epoch, from: 1 }]);
  world.crash();
  expect((await joins(world, "bob", {}, "bob")).log).toEqual(log);
});

test("[R357] who has entries of another log at the same numbers gets the state", async () => {
  const world = await written(3);
  const { log } = await joins(world, "bob", {}, "bob");
  const last = { ...log, seq: 4, at: (await world.log())[3]?.at ?? 0 };
  const same = await joins(world, "bob", { last, mark: "1:*" }, "bob");
  expect(same).not.toHaveProperty("state");
  const older = { ...last, epoch: "another" };
  expect(await joins(world, "bob", { last: older, mark: "1:*" }, "bob")).toHaveProperty("state");
  const erased = { ...last, generation: 1 };
  expect(await joins(world, "bob", { last: erased, mark: "1:*" }, "bob")).toHaveProperty("state");
});

test("[R358] whoever counts an entry is told its time", async () => {
  const world = await written(0);
  const times = (await world.log()).map(({ at }) => at);
  const told = async (client: string, ended = 0): Promise<unknown> => {
    const { from, at, list } = await joins(world, client, { ended }, client);
    expect([from, at]).toEqual([0, 0]);
    return list.map((entry) => "at" in entry && entry.at);
  };
  expect(await told("ann")).toEqual(times);
  expect(await told("bob")).toEqual(times);
  const saved = await written(3);
  const [, , third] = await saved.log();
  expect(await joins(saved, "bob", {}, "bob")).toMatchObject({ from: 3, at: third?.at });
});

describe("[R359] a log that went back is told as rewound, with the state:", () => {
  test.each([
    ["it ends before what was seen", { after: 5, mark: "1:*" }],
    ["it knows of fewer ended changes", { after: 4, mark: "1:*", ended: 5 }],
    ["so it does, and nothing else is known", { ended: 5 }],
  ])("%s", async (_, part) => {
    const world = await written(4);
    const joined = await joins(world, "ann", part);
    expect(joined).toMatchObject({ from: 4, state: { title: { value: "hello" } }, ended: 4 });
    expect(joined.log.verdict).toBe("rewound");
    const fine = await joins(world, "ann", { after: 4, mark: "1:*", ended: 4 });
    expect(fine.log).not.toHaveProperty("verdict");
  });
});

test("how one's own changes ended that are inside the state is told apart from it", async () => {
  const world = await written(4);
  expect(await joins(world, "ann", { after: 0, ended: 0 })).toMatchObject({
    from: 4,
    ended: 4,
    list: [],
    outcomes: [[2, "op.across-keys", expect.any(String)]],
  });
  const knows = await joins(world, "ann", { after: 2, ended: 2 });
  expect(knows).toMatchObject({ ended: 4 });
  expect(knows).not.toHaveProperty("outcomes");
});

test("[R310] a join reads no entries: it is told of refused changes though the log has let go of them", async () => {
  const world = await written(4);
  await world.store.dropBefore(ROOM, 4);
  world.crash();
  await joins(world, "bob", {}, "bob");
  world.failing.add("read");
  expect(await joins(world, "ann", { after: 0, ended: 0 })).toMatchObject({
    from: 4,
    ended: 4,
    outcomes: [[2, "op.across-keys", expect.any(String)]],
  });
});

test("what is in the tail is not told a second time as an outcome", async () => {
  const world = await written(3);
  expect(await joins(world, "ann", { after: 0, ended: 1 })).toMatchObject({
    from: 3,
    outcomes: [[2, "op.across-keys", expect.any(String)]],
    list: [{ ack: 4 }],
  });
});

test("other rights are another mark, and what a client holds is good only under its own", async () => {
  let grant: Grant = "write";
  const rooms = [implement(Board, { authorize: () => grant })];
  const world = await written(4, { rooms });
  const marks: string[] = [];
  const grants: Grant[] = [
    "write",
    "read",
    { read: ["title", "votes"], write: [] },
    { read: ["votes", "title"], write: ["title"] },
    { read: ["title"], write: true },
  ];
  for (const next of grants) {
    grant = next;
    marks.push((await joins(world, "bob", {}, "bob")).mark);
  }
  expect(marks).toEqual(["1:*", "1:*", "1:title,votes", "1:title,votes", "1:title"]);
  grant = { read: ["title"], write: [] };
  const joined = await joins(world, "bob", { after: 4, mark: "1:*" }, "bob");
  expect(joined.state).toEqual({ title: { value: "hello" } });
});

test("a room is not entered by a page with another version of its definition, nor one that does not exist", async () => {
  const world = new World();
  const peer: Peer = await world.greet("ann");
  await expect(peer.join({ version: 2 })).rejects.toThrow("schema.outdated");
  await expect(peer.join({ room: "cards:one" })).rejects.toThrow("room.unknown");
  await expect(peer.join({ room: "board:__proto__" })).rejects.toThrow("room.unknown");
  expect(peer.end).toBeUndefined();
});

test("joining twice is one seat", async () => {
  const world = new World();
  const ann = await world.greet("ann");
  await Promise.all([ann.join().catch(() => {}), ann.join().catch(() => {})]);
  await ann.join();
  ann.frames = [];
  ann.change(vote);
  await settle();
  expect(ann.entries()).toHaveLength(1);
});
