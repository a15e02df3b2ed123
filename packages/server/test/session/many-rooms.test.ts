import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import type { Grant } from "../../src/room/rights.ts";
import { EmptyRooms } from "../../src/registry/empty-rooms.ts";
import { Gate } from "../../src/gate.ts";
import { Board, ROOM, vote } from "../room/board.ts";
import { Peer } from "../room/peer.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

/** Somebody who connects from an address and has said hello. */
async function from(world: World, name: string, address: string): Promise<Peer> {
  const peer = new Peer(name.padEnd(12, "-"));
  peer.connection = world.hub.accept(peer, { url: "/", headers: {}, address });
  peer.say({ type: "hello", versions: [2], token: name });
  await settle();
  return peer;
}

const join = (peer: Peer, room: string): void =>
  peer.say({ type: "join", room, version: 1, ended: 0 });

const leave = (peer: Peer, room: string): void => peer.say({ type: "leave", room });

describe("[R298] rooms that were opened and left go soon", () => {
  test("one that was never written at once, however many there were", async () => {
    const world = new World();
    const ann = await world.greet("ann");
    let most = 0;
    for (let i = 0; i < 300; i++) {
      join(ann, `board:${i}`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await settle();
      most = Math.max(most, world.hub.figures.rooms);
      leave(ann, `board:${i}`);
    }
    expect([most, world.hub.figures.rooms]).toEqual([1, 0]);
    expect(ann.take("joined")).toHaveLength(300);
  });

  test("also when they are left before they were there", async () => {
    const world = new World();
    const ann = await world.greet("ann");
    const go = world.pause("loadSnapshot");
    for (let i = 0; i < 300; i++) {
      join(ann, `board:${i}`);
      leave(ann, `board:${i}`);
    }
    go();
    await world.clock.advance(100);
    expect(world.hub.figures.rooms).toBe(0);
    // Nothing of that is in anybody's way.
    await ann.join();
    expect(world.errors).toEqual([]);
  });

  test("who drops keeps the place for the grace time even there", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.drop();
    expect((await (await world.greet("bob", "bob")).join()).people).toHaveLength(2);
    await world.clock.advance(11_000);
    expect(world.hub.figures.rooms).toBe(1);
  });

  test("[R770] of those that were written, as many as one connection may join, for each address", async () => {
    const world = new World({ limits: { roomsPerConnection: 5 } });
    const [ann, bob] = [await from(world, "ann", "here"), await from(world, "bob", "there")];
    join(bob, "board:bobs");
    await settle();
    bob.change(vote, { n: 1, room: "board:bobs" });
    await settle();
    leave(bob, "board:bobs");
    for (let i = 0; i < 40; i++) {
      join(ann, `board:${i}`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await settle();
      ann.change(vote, { n: 1, room: `board:${i}` });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await settle();
      leave(ann, `board:${i}`);
    }
    expect(world.hub.figures.rooms).toBe(6);
    // What was released comes back as it was.
    join(ann, "board:0");
    await settle();
    expect(ann.take("joined").at(-1)?.list).toHaveLength(1);
    expect(world.errors).toEqual([]);
  });

  test("not while what was written to it is on its way", async () => {
    const world = new World({ limits: { roomsPerConnection: 1 } });
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(vote);
    await settle();
    leave(ann, ROOM);
    await settle();
    expect(world.hub.figures.rooms).toBe(1);
    await world.release();
    expect(await world.log()).toHaveLength(1);
  });

  test("[R770] those left longest ago first, and of the address that has most", () => {
    const rooms = new EmptyRooms(3, 5);
    const gone: string[] = [];
    const busy = new Set<string>();
    const of = (name: string) => ({
      release() {
        if (busy.has(name)) return false;
        gone.push(name);
        return true;
      },
    });
    const [a1, a2, a3, a4] = [of("a1"), of("a2"), of("a3"), of("a4")];
    for (const room of [a1, a2, a3]) rooms.add(room, "a");
    rooms.delete(a1, "a");
    rooms.add(a1, "a");
    busy.add("a2");
    rooms.add(a4, "a");
    expect(gone).toEqual(["a3"]);
    for (const name of ["b1", "c1", "d1"]) rooms.add(of(name), name);
    expect(gone).toEqual(["a3", "a1"]);
  });
});

test("[R771] one address has so many rooms opened, and there is place again once some were left", async () => {
  const world = new World({ limits: { roomsPerAddress: 3 } });
  const [ann, bob] = [await from(world, "ann", "here"), await from(world, "bob", "there")];
  for (let i = 0; i < 5; i++) join(ann, `board:${i}`);
  await settle();
  expect(ann.take("joined")).toHaveLength(3);
  expect(ann.take("closed").map(({ code }) => code)).toEqual([
    "limit.address-rooms",
    "limit.address-rooms",
  ]);
  // A room that is open already costs nobody anything, and others have rooms of their own.
  join(bob, "board:0");
  join(bob, "board:bobs");
  await settle();
  expect(bob.take("joined")).toHaveLength(2);
  leave(ann, "board:1");
  join(ann, "board:4");
  await settle();
  expect(ann.take("joined")).toHaveLength(1);
  expect(await world.state()).toMatchObject({ title: "" });
});

describe("[R772] loads under way are bounded, and nobody is kept waiting by who asks for much", () => {
  test("one connection enters eight rooms at a time", async () => {
    const world = new World();
    const ann = await world.greet("ann");
    let loads = 0;
    const { store } = world;
    const { loadSnapshot } = store;
    store.loadSnapshot = (...asked) => {
      loads += 1;
      return loadSnapshot.apply(store, asked);
    };
    const go = world.pause("loadSnapshot");
    for (let i = 0; i < 100; i++) join(ann, `board:${i}`);
    await settle();
    expect(loads).toBe(8);
    go();
    await world.clock.advance(100);
    expect(ann.take("joined")).toHaveLength(100);
  });

  test("thousands of rooms that a stranger asks for do not keep another address waiting", async () => {
    const world = new World({ limits: { messagesPerSecond: 100_000 } });
    const { store } = world;
    const { loadSnapshot } = store;
    const asked: string[] = [];
    store.loadSnapshot = (room, ...more) => {
      asked.push(room);
      return loadSnapshot.call(store, room, ...more);
    };
    const go = world.pause("loadSnapshot");
    for (let i = 0; i < 20; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const mallory = await from(world, `mallory${i}`, "there");
      for (let n = 0; n < 100; n++) join(mallory, `board:${i}-${n}`);
    }
    const ann = await from(world, "ann", "here");
    join(ann, ROOM);
    await settle();
    // Eight for each address.
    expect(asked).toHaveLength(9);
    expect(asked.at(-1)).toBe(ROOM);
    go();
    await world.clock.advance(100);
    expect(ann.take("joined")).toHaveLength(1);
    expect(world.hub.figures.rooms).toBe(2001);
  });

  test("a gate gives keys their turns, and passes over what nobody wants any more", async () => {
    const gate = new Gate(2, 1);
    const done: string[] = [];
    const ends: (() => void)[] = [];
    const unwanted = new Set<string>();
    const pass = (key: string, name: string): Promise<string | undefined> =>
      gate.pass(
        key,
        () => !unwanted.has(name),
        async () => {
          done.push(name);
          await new Promise<void>((resolve) => ends.push(resolve));
          return name;
        },
      );
    const passes = ["a1", "a2", "a3", "b1", "c1", "c2"].map((name) => pass(name.charAt(0), name));
    await settle();
    expect(done).toEqual(["a1", "b1"]);
    unwanted.add("a2");
    while (ends.length > 0) {
      ends.shift()?.();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await settle();
    }
    expect(done).toEqual(["a1", "b1", "a3", "c1", "c2"]);
    expect(await Promise.all(passes)).toEqual(["a1", undefined, "a3", "b1", "c1", "c2"]);
  });

  test("what waits at a gate and is not wanted any more does not pile up", async () => {
    const gate = new Gate(1);
    const first = Promise.withResolvers<void>();
    let wanted = -1;
    void gate.pass(
      "",
      () => true,
      () => first.promise,
    );
    let over = 0;
    for (let i = 0; i < 1000; i++) {
      wanted = i;
      void gate
        .pass(
          "",
          () => wanted === i,
          async () => {},
        )
        .then(() => (over += 1));
    }
    await settle();
    expect(over).toBeGreaterThan(750);
    first.resolve();
    await settle();
    expect(over).toBe(1000);
  });

  test("work that fails lets the next one through", async () => {
    const gate = new Gate(1);
    const failed = gate.pass(
      "",
      () => true,
      () => Promise.reject(new Error("no")),
    );
    const next = gate.pass(
      "",
      () => true,
      () => Promise.resolve("yes"),
    );
    await expect(failed).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });
});

test("[R299] rooms too many cost their connection nothing, and there is place again once one was left", async () => {
  const world = new World({ limits: { roomsPerConnection: 3 } });
  const ann = await world.greet("ann");
  for (let i = 0; i < 20; i++) join(ann, `board:${i}`);
  await settle();
  expect(ann.take("closed").map(({ code }) => code)).toEqual(Array<string>(17).fill("limit.rooms"));
  expect(ann.end).toBeUndefined();
  leave(ann, "board:0");
  join(ann, "board:19");
  await settle();
  expect(ann.take("joined")).toHaveLength(4);
});

test("[R440] [R582] however many rooms have let a connection go, it goes on, and what comes late is passed over", async () => {
  let grant: Grant = "write";
  const rooms = [implement(Board, { authorize: () => grant })];
  const world = new World({ rooms, limits: { roomsPerConnection: 3 } });
  const ann = await world.greet("ann");
  for (let i = 0; i < 10; i++) {
    // oxlint-disable no-await-in-loop -- one room after the other
    grant = "write";
    join(ann, `board:${i}`);
    await settle();
    grant = "none";
    await world.hub.review({ room: `board:${i}` });
    // A client says goodbye to no room that it is not in.
    ann.change(vote, { n: 1, room: `board:${i}` });
    await settle();
    // oxlint-enable no-await-in-loop
  }
  expect(ann.take("closed").map(({ code }) => code)).toEqual(Array(10).fill("auth.revoked"));
  expect(ann.end).toBeUndefined();
  grant = "write";
  expect(await ann.join()).toMatchObject({ rights: { write: true } });
});
