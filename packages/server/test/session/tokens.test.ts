import { Refused } from "@alongside/core";
import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import type { Grant } from "../../src/room/rights.ts";
import type { Authenticate } from "../../src/session/wire.ts";
import { Board, hidden, ROOM, titled } from "../room/board.ts";
import { settle, TestClock } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

const MINUTE = 60_000;

/** A token is `user` or `user/minutes`, for which it is good. */
function expiring(clock: TestClock): Authenticate {
  return (token = "") => {
    const [id = "", minutes] = token.split("/");
    if (id === "") throw new Refused("auth.failed", "No token");
    const user = { id, name: id, color: "#123456" };
    return minutes === undefined
      ? { user }
      : { user, expires: clock.now() + Number(minutes) * MINUTE };
  };
}

function expiringWorld(): World {
  const clock = new TestClock();
  return new World({ clock, authenticate: expiring(clock) });
}

test("a token that runs out ends the connection", async () => {
  const world = expiringWorld();
  const ann = await world.greet("ann", "ann/5");
  expect(ann.take("welcome")).toMatchObject([
    { now: world.clock.now(), expires: world.clock.now() + 5 * MINUTE },
  ]);
  await ann.join();
  await world.clock.advance(5 * MINUTE - 1);
  expect(ann.end).toBeUndefined();
  await world.clock.advance(1);
  expect(ann.take("bye")).toMatchObject([{ code: "auth.expired" }]);
  expect(ann.end).toEqual({ code: 4402, reason: "auth.expired" });
});

test("a fresh one in time lets it live on, for as long as that is good", async () => {
  const world = expiringWorld();
  const ann = await world.join("ann", "ann/5");
  await world.clock.advance(4 * MINUTE);
  ann.say({ type: "auth", token: "ann/5" });
  await world.clock.advance(4 * MINUTE);
  expect(ann.end).toBeUndefined();
  await world.clock.advance(MINUTE);
  expect(ann.end?.reason).toBe("auth.expired");
});

test("one that does not run out ends the waiting", async () => {
  const world = expiringWorld();
  const ann = await world.join("ann", "ann/5");
  ann.say({ type: "auth", token: "ann" });
  await world.clock.advance(1000 * MINUTE);
  expect(ann.end).toBeUndefined();
});

test("one that is good for longer than a timer can wait does not end early", async () => {
  const world = expiringWorld();
  const days = 24 * 60;
  const ann = await world.join("ann", `ann/${60 * days}`);
  await world.clock.advance(59 * days * MINUTE);
  expect(ann.end).toBeUndefined();
  await world.clock.advance(days * MINUTE);
  expect(ann.end?.reason).toBe("auth.expired");
});

test("one that has run out already is of no use", async () => {
  const world = expiringWorld();
  const ann = await world.greet("ann", "ann/-1");
  await world.clock.advance(0);
  expect(ann.end?.reason).toBe("auth.expired");
});

test.each([
  ["is another user's", "bob", "auth.failed"],
  ["is refused", "/5", "auth.failed"],
])("a fresh token that %s ends the connection", async (_, token, code) => {
  const world = expiringWorld();
  const ann = await world.join("ann", "ann/5");
  ann.say({ type: "auth", token });
  await settle();
  expect(ann.end).toEqual({ code: 4401, reason: code });
});

test.each([
  [
    "with a message of its own",
    new Refused("auth.failed", "Ask your admin"),
    4401,
    "Ask your admin",
  ],
  ["with a code that says retry", new Refused("auth.unavailable", "Busy"), 4503, "Busy"],
  ["with a code of its own", new Refused("club.full", "No place left"), 4401, "No place left"],
])("[R290] authenticate may refuse %s", async (_, error, close, message) => {
  const world = new World({
    authenticate: () => {
      throw error;
    },
  });
  const ann = await world.greet("ann");
  expect(ann.frames).toMatchObject([{ type: "bye", message }]);
  expect(ann.end?.code).toBe(close);
  expect(world.hub.figures.sessions).toBe(0);
});

