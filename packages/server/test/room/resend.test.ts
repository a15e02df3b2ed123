import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { Board, ROOM, titled, vote, wrong } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

describe("[R3] every counter of a client ends in exactly one entry, refusals included", () => {
  // How far the first sending came before the server died, and how many of its appends were on the disk then.
  test.each([
    ["before it was appended", { holds: false, survivors: 0, waits: false }],
    ["while it was appended, and it was not written", { holds: true, survivors: 0, waits: true }],
    ["while it was appended, and it was written", { holds: true, survivors: 1, waits: true }],
    ["once it was durable", { holds: false, survivors: 0, waits: true }],
  ] as const)("a change is sent again after a crash %s", async (_, { holds, survivors, waits }) => {
    const world = new World();
    const ann = await world.join("ann");
    world.holds = holds;
    ann.change(vote);
    ann.change(wrong);
    if (waits) await settle();
    world.crash(survivors);

    const again = await world.greet("ann");
    const { ended } = await again.join();
    again.change(vote, { n: 1 });
    again.change(wrong, { n: 2 });
    again.change(vote, { n: 3 });
    await settle();
    expect(await world.ended(ann)).toEqual([1, 2, 3]);
    expect((await world.log()).map(({ kind }) => kind)).toEqual(["change", "outcome", "change"]);
    const told = again
      .entries()
      .map((entry) => ("ack" in entry ? entry.ack : "refused" in entry ? -entry.refused : 0));
    expect(told).toEqual([1, -2, 3].slice(ended));
    const bob = await world.greet("bob");
    const { list } = await bob.join();
    expect(list).toHaveLength(3);
    expect((await world.state()).votes).toBe(2);
  });

  test("a change that its author heard of is told again to one who says it did not", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(vote);
    await settle();
    expect(ann.entries()).toMatchObject([{ ack: 1, seq: 1 }]);
    world.crash();
    const again = await world.greet("ann");
    expect(await again.join()).toMatchObject({ ended: 1, list: [{ ack: 1, seq: 1, ops: vote }] });
    again.change(vote, { n: 1 });
    await settle();
    expect(again.entries()).toEqual([]);
    expect(await world.ended(ann)).toEqual([1]);
  });

  test("a change under way when the link breaks is acknowledged to the next session, once", async () => {
    const world = new World();
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(vote);
    await settle();
    ann.drop();
    const again = await world.greet("ann");
    expect(await again.join()).toMatchObject({ ended: 0, list: [] });
    again.change(vote, { n: 1 });
    await world.release();
    expect(again.entries()).toMatchObject([{ ack: 1, seq: 1 }]);
    expect(ann.entries()).toEqual([]);
    expect(await world.ended(ann)).toEqual([1]);
  });

  test("counters are each room's own", async () => {
    const world = new World();
    const ann = await world.join("ann");
    await ann.join({ room: "board:two" });
    ann.change(vote, { n: 1 });
    ann.change(vote, { n: 1, room: "board:two" });
    await settle();
    expect(ann.take("entries")).toMatchObject([
      { room: ROOM, list: [{ ack: 1 }] },
      { room: "board:two", list: [{ ack: 1 }] },
    ]);
  });
});

describe("[R4] the server takes exactly the next counter: a repeat changes nothing, a gap closes the connection", () => {
  test("a frame that comes twice counts once", async () => {
    const world = new World();
    const ann = await world.join("ann");
    for (const n of [1, 1, 2, 1, 2, 3]) ann.change(vote, { n });
    await settle();
    expect(ann.entries().map((entry) => ("ack" in entry ? entry.ack : entry))).toEqual([1, 2, 3]);
    expect(await world.ended(ann)).toEqual([1, 2, 3]);
    expect(ann.end).toBeUndefined();
  });

  test.each([2, 3, Number.MAX_SAFE_INTEGER])("%d as the first is a gap", async (n) => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(vote, { n });
    await settle();
    expect(ann.take("bye")).toMatchObject([
      { code: "counter.gap", message: `Change ${n} came after 0; 1 is next` },
    ]);
    expect(ann.end).toEqual({ code: 4410, reason: "counter.gap" });
    expect(await world.log()).toEqual([]);
  });

  test("what follows a gap is not heard", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(vote, { n: 2 });
    ann.change(vote, { n: 1 });
    await settle();
    expect(await world.log()).toEqual([]);
  });
});

describe("[R6] a refusal is an entry: a resend after a crash is not judged again", () => {
  test("a change that would be fine by now stays refused", async () => {
    let says: true | { code: string; message: string } = { code: "app.no", message: "Not today" };
    const world = new World({ rooms: [implement(Board, { allow: () => says })] });
    const ann = await world.join("ann");
    ann.change(titled("today"));
    await settle();
    expect(ann.entries()).toMatchObject([
      { refused: 1, seq: 1, code: "app.no", message: "Not today" },
    ]);
    world.crash();
    says = true;
    const again = await world.greet("ann");
    expect(await again.join()).toMatchObject({
      ended: 1,
      list: [{ refused: 1, seq: 1, code: "app.no", message: "Not today" }],
    });
    again.change(titled("today"), { n: 1 });
    await settle();
    expect(await world.log()).toMatchObject([{ kind: "outcome", n: 1, code: "app.no" }]);
    expect((await world.state()).title).toBe("");
  });
});

test("[R311] while more than 32 MB of a room wait for the disk, changes wait with their author, in order", async () => {
  const world = new World({ limits: { bytesPerSecond: 1e9 } });
  const ann = await world.join("ann");
  world.holds = true;
  const letters = "x".repeat(1_900_000);
  for (let n = 1; n <= 20; n++) ann.change(titled(`${n} ${letters}`));
  await settle();
  expect(world.hub.figures.commits).toBe(18);
  await world.release();
  await settle();
  expect(world.hub.figures.commits).toBe(20);
  expect(await world.ended(ann)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect((await world.state()).title.slice(0, 3)).toBe("20 ");
  expect(world.errors).toEqual([]);
});
