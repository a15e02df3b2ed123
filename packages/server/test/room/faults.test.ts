import { afterEach, describe, expect, test, vi } from "vitest";
import { reporter } from "../../src/guard.ts";
import { Judge } from "../../src/room/judge.ts";
import { Ledger } from "../../src/room/ledger.ts";
import { People } from "../../src/room/people.ts";
import { Tail } from "../../src/room/tail.ts";
import { TextRing } from "../../src/room/text-ring.ts";
import { Board, ROOM, titled, vote } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

// The faults are planted: a method of the room's own throws once. An exception that gets out of a timer or a microtask would end
// this test's process.

afterEach(() => vi.restoreAllMocks());

const planted = new Error("planted");

function plant<T extends object>(type: { readonly prototype: T }, method: keyof T & string): void {
  const spy = vi.spyOn(type.prototype as Record<string, () => never>, method);
  spy.mockImplementationOnce(() => {
    throw planted;
  });
}

const closed = (peer: Peer) => peer.take("closed").map(({ code }) => code);

describe("[R300] an exception ends at most one room or one connection, and is reported once:", () => {
  test("in the fan-out of a batch", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    plant(Ledger, "settle");
    ann.change(titled("a"));
    await settle();
    expect(world.errors).toEqual([planted]);
    expect([closed(ann), closed(bob)]).toEqual([["room.reset"], ["room.reset"]]);
    // It was on disk, and the room says so when it is joined again.
    expect(await ann.join({ after: 0 })).toMatchObject({ ended: 1, list: [{ ack: 1, seq: 1 }] });
    expect((await world.state()).title).toBe("a");
  });

  test("between deciding and writing: what was decided is not in the log, and is sent again", async () => {
    const world = new World();
    const ann = await world.join("ann");
    plant(TextRing, "push");
    ann.change(vote);
    await settle();
    expect(world.errors).toEqual([planted]);
    expect(closed(ann)).toEqual(["room.reset"]);
    expect(ann.end).toBeUndefined();
    await ann.join();
    ann.change(vote, { n: 1 });
    await settle();
    expect((await world.state()).votes).toBe(1);
    expect(await world.ended(ann)).toEqual([1]);
  });

  test("in deciding: it costs its sender's connection, and the room goes on", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    plant(Judge, "decide");
    ann.change(vote);
    bob.change(vote);
    await settle();
    expect(world.errors).toEqual([planted]);
    expect(ann.end?.reason).toBe("store.failed");
    expect(bob.entries()).toMatchObject([{ ack: 1 }]);
  });

  test("in a timer", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    bob.drop();
    plant(People, "leave");
    await world.clock.advance(10_000);
    expect(world.errors).toEqual([planted]);
    expect(closed(ann)).toEqual(["room.reset"]);
  });

  test("in a store that throws instead of rejecting", async () => {
    const world = new World();
    const ann = await world.join("ann");
    vi.spyOn(world.store, "append").mockImplementationOnce(() => {
      throw planted;
    });
    ann.change(vote);
    await settle();
    expect(world.errors).toEqual([planted]);
    expect(closed(ann)).toEqual(["room.reset"]);
  });

  test("in sending to somebody: it is that one's end, and the others hear all of it", async () => {
    const world = new World();
    const [ann, bob, cy] = [
      await world.join("ann"),
      await world.join("bob", "bob"),
      await world.join("cy", "cy"),
    ];
    const send = bob.send.bind(bob);
    bob.send = () => {
      bob.send = send;
      throw planted;
    };
    ann.change(titled("a"));
    await settle();
    expect(world.errors).toEqual([planted]);
    expect([ann.entries(), cy.entries()]).toMatchObject([[{ ack: 1 }], [{ seq: 1 }]]);
    expect(closed(bob)).toEqual(["room.reset"]);
    await bob.join();
  });

  test("in asking how much waits for somebody, when presence is told", async () => {
    const world = new World();
    const [ann, bob, cy] = [
      await world.join("ann"),
      await world.join("bob", "bob"),
      await world.join("cy", "cy"),
    ];
    let asked = 0;
    Object.defineProperty(bob, "buffered", {
      get() {
        if (asked++ === 0) throw planted;
        return 0;
      },
    });
    ann.say({ type: "presence", room: ROOM, set: { note: "hi" } });
    await settle();
    expect(world.errors).toEqual([planted]);
    expect(cy.take("tick")).toHaveLength(1);
    expect(closed(bob)).toEqual(["room.reset"]);
  });

  test("the server's own code hears that nobody knows what became of its change", async () => {
    const world = new World();
    const bob = await world.join("bob", "bob");
    bob.drop();
    world.holds = true;
    const room = world.hub.room(Board, "one");
    const changed = room
      .update((doc) => void (doc.title = "mine"))
      .catch((error: unknown) => error);
    const read = room.read().catch((error: unknown) => error);
    plant(People, "leave");
    await world.clock.advance(10_000);
    expect([await changed, await read]).toEqual([planted, planted]);
    // It was on its way to the disk, and nobody is told otherwise.
    await world.release();
    expect((await world.state()).title).toBe("mine");
  });

  test("[R748] one step of closing a room that throws keeps none of the others from being taken", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    plant(People, "close");
    ann.send = () => {
      throw new Error("a broken wire");
    };
    world.fates.push("fail");
    bob.change(vote);
    await settle();
    expect(closed(bob)).toEqual(["room.reset"]);
    expect(world.errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining("failed") }),
      planted,
      expect.objectContaining({ message: "a broken wire" }),
    ]);
    await bob.join();
  });

  test("an `onError` that throws, or rejects, is told of on the console and breaks nothing", async () => {
    const console = vi.spyOn(globalThis.console, "error").mockImplementation(() => {});
    const thrown = new Error("even this");
    reporter(() => {
      throw thrown;
    })(planted);
    reporter(() => Promise.reject(thrown))(planted);
    await settle();
    const said = ["onError threw", thrown, "when it was told of", planted];
    expect(console.mock.calls).toEqual([said, said]);
  });
});

