import { describe, expect, test } from "vitest";
import { ROOM, titled, vote } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

describe("[R17] a graceful stop loses nothing and tells clients to come back", () => {
  test("[R606] what was said is on disk and acknowledged before goodbye", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    world.holds = true;
    ann.change(titled("1"));
    await settle();
    ann.change(titled("2"));
    let stopped = false;
    const stop = world.hub.stop().then(() => (stopped = true));
    await world.clock.advance(100);
    expect([stopped, ann.end]).toEqual([false, undefined]);
    await world.release();
    await stop;
    expect(ann.frames.map(({ type }) => type)).toEqual(["entries", "entries", "bye"]);
    for (const peer of [ann, bob]) {
      expect(peer.take("bye")).toMatchObject([{ code: "server.stopping" }]);
      expect(peer.end).toEqual({ code: 1012, reason: "server.stopping" });
    }
    expect(ann.entries()).toMatchObject([{ ack: 1 }, { ack: 2 }]);
    expect(world.hub.figures).toMatchObject({ sessions: 0, rooms: 0 });

    world.crash();
    const again = await world.greet("ann");
    expect(await again.join({ after: 2, ended: 2, mark: "1:*" })).toMatchObject({
      from: 2,
      list: [],
      ended: 2,
    });
  });

  test("what comes in while it flushes is kept too, acknowledged or not", async () => {
    const world = new World();
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(vote);
    await settle();
    const stop = world.hub.stop();
    await settle();
    ann.change(vote);
    await world.release();
    await stop;
    expect(await world.ended(ann)).toEqual([1, 2]);
  });

  test("a disk that fails does not hold it up", async () => {
    const world = new World();
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(vote);
    await settle();
    const stop = world.hub.stop();
    await world.release("fail");
    await stop;
    expect(ann.end?.reason).toBe("server.stopping");
  });

  test("[R606] who connects meanwhile, or was about to enter, is told the same", async () => {
    const world = new World();
    const ann = await world.greet("ann");
    const go = world.pause("loadSnapshot");
    ann.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    await settle();
    const stop = world.hub.stop();
    await settle();
    const late = await world.greet("late");
    go();
    await stop;
    await settle();
    for (const peer of [ann, late]) expect(peer.end?.reason).toBe("server.stopping");
    expect(ann.take("joined")).toEqual([]);
    expect(world.hub.figures).toMatchObject({ sessions: 0, rooms: 0 });
  });
});
