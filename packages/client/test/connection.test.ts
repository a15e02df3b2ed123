import { defineRoom } from "@alongside/core";
import { GREETING_BYTES, GREETING_MESSAGES } from "@alongside/core/engine";
import { expect, test, vi } from "vitest";
import { Board } from "./support/board.ts";
import {
  CLIENT,
  LOG,
  person,
  ROOM,
  settled,
  BOARD_SHAPE,
  ScriptedRoom,
} from "./support/scripted-room.ts";

test("[R83] a client says who it is and enters its rooms in the same breath", () => {
  const table = new ScriptedRoom();
  expect(table.link.url).toBe("wss://board.test/live");
  expect(table.link.frames).toEqual([]);
  table.link.open();
  expect(table.link.take()).toEqual([
    {
      type: "hello",
      versions: [2],
      features: ["beat", "feeds", "locks", "look", "past", "series", "to"],
      kinds: ["change", "outcome", "prune", "migration", "version"],
      guest: `${CLIENT}00000000`,
    },
    { type: "join", room: ROOM, version: 3, client: CLIENT, ended: 0, shape: BOARD_SHAPE },
  ]);
  table.welcome();
  expect(table.link.take()).toEqual([]);
  expect(table.page.kept.get("alongside:guest")).toBe(`${CLIENT}00000000`);
  expect(table.client.user.get()?.name).toBe("Ann");
});

test("[R83] a room that was asked for before a welcome that never came is asked for again", async () => {
  const table = new ScriptedRoom();
  table.link.open();
  expect(table.sent()).toEqual(["hello", "join"]);
  table.link.drop();
  table.clock.pass(300);
  table.link.open();
  expect(table.sent()).toEqual(["hello", "join"]);
  table.welcome().join();
  expect(table.room.status.get()).toMatchObject({ name: "live" });
});

test("[R83] of more rooms than a server keeps waiting, the rest enter after the welcome", () => {
  const table = new ScriptedRoom();
  const Small = defineRoom("small", { version: 1, storage: {} });
  for (let i = 0; i < 80; i++) table.client.join(Small, `other-${i}`);
  table.link.open();
  expect(table.link.take()).toHaveLength(1 + GREETING_MESSAGES);
  table.welcome();
  expect(table.link.take()).toHaveLength(81 - GREETING_MESSAGES);
});

