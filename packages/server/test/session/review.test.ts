import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import type { Grant } from "../../src/room/rights.ts";
import type { Authenticate } from "../../src/session/wire.ts";
import { RawClient } from "../live/client.ts";
import { Board as LiveBoard, live } from "../live/server.ts";
import { Board, hidden, ROOM, titled } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { byName, World } from "../room/world.ts";

const MINUTE = 60_000;

/** What each user may do; everything, unless a test says otherwise. */
function granted(): { readonly world: World; readonly grants: Map<string, Grant> } {
  const grants = new Map<string, Grant>();
  const authorize = ({ id }: { readonly id: string }): Grant => grants.get(id) ?? "write";
  return { world: new World({ rooms: [implement(Board, { authorize })] }), grants };
}

describe("[R296] server.review asks rights again", () => {
  test("for a user in all rooms, and for nobody else", async () => {
    const { world, grants } = granted();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    await ann.join({ room: "board:two" });
    const other = await world.join("other");
    await world.quiet();
    grants.set("ann", "read").set("bob", "read");
    await world.hub.review({ user: "ann" });
    const closed = { code: "auth.revoked" };
    expect(ann.take("closed")).toMatchObject([
      { room: ROOM, ...closed },
      { room: "board:two", ...closed },
    ]);
    expect(other.take("closed")).toMatchObject([{ room: ROOM, ...closed }]);
    expect(bob.take("closed")).toEqual([]);
    expect(await ann.join()).toMatchObject({ rights: { write: [] } });
  });

  test("for everybody in a room, and for no other room", async () => {
    const { world, grants } = granted();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    await ann.join({ room: "board:two" });
    await world.quiet();
    grants.set("ann", "none");
    await world.hub.review({ room: ROOM });
    expect(ann.take("closed")).toMatchObject([{ room: ROOM, code: "auth.revoked" }]);
    expect(bob.take("closed")).toEqual([]);
    ann.change(titled("not here"), { n: 1 });
    ann.change(titled("still here"), { n: 1, room: "board:two" });
    await settle();
    await expect(ann.join()).rejects.toThrow("auth.forbidden");
    expect(await world.log()).toEqual([]);
    expect(await world.log("board:two")).toHaveLength(1);
  });

  test("whose rights are as they were is not disturbed", async () => {
    const { world } = granted();
    const ann = await world.join("ann");
    await world.hub.review({ room: ROOM });
    expect(ann.frames).toEqual([]);
  });

  test("who is still on the way in gets the new ones, whatever was answered before", async () => {
    const answers: ((grant: Grant) => void)[] = [];
    const authorize = () => new Promise<Grant>((resolve) => answers.push(resolve));
    const world = new World({ rooms: [implement(Board, { authorize })] });
    const ann = await world.greet("ann");
    ann.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    await settle();
    await world.hub.review({ user: "ann" });
    answers.shift()?.("write");
    await settle();
    expect(ann.take("joined")).toEqual([]);
    answers.shift()?.("none");
    await settle();
    expect(ann.take("closed")).toMatchObject([{ code: "auth.forbidden" }]);
  });

  test("also where the room was being loaded meanwhile", async () => {
    const { world, grants } = granted();
    const ann = await world.greet("ann");
    const go = world.pause("loadSnapshot");
    ann.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    await settle();
    grants.set("ann", "read");
    await world.hub.review({ room: ROOM });
    go();
    await settle();
    expect(ann.take("joined")).toMatchObject([{ rights: { write: [] } }]);
    expect(ann.take("closed")).toEqual([]);
  });

  test("[R767] [R594] what was said before is told how it came out, what comes after is not taken, and nobody reads on", async () => {
    const { world, grants } = granted();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    world.holds = true;
    ann.change(titled("said"));
    await settle();
    grants.set("ann", { read: ["title"], write: [] });
    const reviewed = world.hub.review({ user: "ann" });
    await settle();
    ann.change(titled("late"));
    bob.change(hidden("psst"));
    await settle();
    await world.release();
    await reviewed;
    expect(ann.heard).not.toContain("psst");
    expect(ann.frames).toMatchObject([
      { type: "entries", list: [], cut: true },
      { type: "entries" },
      { type: "entries" },
      { type: "closed" },
    ]);
    expect(ann.entries()).toMatchObject([{ ack: 1 }, { skip: 1 }]);
    expect(await world.log()).toHaveLength(2);
  });

  test("a disk that does not answer holds it up for half a second", async () => {
    const { world, grants } = granted();
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(titled("said"));
    await settle();
    grants.set("ann", "none");
    const reviewed = world.hub.review({ user: "ann" });
    await world.clock.advance(500);
    await reviewed;
    expect(ann.take("closed")).toMatchObject([{ code: "auth.revoked" }]);
  });

  test("[R768] an authorize that does not answer within a second has taken the rights away, until it does", async () => {
    let isSlow = false;
    const authorize = (): Grant | Promise<Grant> => (isSlow ? new Promise(() => {}) : "write");
    const world = new World({ rooms: [implement(Board, { authorize })] });
    const ann = await world.join("ann");
    isSlow = true;
    const reviewed = world.hub.review({ user: "ann" });
    await world.clock.advance(1000);
    await reviewed;
    expect(ann.take("closed")).toMatchObject([{ code: "auth.unavailable" }]);
    isSlow = false;
    expect(await ann.join()).toMatchObject({ rights: { write: true } });
  });

  test("a room of no kind that there is", async () => {
    await expect(new World().hub.review({ room: "nothing:1" })).rejects.toThrow(
      'no rooms of the kind "nothing"',
    );
  });
});

