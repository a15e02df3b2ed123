import { Refused } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { type Grant, markOf, rightsOf } from "../../src/room/rights.ts";
import { Board, hidden, titled, vote } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

/** A world where everybody but Ann has `grant`. */
function granting(grant: () => Grant | Promise<Grant>): World {
  return new World({
    rooms: [implement(Board, { authorize: ({ id }) => (id === "ann" ? "write" : grant()) })],
  });
}

const PARTIAL: Grant = { read: ["title", "votes"], write: ["votes"] };

describe("[R9] who may not read a key gets skip for it and never its content", () => {
  test("as entries: nothing, or the other keys of the change", async () => {
    const world = granting(() => PARTIAL);
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    ann.change(hidden("psst"));
    ann.change({ ...titled("hello"), ...hidden("psst") });
    ann.change(vote);
    await settle();
    const list = bob.entries();
    expect(list).toMatchObject([
      { skip: 1 },
      { seq: 2, ops: titled("hello") },
      { seq: 3, ops: vote },
    ]);
    expect(JSON.stringify(list)).not.toMatch(/secret|psst/);
  });

  test("as arguments of a mutation that wrote it", async () => {
    const world = granting(() => PARTIAL);
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    ann.mutate("whisper", { text: "psst" });
    await settle();
    expect(ann.entries()).toMatchObject([{ ack: 1, ops: hidden("psst") }]);
    expect(bob.heard).toContain("somebody whispered");
    expect(bob.heard).not.toMatch(/secret|psst/);
    const cy = await world.greet("cy", "cy");
    expect(JSON.stringify(await cy.join())).not.toMatch(/secret|psst/);
    expect((await (await world.greet("ann2")).join()).list).toMatchObject([
      { mutation: { name: "whisper" } },
    ]);
  });

  test.each([
    ["the log", 1000],
    ["a snapshot", 1],
  ])("when joining, from %s", async (_, snapshotEvery) => {
    const world = new World({
      limits: { snapshotEvery },
      rooms: [implement(Board, { authorize: ({ id }) => (id === "ann" ? "write" : PARTIAL) })],
    });
    const ann = await world.join("ann");
    ann.change({ ...titled("hello"), ...hidden("psst") });
    await settle();
    const bob = await world.greet("bob", "bob");
    const joined = await bob.join();
    expect(joined.rights).toEqual({ read: ["title", "votes"], write: ["votes"] });
    expect(JSON.stringify(joined)).toContain("hello");
    expect(JSON.stringify(joined)).not.toContain("psst");
    expect(joined.state).not.toHaveProperty("secret");
  });

  test("nor the ops of its own mutation, when they come back with the acknowledgement", async () => {
    const world = granting(() => ({ read: ["title"], write: ["title"] }));
    const bob = await world.join("bob", "bob");
    bob.mutate("whisper", { text: "psst" });
    await settle();
    expect(bob.entries()).toMatchObject([{ refused: 1, code: "auth.key" }]);
    expect((await world.state()).title).toBe("");
  });

  test("nobody writes a key that they may not read", () => {
    expect(rightsOf({ read: ["a"], write: ["b", "a"] })).toEqual({ read: ["a"], write: ["a"] });
    expect(rightsOf({ read: ["b", "a"], write: true })).toEqual({
      read: ["a", "b"],
      write: ["a", "b"],
    });
    expect(rightsOf({ read: true, write: ["b", "a"] })).toEqual({ read: true, write: ["a", "b"] });
    expect(rightsOf({ read: true, write: true })).toEqual(rightsOf("write"));
    expect(rightsOf("none")).toBeUndefined();
  });

  test("who reads the same has the same mark", () => {
    expect(markOf({ read: ["a"], write: [] }, 1)).toBe(markOf({ read: ["a"], write: ["a"] }, 1));
    expect(markOf({ read: ["a"], write: [] }, 1)).not.toBe(markOf({ read: true, write: [] }, 1));
    expect(markOf({ read: true, write: [] }, 1)).not.toBe(markOf({ read: true, write: [] }, 2));
  });
});