test("[R765] where it could not be found out who is calling, the client tries again by itself, later and later", async () => {
  const getToken = vi.fn<() => string>(() => "token");
  const table = new ScriptedRoom({ getToken });
  const waits: number[] = [];
  for (let tries = 0; tries < 4; tries++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await settled();
    table.link.open();
    table.link.say({ type: "bye", code: "auth.unavailable", message: "Not just now" });
    const status = table.client.status.get();
    expect(status).toMatchObject({ code: "auth.unavailable", reason: "Not just now" });
    const wait = (status.retryAt ?? 0) - table.clock.now();
    waits.push(wait);
    table.clock.pass(wait);
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(new Set(waits).size).toBe(4);
  await settled();
  table.welcome().join();
  expect(table.client.status.get()).toEqual({ name: "live" });
});

test("[R457] of more bytes than a server keeps waiting, the rest follows the welcome, in order", () => {
  const table = new ScriptedRoom({ guest: "g".repeat(20_000) });
  for (let i = 0; i < 20; i++) table.client.join(Board, `${i}`.padStart(128, "0"));
  table.link.open();
  const early = table.link.frames.splice(0);
  expect(early.length).toBeLessThan(21);
  expect(early.join("").length).toBeLessThan(GREETING_BYTES);
  // A link that ends meanwhile takes what waited with it.
  table.link.drop();
  table.redial();
  table.welcome();
  const all = table.link.frames.splice(0).map((frame) => JSON.parse(frame) as unknown[]);
  expect(all.map(([tag]) => tag)).toEqual(["h", ...Array<string>(21).fill("j")]);
  expect(new Set(all.map((message) => message[2])).size).toBe(22);
});

test("[R83] each connection gets a fresh token, and no guest's secret", async () => {
  let calls = 0;
  const table = new ScriptedRoom({ getToken: () => Promise.resolve(`token ${++calls}`) });
  expect(table.server.links).toHaveLength(0);
  await settled();
  table.welcome();
  expect(table.link.taken("hello")).toMatchObject([
    { type: "hello", versions: [2], token: "token 1" },
  ]);
  table.link.drop();
  table.clock.pass(300);
  await settled();
  table.welcome();
  expect(table.link.taken("hello")[0]?.token).toBe("token 2");
});

test("[R655, R656] a token that was refused is fetched once more, then the client stays away until asked", async () => {
  const getToken = vi.fn<() => string>(() => "old");
  const table = new ScriptedRoom({ getToken });
  await settled();
  table.welcome().join();
  const refuse = async (): Promise<void> => {
    table.say({ type: "bye", code: "auth.failed", message: "Nobody knows you" });
    table.clock.pass(15_000);
    await settled();
  };
  await refuse();
  expect(getToken).toHaveBeenCalledTimes(2);
  table.link.open();
  await refuse();
  table.clock.pass(600_000);
  await settled();
  expect(getToken).toHaveBeenCalledTimes(2);
  expect(table.client.status.get()).toEqual({
    name: "refused",
    reason: "Nobody knows you",
    code: "auth.failed",
  });
  expect(table.room.status.get()).toMatchObject({ name: "refused", code: "auth.failed" });
  table.client.retry();
  await settled();
  table.welcome();
  expect(table.client.status.get()).toEqual({ name: "live" });
});

test("[R83] a getToken that fails or answers no token is reported and tried again", async () => {
  const answers: (() => string)[] = [
    () => {
      throw new Error("logged out");
    },
    () => "",
    () => "fine",
  ];
  const table = new ScriptedRoom({ getToken: () => (answers.shift() as () => string)() });
  await settled();
  expect(table.client.status.get()).toMatchObject({
    name: "connecting",
    reason: "logged out",
    code: "link.token",
  });
  table.clock.pass(15_000);
  await settled();
  expect(table.errors.map(String)).toEqual([
    "Error: logged out",
    "TypeError: getToken should answer a token, or null where nobody is signed in; got an empty text",
  ]);
  table.clock.pass(15_000);
  await settled();
  expect(table.server.links).toHaveLength(1);
});

test("[R84] a token is renewed before it runs out, by the server's clock, again and again", async () => {
  let calls = 0;
  const table = new ScriptedRoom({ getToken: () => `token ${++calls}` });
  await settled();
  // The server's clock is an hour ahead of the page's.
  const now = table.clock.now() + 3_600_000;
  table.welcome({ now, expires: now + 600_000 }).join();
  table.clock.pass(539_000);
  await settled();
  expect(table.link.taken("auth")).toEqual([]);
  table.clock.pass(1000);
  await settled();
  expect(table.link.taken("auth")).toEqual([{ type: "auth", token: "token 2" }]);
  table.clock.pass(540_000);
  await settled();
  expect(table.link.taken("auth")).toEqual([{ type: "auth", token: "token 3" }]);
});

test("[R82] a link that says nothing is asked after 30 s, and dropped 10 s later", () => {
  const table = ScriptedRoom.live();
  table.clock.pass(30_000);
  expect(table.sent()).toEqual(["ping"]);
  table.server.isAwake = false;
  table.clock.pass(30_001);
  expect(table.link.taken("ping")).toHaveLength(1);
  table.clock.pass(9999);
  expect(table.link.isClosed).toBe(false);
  table.clock.pass(1);
  expect(table.link.isClosed).toBe(true);
  expect(table.room.status.get()).toMatchObject({
    name: "reconnecting",
    reason: "The server does not answer",
  });
});

test("[R82] whoever comes back to the page, or to the network, finds out at once whether the link lives", () => {
  const table = ScriptedRoom.live();
  table.page.happen("focus");
  table.page.happen("visible");
  expect(table.sent()).toEqual(["ping"]);
  table.clock.pass(1);
  table.page.happen("online");
  expect(table.sent()).toEqual(["ping"]);
});

test("[R654] the network's return and a look at the page try again at once", () => {
  const table = ScriptedRoom.live();
  for (const event of ["online", "focus", "visible"] as const) {
    table.link.drop();
    const links = table.server.links.length;
    table.page.happen(event);
    expect(table.server.links).toHaveLength(links + 1);
    table.welcome().resume();
  }
});

test("[R292] hello itself is sent whatever its size, so that the server can say what is wrong with it", async () => {
  const table = new ScriptedRoom({ getToken: () => "t".repeat(30_000) });
  await settled();
  table.link.open();
  await settled();
  expect(table.link.frames).toHaveLength(1);
  expect(table.link.frames[0]).toMatch(/^\["h",.*"t{30000}"\]$/);
});

test("[R81] a dial or a greeting without answer is given up", () => {
  const table = new ScriptedRoom();
  table.clock.pass(5000);
  expect(table.link.isClosed).toBe(true);
  table.clock.pass(300);
  expect(table.server.links).toHaveLength(2);
  table.link.open();
  table.clock.pass(10_000);
  expect(table.link.isClosed).toBe(true);
  expect(table.client.status.get()).toMatchObject({ name: "connecting", code: "link.timeout" });
});

test("[R81] a server that lets in and throws out again is not hammered", () => {
  const table = new ScriptedRoom();
  table.chance = 1;
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map(() => {
    table.welcome();
    table.link.drop(4431, "limit.slow-reader");
    const since = table.clock.now();
    table.redial();
    return table.clock.now() - since;
  });
  expect(waits).toEqual([600, 1200, 2400, 4800, 5000, 5000, 5000, 5000]);
});

test("[R85] a frame that is not of the protocol costs the connection, and is reported once", () => {
  const table = ScriptedRoom.live();
  table.link.raw("<html>502 Bad Gateway</html>");
  expect(table.errors.map(String)).toEqual([
    "BadMessage: A frame should be JSON with a tag, got <html>502 Bad Gateway</html>",
  ]);
  expect(table.link.isClosed).toBe(true);
  expect(table.room.status.get().name).toBe("reconnecting");
  table.redial();
  table.welcome();
  expect(table.link.taken("join")).toMatchObject([{ last: { ...LOG, seq: 0, at: 0 }, mark: "m" }]);
});

test("[R446] a message of a newer server is passed over", () => {
  const table = ScriptedRoom.live();
  table.link.raw('["z",1]');
  table.link.raw('["t",99,[],[]]');
  expect(table.errors).toEqual([]);
  expect(table.room.status.get().name).toBe("live");
});

test("[R83] what an earlier connection still says is passed over", () => {
  const table = ScriptedRoom.live();
  const old = table.link;
  old.drop();
  table.redial();
  table.welcome().resume();
  old.say({ type: "bye", code: "limit.slow-reader", message: "" });
  old.drop();
  expect(table.room.status.get().name).toBe("live");
  expect(table.server.links).toHaveLength(2);
});

test("[R98] the status tells where the way to the server stands", () => {
  const table = new ScriptedRoom();
  expect(table.client.status.get()).toEqual({ name: "connecting" });
  table.welcome();
  expect(table.client.status.get()).toEqual({ name: "live" });
  table.clock.pass(5000);
  table.link.drop(1012, "server.stopping");
  expect(table.client.status.get()).toEqual({
    name: "reconnecting",
    code: "server.stopping",
    reason: "The server closed the connection: server.stopping",
    retryAt: table.clock.now() + 150,
  });
  table.page.online = false;
  table.page.happen("offline");
  expect(table.client.status.get().name).toBe("offline");
  table.page.happen("online");
  table.welcome();
  expect(table.client.status.get().name).toBe("live");
  for (let i = 0; i < 3; i++) {
    table.link.drop();
    table.redial();
  }
  expect(table.client.status.get().name).toBe("reconnecting");
  table.link.drop();
  expect(table.client.status.get()).toMatchObject({
    name: "offline",
    reason: "wss://board.test/live could not be reached",
    code: "link.unreachable",
  });
});

test("[R100] without rooms there is no connection, and nothing is watched", () => {
  const table = ScriptedRoom.live();
  expect(table.page.listeners).toBeGreaterThan(0);
  table.room.leave();
  table.clock.pass(0);
  expect(table.sent()).toEqual(["leave"]);
  expect(table.link.isClosed).toBe(true);
  expect(table.client.status.get()).toEqual({ name: "idle" });
  expect(table.page.listeners).toBe(0);
  expect(table.clock.timers).toBe(0);
});

test("[R109] a closed client says so", async () => {
  const table = ScriptedRoom.live();
  const { committed } = table.room.update((doc) => doc.votes.add());
  table.client.close();
  await expect(committed).rejects.toMatchObject({ code: "client.closed" });
  expect(table.room.status.get()).toMatchObject({ name: "refused", code: "client.closed" });
  expect(table.page.isHeld).toBe(false);
  expect(table.clock.timers).toBe(0);
  expect(() => table.client.join(Board, "r")).toThrow("This client was closed; make a new one");
  expect(() => table.room.update(() => undefined)).toThrow("The room board:r was left");
});

test("[R306] an onError that throws breaks nothing", () => {
  const console = vi.spyOn(globalThis.console, "error").mockImplementation(() => {});
  const thrown = new Error("even this");
  const table = ScriptedRoom.live({
    onError: () => {
      throw thrown;
    },
  });
  const heard: number[] = [];
  const planted = new Error("planted");
  table.room.subscribe(() => {
    throw planted;
  });
  table.room.subscribe(() => heard.push(1));
  table.room.others.subscribe(() => {
    throw planted;
  });
  table.commit({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] });
  table.tick([person("bob")]);
  expect(heard).toEqual([1]);
  expect(table.room.others.get()).toHaveLength(1);
  expect(table.client.status.get()).toEqual({ name: "live" });
  expect(console).toHaveBeenCalledWith(thrown, planted);
  console.mockRestore();
});

test("[R306] a transport that throws costs the link, and what was sent is sent again", () => {
  const table = ScriptedRoom.live();
  const broken = new Error("a broken transport");
  const { link } = table;
  const push = vi.spyOn(link.frames, "push").mockImplementation(() => {
    throw broken;
  });
  table.room.update((doc) => void (doc.title = "kept"));
  expect(table.state.title).toBe("kept");
  expect(table.errors).toEqual([broken]);
  table.clock.pass(0);
  push.mockRestore();
  expect(table.client.status.get().name).toBe("reconnecting");
  table.clock.pass(300);
  table.welcome().resume();
  expect(table.link.taken("change")).toMatchObject([{ n: 1 }]);
});
