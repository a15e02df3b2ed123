import { expect, test } from "vitest";
import { ROOM } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

/** A page that has promised to be heard, or one that has not. */
async function join(world: World, name: string, features: readonly string[]): Promise<Peer> {
  const peer = world.connect(name);
  peer.say({ type: "hello", versions: [2], token: name, features });
  await settle();
  await peer.join();
  return peer;
}

test("[R1187] of who has promised nothing, is idle or is away, silence says nothing", async () => {
  const world = new World();
  const [ann, old, idle] = [
    await join(world, "ann", ["beat"]),
    await join(world, "old", []),
    await join(world, "idle", ["beat", "more"]),
  ];
  idle.say({ type: "presence", room: ROOM, set: {}, state: "idle" });
  const watcher = await join(world, "watcher", []);
  await world.quiet();
  await world.clock.advance(25_000);
  const states = watcher
    .take("tick")
    .flatMap(({ people }) => people.map(({ client, state }) => [client, state]));
  expect(states).toEqual([[ann.client, "quiet"]]);
  for (const peer of [ann, old, idle]) expect(peer.end).toBeUndefined();
  // Whatever it says, it is heard.
  ann.say({ type: "presence", room: ROOM, set: {} });
  await world.clock.advance(100);
  expect(watcher.take("tick").flatMap(({ people }) => people)).toEqual([
    { client: ann.client, state: "active" },
  ]);
  idle.say({ type: "presence", room: ROOM, set: {}, state: "active" });
  await world.clock.advance(7000);
  expect(
    watcher
      .take("tick")
      .flatMap(({ people }) => people)
      .at(-1),
  ).toMatchObject({ state: "quiet" });
});