/** Tokens are `user/number`, made at a minute where the number is one. */
const dated: Authenticate = (token = "") => {
  const [id = "", minute] = token.split("/");
  const user = { id, name: id, color: "#123456" };
  return Number.isNaN(Number(minute)) ? { user } : { user, issued: Number(minute) * MINUTE };
};

describe("[R297] server.revoke ends a user's connections, until they prove anew who they are", () => {
  test("all of them, and nobody else's", async () => {
    const world = new World();
    const [one, two] = [await world.join("one", "ann"), await world.join("two", "ann")];
    const bob = await world.join("bob", "bob");
    await world.hub.revoke("ann");
    for (const peer of [one, two]) {
      expect(peer.take("bye")).toMatchObject([{ code: "auth.ended" }]);
      expect(peer.end).toEqual({ code: 4405, reason: "auth.ended" });
    }
    expect(bob.end).toBeUndefined();
    expect(world.hub.figures.sessions).toBe(1);
  });

  test("[R769] the token they had is refused, another one is not", async () => {
    const world = new World({ authenticate: dated });
    await world.join("ann", "ann/a");
    const gone = await world.join("gone", "ann/b");
    gone.drop();
    await world.hub.revoke("ann");
    expect((await world.greet("ann", "ann/a")).end?.reason).toBe("auth.ended");
    expect((await world.greet("gone", "ann/b")).end?.reason).toBe("auth.ended");
    expect((await world.greet("ann", "ann/c")).take("welcome")).toHaveLength(1);
    expect((await world.greet("bob", "bob/a")).take("welcome")).toHaveLength(1);
  });

  test("[R769] a token from before is refused, whoever has seen it", async () => {
    const world = new World({ authenticate: dated });
    const minute = Math.ceil(world.clock.now() / MINUTE);
    await world.hub.revoke("ann");
    expect((await world.greet("ann", `ann/${minute - 1}`)).end?.reason).toBe("auth.ended");
    expect((await world.greet("ann", `ann/${minute}`)).take("welcome")).toHaveLength(1);
  });

  test("[R769] one that is being looked at counts as from before", async () => {
    const gate = Promise.withResolvers<void>();
    const world = new World({
      authenticate: (...asked) => gate.promise.then(() => byName(...asked)),
    });
    const ann = await world.greet("ann");
    await world.hub.revoke("ann");
    gate.resolve();
    await settle();
    expect(ann.take("welcome")).toEqual([]);
    expect(ann.end?.reason).toBe("auth.ended");
  });

  test("what they said before is kept and told, what comes meanwhile is not taken", async () => {
    const world = new World();
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(titled("said"));
    await settle();
    const revoked = world.hub.revoke("ann");
    ann.change(titled("late"));
    await world.release();
    await revoked;
    expect(ann.frames).toMatchObject([
      { type: "entries", list: [], cut: true },
      { type: "entries" },
      { type: "bye" },
    ]);
    expect(await world.log()).toHaveLength(1);
  });

  test("who is on the way into a room does not get there", async () => {
    const world = new World();
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(titled("said"));
    await settle();
    const go = world.pause("loadSnapshot");
    ann.say({ type: "join", room: "board:two", version: 1, ended: 0 });
    await settle();
    const revoked = world.hub.revoke("ann");
    go();
    await settle();
    await world.release();
    await revoked;
    expect(ann.take("joined")).toEqual([]);
  });
});

test("[R296] [R297] over real sockets, before anything else is answered", async () => {
  const grants = new Map<string, Grant>();
  const rooms = [implement(LiveBoard, { authorize: ({ id }) => grants.get(id) ?? "write" })];
  const { server, url, errors } = await live({ rooms, authenticate: byName });
  const ann = await RawClient.join(url, ROOM, { token: "ann" });
  const bob = await RawClient.join(url, ROOM, { token: "bob" });
  grants.set("ann", "none");
  await server.review({ user: "ann" });
  ann.say({ type: "ping" });
  await ann.next("pong");
  const told = ann.frames.filter(({ type }) => type === "closed");
  expect(told).toMatchObject([{ room: ROOM, code: "auth.revoked" }]);
  await server.revoke("bob");
  bob.say({ type: "ping" });
  expect(await bob.ended).toMatchObject({ close: 4405, bye: { code: "auth.ended" } });
  expect(bob.frames.filter(({ type }) => type === "pong")).toEqual([]);
  await expect(RawClient.greet(url, { token: "bob" })).rejects.toThrow("auth.ended");
  expect(errors).toEqual([]);
});