describe("[R301] a room that fails three times in ten seconds stays closed for thirty", () => {
  async function fail(world: World, ann: Peer, times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      await ann.join();
      plant(Tail, "push");
      ann.change(vote);
      await settle();
      expect(closed(ann)).toEqual(["room.reset"]);
    }
  }

  test("who joins is told, and how long there is no use in joining again", async () => {
    const world = new World();
    const ann = await world.greet("ann");
    await fail(world, ann, 3);
    await world.clock.advance(5000);
    await expect(ann.join()).rejects.toThrow("Not joined");
    expect(ann.take("closed")).toMatchObject([{ code: "room.faulty", wait: 25_000 }]);
    await expect(world.state()).rejects.toMatchObject({ code: "room.faulty" });
    // Other rooms are open.
    await ann.join({ room: "board:two" });
    await world.clock.advance(24_000);
    await expect(ann.join()).rejects.toThrow("room.faulty");
    ann.frames = [];
    await world.clock.advance(1000);
    expect(await ann.join()).toMatchObject({ ended: 3 });
  });

  test("one that fails now and then is opened again at once", async () => {
    const world = new World();
    const ann = await world.greet("ann");
    for (let i = 0; i < 4; i++) {
      await fail(world, ann, 2);
      await world.clock.advance(10_000);
    }
    expect(await ann.join()).toMatchObject({ ended: 8 });
  });

  test("one whose log makes no room counts as well, a store that does not answer does not", async () => {
    const world = new World();
    const ann = await world.greet("ann");
    world.failing.add("read");
    for (let i = 0; i < 5; i++) await expect(ann.join()).rejects.toThrow("store.failed");
    world.failing.clear();
    vi.spyOn(Judge, "load").mockImplementation(() => {
      throw planted;
    });
    for (let i = 0; i < 3; i++) {
      ann.frames = [];
      await expect(ann.join()).rejects.toThrow("store.failed");
    }
    ann.frames = [];
    await expect(ann.join()).rejects.toThrow("room.faulty");
    vi.restoreAllMocks();
    await world.clock.advance(30_000);
    await ann.join();
  });
});
