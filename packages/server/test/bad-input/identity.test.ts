import { expect, test } from "vitest";
import { guests } from "../../src/auth/guests.ts";
import { ROOM } from "../room/board.ts";
import type { Peer } from "../room/peer.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

/** What `watcher` has been told of `client` since it was asked last. */
function told(watcher: Peer, client: string): readonly unknown[] {
  return watcher
    .take("tick")
    .flatMap(({ people }) => people.filter((person) => person.client === client));
}

async function scene(): Promise<{ world: World; ann: Peer; bob: Peer; thief: Peer }> {
  const world = new World();
  const [ann, bob, thief] = [
    await world.join("ann"),
    await world.join("bob", "bob"),
    await world.join("thief", "thief"),
  ];
  await world.quiet();
  return { world, ann, bob, thief };
}

test.each([
  ["a seat of another's", '["p",2,{"note":"I am Ann"}]', "room.not-joined"],
  ["another's client in its presence", '["p",1,{"client":"ann---------"}]', "message.invalid"],
  ["a user in its presence", '["p",1,{"user":{"id":"ann"}}]', "message.invalid"],
  ["a name in its presence", '["p",1,{"name":"Ann"}]', "message.invalid"],
  ["a state that is the server's", '["p",1,{},"quiet"]', "message.invalid"],
  ["a sender of an event", '["e",1,"wave",{"to":"x"},"ann---------"]', "message.invalid"],
  ["another sender behind", '["e",1,"wave",{"to":"x"},[],"ann---------"]', "message.invalid"],
  ["an id in its introduction", '["a","thief",["Ann",null,"ann"]]', "message.invalid"],
  ["an introduction that is a user", '["a","thief",{"id":"ann"}]', "message.invalid"],
  ["a kind in its introduction", '["a","thief",["Ann",["agent"]]]', "message.invalid"],
  ["the token of another", '["a","ann",["Ann",null]]', "auth.failed"],
  [
    "what only the server says",
    '["v",{"id":"ann","name":"Ann","color":"#123456"}]',
    "message.invalid",
  ],
])(
  "[R1189] who says %s is gone, and nobody is told anything of anybody else",
  async (_, frame, code) => {
    const { world, ann, bob, thief } = await scene();
    thief.connection?.receive(frame);
    await settle();
    await world.clock.advance(100);
    expect(thief.end?.reason).toBe(code);
    expect(told(bob, ann.client)).toEqual([]);
    expect(bob.take("event")).toEqual([]);
    expect(ann.end).toBeUndefined();
  },
);

test("[R1189] a client id that somebody has is not had by another user, also while its link is down", async () => {
  const { world, ann, bob, thief } = await scene();
  const join = `["j",9,"${ROOM}",1,"${ann.client}",0,0]`;
  thief.connection?.receive(join);
  await settle();
  expect(thief.take("closed")).toMatchObject([{ code: "auth.client-taken" }]);
  ann.drop();
  await world.clock.advance(1000);
  thief.connection?.receive(join);
  await settle();
  expect(thief.take("closed")).toMatchObject([{ code: "auth.client-taken" }]);
  expect(told(bob, ann.client)).toEqual([]);
});

test("[R1189] a guest is who knows the secret: what others are told of them leads nobody to it", async () => {
  const world = new World({ authenticate: guests() });
  const greet = async (name: string, guest: string): Promise<Peer> => {
    const peer = world.connect(name);
    peer.say({ type: "hello", versions: [2], guest });
    await settle();
    await peer.join();
    return peer;
  };
  const ann = await greet("ann", "ann's secret");
  const [welcome] = ann.take("welcome");
  const id = welcome?.user.id ?? "";
  for (const guess of [id, id.slice("guest:".length), "ann"]) {
    const thief = await greet(`thief${guess.length}`, guess.slice(0, 64));
    expect(thief.take("welcome")[0]?.user.id).not.toBe(id);
    // The same name may be had; the person, their colour and initials may not.
    thief.connection?.receive(JSON.stringify(["a", null, [welcome?.user.name, null]]));
    await world.clock.advance(100);
  }
  const late = world.connect("late");
  late.say({ type: "hello", versions: [2], guest: "late" });
  await settle();
  const { people } = await late.join();
  expect(new Set(people.map(({ user }) => user.id)).size).toBe(people.length);
  expect(new Set(people.map(({ user }) => user.color)).size).toBe(people.length);
  expect(new Set(people.map(({ user }) => user["initials"])).size).toBe(people.length);
});
