import { GREETING_BYTES, GREETING_MESSAGES } from "@alongside/core/engine";
import type { Said } from "../../../core/test/speech.ts";
import { describe, expect, test, vi } from "vitest";
import { Greetings } from "../../src/session/greetings.ts";
import { ROOM } from "../room/board.ts";
import type { Peer } from "../room/peer.ts";
import { settle } from "../room/test-clock.ts";
import { byName, World } from "../room/world.ts";

const HELLO: Said = { type: "hello", versions: [2], token: "ann" };

/** A presence of about so many bytes. */
const presence = (bytes: number): Said => ({
  type: "presence",
  room: ROOM,
  set: { note: "x".repeat(bytes) },
});

/** A world that lets nobody in before `open` is called. */
function slowWorld(limits = {}): { readonly world: World; readonly open: () => void } {
  const gate = Promise.withResolvers<void>();
  const world = new World({
    limits,
    authenticate: (...asked) => gate.promise.then(() => byName(...asked)),
  });
  return { world, open: gate.resolve };
}

function greeting(world: World, name: string): Peer {
  const peer = world.connect(name);
  peer.say(HELLO);
  return peer;
}

describe("[R292] little is kept of what comes before welcome", () => {
  test("of one connection 64 KB, and one that sends more is ended with a clear code", async () => {
    const { world, open } = slowWorld();
    const [ann, bob] = [greeting(world, "ann"), greeting(world, "bob")];
    ann.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    for (let i = 0; i < 3; i++) ann.say(presence(15_000));
    bob.say(presence(2 ** 21));
    expect(bob.end).toEqual({ code: 4434, reason: "limit.greeting" });
    bob.say(presence(1));
    expect(ann.end).toBeUndefined();
    open();
    await settle();
    expect(ann.take("joined")).toHaveLength(1);
    expect(ann.end).toBeUndefined();
    expect(bob.take("bye")).toMatchObject([{ code: "limit.greeting" }]);
  });

  test("the bytes of hello count, and those of letters are more than one", async () => {
    const { world } = slowWorld();
    const loud = world.connect("loud");
    loud.say({ type: "hello", versions: [2], token: "€".repeat(30_000) });
    expect(loud.end?.reason).toBe("limit.greeting");
    const ann = greeting(world, "ann");
    ann.say({ type: "event", room: ROOM, name: "wave", body: "€".repeat(GREETING_BYTES / 3) });
    expect(ann.end?.reason).toBe("limit.greeting");
  });

  test("so are its messages, each counted", () => {
    const { world } = slowWorld();
    const ann = greeting(world, "ann");
    for (let i = 0; i < GREETING_MESSAGES; i++) ann.say({ type: "ping" });
    expect(ann.end).toBeUndefined();
    ann.say({ type: "ping" });
    expect(ann.end?.reason).toBe("limit.greeting");
  });

  test("nothing of it is looked at before the token was", async () => {
    const { world, open } = slowWorld();
    const ann = greeting(world, "ann");
    const parse = vi.spyOn(JSON, "parse");
    ann.connection?.receive('["z",[[[]]]]');
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
    expect(ann.end).toBeUndefined();
    open();
    await settle();
    expect(ann.end?.reason).toBe("message.invalid");
  });

  test("[R456] in sum there is a bound, and those who sent most end first", async () => {
    const { world, open } = slowWorld({ greetingBytes: 200_000 });
    const honest = greeting(world, "honest");
    honest.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    const others = Array.from({ length: 10 }, (_, i) => greeting(world, `mallory${i}`));
    for (const other of others) other.say(presence(50_000));
    const ended = others.filter(({ end }) => end?.reason === "limit.greeting");
    expect(ended).toHaveLength(7);
    open();
    await settle();
    expect(honest.take("joined")).toHaveLength(1);
    // What was kept for those who are in, or gone, is free again.
    const late = greeting(world, "late");
    late.say(presence(50_000));
    await settle();
    expect(late.take("welcome")).toHaveLength(1);
  });

  test("whoever ends gives back what was kept", () => {
    const kept = new Greetings(10);
    const ended: string[] = [];
    const of = (name: string) => ({ end: () => void ended.push(name) });
    const [a, b, c] = [of("a"), of("b"), of("c")];
    kept.keep(a, 6);
    kept.release(a);
    kept.release(a);
    kept.keep(b, 6);
    kept.keep(c, 4);
    expect(ended).toEqual([]);
    kept.keep(c, 1);
    expect(ended).toEqual(["b"]);
    kept.keep(c, 6);
    expect(ended).toEqual(["b", "c"]);
  });
});

describe("fresh tokens", () => {
  test("[R458] are looked at one at a time, and of those that wait only the newest", async () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const world = new World({
      authenticate: async (token = "", ...more) => {
        asked.push(token);
        if (asked.length > 1) await new Promise<void>((resolve) => answers.push(resolve));
        return byName("ann", ...more);
      },
    });
    const ann = await world.greet("ann");
    for (let i = 0; i < 500; i++) ann.say({ type: "auth", token: `t${i}` });
    await settle();
    answers.shift()?.();
    await settle();
    answers.shift()?.();
    await settle();
    expect(asked).toEqual(["ann", "t0", "t499"]);
    expect(ann.end).toBeUndefined();
  });
});

test("[R293] an exception in a timer or a wire of a connection ends that connection, and is reported once", async () => {
  const world = new World({ limits: { authenticateMs: 1000 } });
  const [silent, bob] = [world.connect("silent"), await world.join("bob", "bob")];
  silent.send = () => {
    throw new Error("The wire broke");
  };
  await world.clock.advance(1000);
  expect(silent.end?.reason).toBe("auth.timeout");
  expect(world.errors.map(String)).toEqual(["Error: The wire broke"]);
  expect(bob.end).toBeUndefined();
  expect(world.hub.figures.sessions).toBe(1);
});