test("[R634] nobody learns from a refusal that a record exists which they may not read", async () => {
  const world = granting(() => ({ read: ["settings"], write: ["settings"] }));
  const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
  const shape = `${ann.client}.1.0`;
  const fields = { kind: "rect" };
  ann.change({
    shapes: [{ op: "insert", id: shape, in: { of: "root", field: "shapes" }, at: "end", fields }],
  });
  await settle();
  bob.frames = [];
  for (const id of [shape, `${ann.client}.9.0`]) {
    bob.change({
      settings: [
        { op: "set", id, field: "on", value: true },
        { op: "put", id: `${bob.client}.0.1`, in: { of: id, field: "x" }, key: "k", fields: {} },
        { op: "delete", id },
      ],
    });
    bob.change({ settings: [{ op: "delete", id }] }, { strict: true });
  }
  await settle();
  const told = bob.entries().map((entry) => {
    const { seq: _, at: __, ...rest } = entry as { seq: number; at?: number };
    return JSON.stringify(rest)
      .replace(shape, "it")
      .replace(`${ann.client}.9.0`, "it")
      .replace(/"(ack|refused)":\d/, '"$1"');
  });
  expect(told).toHaveLength(4);
  expect(told.slice(0, 2)).toEqual(told.slice(2));
  expect(told[0]).toContain("void");
  expect(told[1]).toContain("op.void");
  expect((await world.state()).shapes).toMatchObject([fields]);
});

describe("writing what may not be written", () => {
  test.each([
    ["not be written", titled("mine")],
    ["not be read", hidden("mine")],
    ["not be written, beside one that may", { ...vote, ...titled("mine") }],
    [
      "not be read, where there is nothing",
      { shapes: [{ op: "delete", id: "ann---------.1.0" }] } as const,
    ],
  ])("a key that may %s is refused", async (_, ops) => {
    const world = granting(() => PARTIAL);
    const bob = await world.join("bob", "bob");
    bob.change(ops);
    bob.change(vote);
    await settle();
    expect(bob.entries()).toMatchObject([{ refused: 1, seq: 1, code: "auth.key" }, { ack: 2 }]);
    expect(await world.state()).toMatchObject({ title: "", secret: "", votes: 1 });
  });

  test.each([
    "read",
    { read: ["title"], write: [] },
    { read: ["title"], write: ["votes"] },
  ] as const)("who may write nothing (%o) is let go, and no entry tells of it", async (grant) => {
    const world = granting(() => grant);
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    bob.change(titled("mine"));
    bob.change(titled("mine"));
    await settle();
    expect(bob.take("closed")).toMatchObject([{ code: "auth.read-only" }]);
    // Let go, not gone: the place is kept for the grace time.
    expect(ann.take("tick").flatMap(({ gone }) => gone)).toEqual([]);
    expect(await world.log()).toEqual([]);
    ann.change(titled("hers"));
    await settle();
    expect(bob.entries()).toEqual([]);
    expect(bob.end).toBeUndefined();
    await bob.join();
  });
});

describe("authorize", () => {
  test("may take its time", async () => {
    const asked = Promise.withResolvers<Grant>();
    const world = granting(() => asked.promise);
    const bob = await world.greet("bob", "bob");
    const joins = bob.join();
    await expect(joins).rejects.toThrow("Not joined");
    asked.resolve("read");
    await settle();
    expect(bob.take("joined")).toMatchObject([{ rights: { read: true, write: [] } }]);
  });

  test("who leaves meanwhile is not let in afterwards", async () => {
    const asked = Promise.withResolvers<Grant>();
    const world = granting(() => asked.promise);
    const ann = await world.join("ann");
    const bob = await world.greet("bob", "bob");
    await bob.join().catch(() => {});
    bob.say({ type: "leave", room: "board:one" });
    asked.resolve("write");
    await world.clock.advance(100);
    expect(bob.take("joined")).toEqual([]);
    expect(ann.take("tick")).toEqual([]);
  });

  test("none keeps somebody out", async () => {
    const world = granting(() => "none");
    const bob = await world.greet("bob", "bob");
    await expect(bob.join()).rejects.toThrow("auth.forbidden");
    expect(bob.end).toBeUndefined();
  });

  test.each([
    ["throws", () => Promise.reject(new Error("database down")), "auth.unavailable", 1],
    ["throws at once", () => thrown(new Error("database down")), "auth.unavailable", 1],
    ["answers nonsense", () => undefined as never, "auth.unavailable", 1],
    [
      "refuses by itself",
      () => thrown(new Refused("auth.forbidden", "Members only")),
      "Members only",
      0,
    ],
  ] as const)("[R290] one that %s lets nobody in", async (_, grant, told, errors) => {
    const world = granting(grant);
    const bob = await world.greet("bob", "bob");
    await expect(bob.join()).rejects.toThrow(told);
    expect(bob.heard).not.toContain("database down");
    expect(world.errors).toHaveLength(errors);
    expect(await (await world.greet("ann")).join()).toMatchObject({ ended: 0 });
  });
});

function thrown(error: Error): never {
  throw error;
}
