import type { OpsByKey, UndoCall } from "@alongside/core/engine";
import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { Board, ROOM, titled, vote } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

/** Asks the server to take a change back. */
function ask(peer: Peer, n: number, undo: UndoCall, ops?: OpsByKey): void {
  peer.say({ type: "change", room: ROOM, base: 0, n, undo, ...(ops && { ops }) });
}

/** Lets the server look, slice by slice. */
function found(world: World): Promise<void> {
  return world.clock.advance(50);
}

describe("[R740] the server takes back what a client names", () => {
  test("by the log, also after a crash, and says what it wrote", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(titled("one"));
    ann.change(titled("two"));
    await settle();
    world.crash(0);
    const again = await world.greet("ann");
    await again.join();
    ask(again, 3, { n: 2, after: 0 });
    await found(world);
    expect((await world.state()).title).toBe("one");
    expect(again.entries()).toEqual([
      expect.objectContaining({ ack: 3, ops: titled("one"), seq: 3 }),
    ]);
    ask(again, 4, { n: 3, after: 2 });
    await found(world);
    expect((await world.state()).title).toBe("two");
  });

  test("[R741] in its client's order, while others go on", async () => {
    const world = new World();
    const ann = await world.join("ann");
    const bob = await world.join("bob");
    ann.change(titled("one"));
    await settle();
    ask(ann, 2, { n: 1, after: 0 });
    ann.change(titled("three"), { n: 3 });
    bob.change(vote);
    await found(world);
    const log = await world.log();
    expect(log.map((entry) => "client" in entry && [entry.client, entry.n])).toEqual([
      [ann.client, 1],
      [bob.client, 1],
      [ann.client, 2],
      [ann.client, 3],
    ]);
    expect(await world.state()).toMatchObject({ title: "three", votes: 1 });
  });

  test("[R311] what waits behind it is bounded, presence too", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(titled("one"));
    await settle();
    world.pause("read");
    ask(ann, 2, { n: 1, after: 0 });
    const told = '["p",1,{}]';
    const padded = `${told.slice(0, -1)}${" ".repeat(90_000)}]`;
    for (let i = 0; i < 46; i++) ann.connection?.receive(padded);
    expect(ann.end).toBeUndefined();
    ann.connection?.receive(padded);
    expect(ann.end).toMatchObject({ reason: "limit.rate" });
  });

  test("[R313] who has left meanwhile has nothing looked for", async () => {
    const world = new World();
    const ann = await world.join("ann");
    const bob = await world.join("bob", "bob");
    for (const one of [ann, bob]) one.change(titled(one.client));
    await settle();
    const go = world.pause("loadSnapshot");
    const goOn = world.pause("read");
    ask(ann, 2, { n: 1, after: 0 });
    ask(bob, 2, { n: 1, after: 0 });
    bob.say({ type: "leave", room: ROOM });
    await settle();
    go();
    goOn();
    await found(world);
    expect(await world.ended(ann)).toEqual([1, 2]);
    expect(await world.ended(bob)).toEqual([1]);
  });

  test("what others wrote while it was looked for stays", async () => {
    const world = new World();
    const ann = await world.join("ann");
    const bob = await world.join("bob");
    ann.change(titled("one"));
    await settle();
    ask(ann, 2, { n: 1, after: 0 });
    bob.change(titled("bob's"));
    await found(world);
    expect((await world.state()).title).toBe("bob's");
    const told = ann.entries().filter((entry) => "refused" in entry);
    expect(told).toEqual([expect.objectContaining({ refused: 2, code: "undo.changed" })]);
  });

  test("once: a seat that was left while it looked decides nothing, and the same words again do", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(titled("one"));
    ann.change(vote);
    await settle();
    ask(ann, 3, { n: 2, after: 0 });
    ann.drop();
    const again = await world.greet("ann");
    await again.join();
    ask(again, 3, { n: 2, after: 0 });
    ask(again, 3, { n: 2, after: 0 });
    await found(world);
    expect((await world.log()).map((entry) => "client" in entry && entry.n)).toEqual([1, 2, 3]);
    expect((await world.state()).votes).toBe(0);
  });

  test("[R741] by the rules that hold for every change", async () => {
    const world = new World({
      rooms: [
        implement(Board, {
          allow: ({ ops }) =>
            "title" in ops && JSON.stringify(ops).includes("one")
              ? { code: "no-way-back", message: "Not to one" }
              : true,
        }),
      ],
    });
    const ann = await world.join("ann");
    ann.change(titled("zero"));
    ann.change(titled("two"));
    await settle();
    ask(ann, 3, { n: 2, after: 0 });
    await found(world);
    expect((await world.state()).title).toBe("zero");
    ann.change(titled("one"), { n: 4 });
    await found(world);
    expect(ann.entries().at(-1)).toMatchObject({ refused: 4, code: "no-way-back" });
  });
});

describe("[R318] what a mutation wrote over is remembered", () => {
  test("it is taken back at once, without a look at the log, and so is that", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(titled("before"));
    ann.mutate("whisper", { text: "psst" });
    world.failing.add("read");
    ask(ann, 3, { n: 2, after: 0 });
    ask(ann, 4, { n: 3, after: 0 });
    ask(ann, 5, { n: 4, after: 0 });
    await settle();
    expect(await world.state()).toMatchObject({ title: "before", secret: "" });
    expect(world.errors).toEqual([]);
  });
});

describe("[R319] [R584] there is nothing to take back of what is not one's own", () => {
  test.each([
    ["a number that comes later", { n: 9, after: 0 }],
    ["the very change that asks", { n: 2, after: 0 }],
    ["an entry that is not there", { n: 1, after: 900 }],
    ["an entry before the one that is said", { n: 1, after: 1 }],
  ])("%s", async (_, call) => {
    const world = new World();
    const ann = await world.join("ann");
    const bob = await world.join("bob");
    bob.change(titled("bob's"));
    await settle();
    bob.change(titled("bob's own"));
    await settle();
    ann.change(vote);
    await settle();
    ann.entries();
    ask(ann, 2, call.n === 1 && call.after === 1 ? { n: 1, after: 3 } : call);
    await found(world);
    expect(ann.entries()).toEqual([expect.objectContaining({ refused: 2, code: "undo.changed" })]);
    expect(await world.state()).toMatchObject({ title: "bob's own", votes: 1 });
  });

  test("letters that were never deleted cost their sender the connection", async () => {
    const world = new World();
    const ann = await world.join("ann");
    const bob = await world.join("bob");
    ann.change(vote);
    await settle();
    const steps = [[5_000_000]] as const;
    ask(ann, 2, { n: 1, after: 0, texts: [{ key: "title", id: "root", field: "title", steps }] });
    await found(world);
    expect(ann.end?.reason).toBe("message.invalid");
    expect(bob.end).toBeUndefined();
  });

  test("more than may wait meanwhile ends the connection", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(vote);
    await settle();
    ask(ann, 2, { n: 1, after: 0 });
    for (let i = 0; i < 3; i++) ann.change(titled("x".repeat(1_900_000)), { n: 3 + i });
    await settle();
    expect(ann.end?.reason).toBe("limit.rate");
  });
});