test("who does not say hello in time is let go", async () => {
  const world = new World({ limits: { authenticateMs: 1000 } });
  const silent = world.connect("silent");
  await world.clock.advance(1000);
  expect(silent.end).toEqual({ code: 4408, reason: "auth.timeout" });
  const ann = await world.join("ann");
  await world.clock.advance(5000);
  expect(ann.end).toBeUndefined();
});

test("a fresh token for the same rights disturbs nothing", async () => {
  const world = new World();
  const ann = await world.join("ann");
  ann.say({ type: "auth", token: "ann" });
  await settle();
  expect(ann.frames).toEqual([]);
});

test.each([
  [
    "fewer keys to read",
    { read: ["title"], write: ["title"] },
    { rights: { read: ["title"], write: ["title"] } },
  ],
  ["nothing to write", "read", { rights: { read: true, write: [] } }],
] as const)(
  "a fresh token that gives %s: the room is entered again with them",
  async (_, fewer, joined) => {
    let grant: Grant = "write";
    const rooms = [implement(Board, { authorize: ({ id }) => (id === "ann" ? grant : "write") })];
    const world = new World({ rooms });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    await ann.join({ room: "board:two" });
    await world.quiet();
    grant = fewer;
    ann.say({ type: "auth", token: "ann" });
    // What was on its way is not written, and what the others write is not told.
    ann.change(titled("late"), { n: 1 });
    await settle();
    ann.change(titled("later"), { n: 2 });
    bob.change(hidden("psst"));
    await settle();
    const closed = ann.take("closed").map(({ room, code }) => `${room} ${code}`);
    expect(closed.toSorted()).toEqual([`${ROOM} auth.revoked`, "board:two auth.revoked"]);
    expect(ann.heard).not.toContain("psst");
    expect(ann.end).toBeUndefined();
    expect(await ann.join()).toMatchObject(joined);
    expect(JSON.stringify(await world.log())).not.toContain("later");
  },
);

test("a fresh token without a right to the room ends there", async () => {
  let grant: Grant = "write";
  const world = new World({ rooms: [implement(Board, { authorize: () => grant })] });
  const ann = await world.join("ann");
  grant = "none";
  ann.say({ type: "auth", token: "ann" });
  await settle();
  expect(ann.take("closed")).toMatchObject([{ code: "auth.revoked" }]);
  await expect(ann.join()).rejects.toThrow("auth.forbidden");
});

test("who joins again while rights are looked at keeps the new seat", async () => {
  let grant: Grant = "write";
  const answers: (() => void)[] = [];
  let slow = false;
  const authorize = async (): Promise<Grant> => {
    if (slow) await new Promise<void>((resolve) => answers.push(resolve));
    return grant;
  };
  const world = new World({ rooms: [implement(Board, { authorize })] });
  const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
  [slow, grant] = [true, "read"];
  ann.say({ type: "auth", token: "ann" });
  await settle();
  slow = false;
  expect(await ann.join()).toMatchObject({ rights: { write: [] } });
  for (const answer of answers) answer();
  await settle();
  expect(ann.take("closed")).toEqual([]);
  ann.say({ type: "presence", room: ROOM, set: { note: "here" } });
  await world.clock.advance(100);
  expect(JSON.stringify(bob.take("tick"))).toContain("here");
});

test("what somebody is called now is told to the others when they come back", async () => {
  let name = "Ann";
  const world = new World({
    authenticate: (id = "") => ({ user: { id, name, color: "#123456" } }),
  });
  const [ann, bob] = [await world.join("ann", "ann"), await world.join("bob", "bob")];
  ann.drop();
  name = "Dr. Ann";
  await (await world.greet("ann", "ann")).join();
  await settle();
  expect(bob.take("tick")).toMatchObject([
    { people: [{ client: ann.client, user: { name: "Dr. Ann" } }], gone: [] },
  ]);
});
