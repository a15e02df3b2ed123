import { expect, test } from "vitest";
import { ROOM } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

async function three(): Promise<{ world: World; ann: Peer; bob: Peer; cy: Peer }> {
  const world = new World();
  const [ann, bob, cy] = [
    await world.join("ann"),
    await world.join("bob", "bob"),
    await world.join("cy", "cy"),
  ];
  await world.quiet();
  return { world, ann, bob, cy };
}

function wave(peer: Peer, to?: readonly string[]): void {
  const event = { type: "event", room: ROOM, name: "wave", body: { to: "x" } } as const;
  peer.say({ ...event, ...(to && { to }) });
}

test("[R1183] an event goes to some: to a page by its client, to a person in all their pages", async () => {
  const { world, ann, bob, cy } = await three();
  const tab = await world.join("bobtab", "bob");
  const heard = (): readonly number[] =>
    [ann, bob, tab, cy].map((peer) => peer.take("event").length);
  wave(ann);
  expect(heard()).toEqual([0, 1, 1, 1]);
  wave(ann, [bob.client]);
  expect(heard()).toEqual([0, 1, 0, 0]);
  wave(ann, ["bob", "nobody"]);
  expect(heard()).toEqual([0, 1, 1, 0]);
  wave(bob, ["bob", bob.client]);
  expect(heard()).toEqual([0, 0, 1, 0]);
  wave(ann, []);
  expect(heard()).toEqual([0, 0, 0, 0]);
  wave(cy, ["ann", ann.client, "bob"]);
  const [event] = ann.take("event");
  expect(event).toMatchObject({ name: "wave", from: cy.client });
  expect(event).not.toHaveProperty("to");
});

test("[R1184] a storm of events reaches others as far as it may, and its sender hears so once", async () => {
  const { world, ann, bob, cy } = await three();
  for (let i = 0; i < 900; i++) wave(ann);
  await settle();
  expect(bob.take("event")).toHaveLength(100);
  expect(ann.take("notice")).toMatchObject([{ code: "limit.event-rate" }]);
  for (let second = 0; second < 5; second++) {
    await world.clock.advance(1000);
    for (let i = 0; i < 400; i++) wave(ann);
    expect(bob.take("event")).toHaveLength(50);
  }
  expect(ann.take("notice")).toEqual([]);
  expect(ann.end).toBeUndefined();
  // Others are not told less for it, and its own presence goes on.
  wave(cy);
  expect(bob.take("event")).toHaveLength(1);
  ann.say({ type: "presence", room: ROOM, set: { note: "still here" } });
  await world.clock.advance(100);
  expect(bob.take("tick").at(-1)?.people).toMatchObject([{ presence: { note: "still here" } }]);
  await world.clock.advance(2000);
  wave(ann);
  expect(bob.take("event")).toHaveLength(1);
  for (let i = 0; i < 200; i++) wave(ann);
  expect(ann.take("notice")).toMatchObject([{ code: "limit.event-rate" }]);
});

test("[R1184] who comes back in the middle of a storm of theirs has no more than before", async () => {
  const { world, ann, bob } = await three();
  for (let i = 0; i < 200; i++) wave(ann);
  expect(bob.take("event")).toHaveLength(100);
  const again = world.connect("ann");
  again.say({ type: "hello", versions: [2], token: "ann" });
  await settle();
  await again.join();
  for (let i = 0; i < 200; i++) wave(again);
  expect(bob.take("event")).toHaveLength(0);
});
