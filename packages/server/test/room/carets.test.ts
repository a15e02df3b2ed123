import type { Json } from "@alongside/core";
import { describe, expect, test } from "vitest";
import type { Grant } from "../../src/room/rights.ts";
import { edit, paperWorld, ROOM, sit } from "./paper.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";

const room = ROOM;

function show(peer: Peer, at: { anchor: number; head: number; seq: number; field?: string }): void {
  peer.say({ type: "presence", room, set: { caret: { id: "root", field: "page", ...at } } });
}

/** Where `reader` was last told that `peer` has its caret; undefined when of no caret. */
function told(reader: Peer, peer: Peer): Json | undefined {
  const patches = reader.take("tick").flatMap(({ people }) => people);
  return patches.findLast(
    ({ client, presence }) =>
      client === peer.client && presence !== undefined && "caret" in presence,
  )?.presence?.["caret"];
}

describe("[R185] a caret", () => {
  test("is told where it is at the head of the log, over what its owner had not seen", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    const { peer: bob } = await sit(world, "bob");
    ann.change(edit("page", ["hello"]), { room });
    await settle();
    bob.change(edit("page", ["> "]), { room, base: 1 });
    ann.change(edit("page", [5, "!"]), { room, base: 1 });
    await settle();
    show(ann, { anchor: 0, head: 6, seq: 1 });
    await world.clock.advance(100);
    expect(told(bob, ann)).toEqual({ id: "root", field: "page", anchor: 0, head: 8, seq: 3 });
  });

  test("moves with the text, so that who comes later is told where it is by then", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    const { peer: bob } = await sit(world, "bob");
    ann.change(edit("page", ["hello"]), { room });
    await settle();
    show(ann, { anchor: 1, head: 5, seq: 1 });
    await world.quiet();
    bob.change(edit("page", ["> "]), { room, base: 1 });
    bob.change(edit("page", [7, " you"]), { room, base: 1 });
    // Her own letters take it along.
    ann.change(edit("page", [5, "!"]), { room, base: 1 });
    bob.change(edit("title", ["title"]), { room, base: 1 });
    await world.clock.advance(100);
    // Every reader does the same, so nobody is told.
    expect(told(bob, ann)).toBeUndefined();
    const { joined } = await sit(world, "cem");
    const seen = joined.people.find(({ client }) => client === ann.client)?.presence["caret"];
    const isLeft = ann.client < bob.client;
    expect(seen).toEqual({ id: "root", field: "page", anchor: 3, head: isLeft ? 8 : 7, seq: 4 });
  });

  test("is told to nobody who may not read its text, and tells its owner nothing of one", async () => {
    const world = paperWorld({
      authorize: (user): Grant =>
        user.id === "ann" ? "write" : { read: ["page", "title"], write: ["page"] },
    });
    const { peer: ann } = await sit(world, "ann");
    const { peer: bob } = await sit(world, "bob", "bob");
    ann.change({ ...edit("secret", ["12345"]), ...edit("page", ["page"]) }, { room });
    await settle();
    show(ann, { anchor: 2, head: 2, seq: 1, field: "secret" });
    await world.clock.advance(100);
    expect(told(bob, ann)).toBeNull();
    show(ann, { anchor: 2, head: 2, seq: 1 });
    await world.clock.advance(100);
    expect(told(bob, ann)).toMatchObject({ head: 2 });
    await world.quiet();
    // Within it or behind its end, he hears the same.
    for (const head of [5, 6]) {
      show(bob, { anchor: 0, head, seq: 1, field: "secret" });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.clock.advance(100);
      expect([bob.end, told(ann, bob)]).toEqual([undefined, null]);
    }
  });

  test("made too long ago closes the room with `text.rebase`", async () => {
    const world = paperWorld();
    const { peer: ann } = await sit(world, "ann");
    const { peer: bob } = await sit(world, "bob");
    for (let seq = 0; seq < 1300; seq++) {
      bob.change(edit("title", ["."]), { room, base: seq });
      // oxlint-disable-next-line no-await-in-loop -- no more than so many a second
      await world.clock.advance(5);
    }
    show(ann, { anchor: 0, head: 0, seq: 0 });
    await settle();
    expect(ann.take("closed")).toMatchObject([{ room, code: "text.rebase" }]);
    expect(ann.end).toBeUndefined();
  });
});
