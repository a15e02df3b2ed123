import { Invalid, Refused } from "@alongside/core";
import type { SeatPatch } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { Board } from "./board.ts";
import type { Peer } from "./peer.ts";
import { World } from "./world.ts";

const BOT = "agent:bot";

/** What a peer was told of the bot since it was asked last. */
function told(peer: Peer): readonly SeatPatch[] {
  return peer.take("tick").flatMap(({ people }) => people.filter(({ client }) => client === BOT));
}

test("[R1180] the server's own code shows an agent to everybody, field by field, until it says nothing for a while", async () => {
  const world = new World();
  const ann = await world.join("ann");
  const { presence } = world.hub.room(Board, "one");
  const at = { x: 1, y: 2 };
  await presence.set({ id: "bot", name: "Summary bot" }, { cursor: at }, { ttlMs: 5000 });
  await world.clock.advance(100);
  const [first] = told(ann);
  expect(first).toMatchObject({
    user: { id: BOT, kind: "agent", name: "Summary bot", initials: "SB" },
    state: "active",
    presence: { cursor: at },
  });
  expect(first?.user?.color).not.toBe("#123456");
  await world.clock.advance(4000);
  await presence.set({ id: "bot" }, { note: "thinks" }, { ttlMs: 5000 });
  await world.clock.advance(4900);
  expect(told(ann)).toEqual([{ client: BOT, presence: { note: "thinks" } }]);
  const bob = await world.greet("bob", "bob");
  expect((await bob.join()).people).toContainEqual(
    expect.objectContaining({ client: BOT, presence: { cursor: at, note: "thinks" } }),
  );
  await world.clock.advance(200);
  expect(ann.take("tick").flatMap(({ gone }) => gone)).toEqual([BOT]);
});

test("[R1180] an agent is gone when that is asked for, and another time begins anew", async () => {
  const world = new World();
  const ann = await world.join("ann");
  const { presence } = world.hub.room(Board, "one");
  await presence.set({ id: "bot", name: "Summary bot" }, { note: "x" });
  await world.clock.advance(100);
  await presence.remove("bot");
  await presence.remove("nobody");
  await world.clock.advance(100);
  expect(ann.take("tick").flatMap(({ gone }) => gone)).toEqual([BOT]);
  await presence.set({ id: "bot" });
  await world.clock.advance(100);
  expect(told(ann)).toMatchObject([{ user: { name: "bot", initials: "B" } }]);
  expect(told(ann)).toEqual([]);
  expect(world.errors).toEqual([]);
});

test("[R1181] what makes no agent, and what is more than may be shown, is told to the program and to nobody else", async () => {
  const world = new World({ limits: { agentsPerRoom: 3, presenceBytes: 200 } });
  const ann = await world.join("ann");
  const { presence } = world.hub.room(Board, "one");
  const wrong: readonly (readonly unknown[])[] = [
    [undefined],
    [{ id: "" }],
    [{ id: "x".repeat(65) }],
    [{ id: "bot", name: 7 }],
    [{ id: "bot" }, [1]],
    [{ id: "bot" }, {}, { ttlMs: 0 }],
    [{ id: "bot" }, {}, { ttlMs: Number.NaN }],
    [{ id: "bot" }, {}, { ttlMs: 1e9 }],
  ];
  const set = presence.set as (...args: readonly unknown[]) => Promise<void>;
  for (const args of wrong) await expect(set(...args)).rejects.toThrow(TypeError);
  for (const cursor of [{ x: Number.NaN, y: 0 }, { x: "left" }])
    await expect(set({ id: "bot" }, { cursor })).rejects.toThrow(Invalid);
  await expect(set({ id: "bot" }, { mood: "good" })).rejects.toThrow(Invalid);
  await expect(set({ id: "bot" }, { note: "x".repeat(200) })).rejects.toThrow(Refused);
  for (const id of ["a", "b", "c"]) await presence.set({ id });
  await expect(set({ id: "d" })).rejects.toMatchObject({ code: "limit.presence" });
  await presence.remove("a");
  await presence.set({ id: "d" });
  await world.clock.advance(100);
  const seen = ann.take("tick").flatMap(({ people }) => people.map(({ client }) => client));
  expect(new Set(seen)).toEqual(new Set(["agent:b", "agent:c", "agent:d"]));
});

test("[R1182] nobody comes in as an agent, and its name and colour are cleaned as everybody's", async () => {
  const world = new World();
  const ann = await world.join("ann");
  const { presence } = world.hub.room(Board, "one");
  await presence.set({ id: "bot", name: "<i>Bot</i>\u202E", color: "url(x)", kind: "person" });
  await world.clock.advance(100);
  const [bot] = told(ann);
  expect(bot?.user).toMatchObject({ name: "Bot", kind: "agent" });
  expect(bot?.user?.color).toMatch(/^#[0-9a-f]{6}$/);
  // A client id has no colon, so no page can take its place.
  const thief = await world.greet("thief", "thief");
  thief.connection?.receive(`["j",1,"board:one",1,"${BOT}",0,0]`);
  await world.clock.advance(10);
  expect(thief.end?.reason).toBe("message.invalid");
});

test("[R1180] with its last agent an empty room leaves memory", async () => {
  const world = new World({ limits: { idleMs: 1000 } });
  await world.hub.room(Board, "one").presence.set({ id: "bot" }, {}, { ttlMs: 5000 });
  await world.clock.advance(4000);
  expect(world.hub.figures.rooms).toBe(1);
  await world.clock.advance(5000);
  expect(world.hub.figures.rooms).toBe(0);
});
