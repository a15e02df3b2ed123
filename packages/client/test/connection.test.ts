import { GREETING_BYTES, GREETING_MESSAGES } from "@alongside/core";
import { expect, test, vi } from "vitest";
import { createClient } from "../src/index.ts";
import { Board } from "./support/board.ts";
import { FakePage } from "./support/fake-page.ts";
import { CLIENT, person, ROOM, settled, Table } from "./support/table.ts";

test("[R83] a client says who it is and enters its rooms in the same breath", () => {
  const table = new Table();
  expect(table.link.url).toBe("wss://board.test/live");
  expect(table.link.frames).toEqual([]);
  table.link.open();
  expect(table.link.take()).toEqual([
    { type: "hello", versions: [1], client: CLIENT, guest: `${CLIENT}00000000` },
    { type: "join", room: ROOM, version: 3, after: 0, ended: 0 },
  ]);
  table.welcome();
  expect(table.link.take()).toEqual([]);
  expect(table.page.kept.get("alongside:guest")).toBe(`${CLIENT}00000000`);
  expect(table.client.user.get()?.name).toBe("Ann");
});

test("[R83] a room that was asked for before a welcome that never came is asked for again", async () => {
  const table = new Table();
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
  const table = new Table();
  for (let i = 0; i < 80; i++) table.client.join(Board, `other-${i}`);
  table.link.open();
  expect(table.link.take()).toHaveLength(1 + GREETING_MESSAGES);
  table.welcome();
  expect(table.link.take()).toHaveLength(81 - GREETING_MESSAGES);
});

test("[R290] where it could not be found out who is calling, the client tries again by itself, later and later", async () => {
  const getToken = vi.fn<() => string>(() => "token");
  const table = new Table({ getToken });
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

test("[R292] of more bytes than a server keeps waiting, the rest follows the welcome, in order", () => {
  const table = new Table({ guest: "g".repeat(20_000) });
  for (let i = 0; i < 20; i++) table.client.join(Board, `${i}`.padStart(128, "0"));
  table.link.open();
  const early = table.link.take();
  expect(early.length).toBeLessThan(21);
  expect(JSON.stringify(early).length).toBeLessThan(GREETING_BYTES);
  // A link that ends meanwhile takes what waited with it.
  table.link.drop();
  table.redial();
  table.welcome();
  const all = table.link.take();
  expect(all.map(({ type }) => type)).toEqual(["hello", ...Array<string>(21).fill("join")]);
  expect(new Set(all.map((message) => "room" in message && message.room)).size).toBe(22);
});

test("[R83] each connection gets a fresh token, and no guest's secret", async () => {
  let calls = 0;
  const table = new Table({ getToken: () => Promise.resolve(`token ${++calls}`) });
  expect(table.server.links).toHaveLength(0);
  await settled();
  table.welcome();
  expect(table.link.taken("hello")).toEqual([
    { type: "hello", versions: [1], client: CLIENT, token: "token 1" },
  ]);
  table.link.drop();
  table.clock.pass(300);
  await settled();
  table.welcome();
  expect(table.link.taken("hello")[0]?.token).toBe("token 2");
});

test("[R83] a token that was refused is fetched once more, then the client stays away until asked", async () => {
  const getToken = vi.fn<() => string>(() => "old");
  const table = new Table({ getToken });
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
  const table = new Table({ getToken: () => (answers.shift() as () => string)() });
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

test("[R354] a getToken that fails for ever is told of once, and again after it has worked", async () => {
  let isDown = true;
  const getToken = (): string => {
    if (isDown) throw new Error("no network");
    return "fine";
  };
  const table = new Table({ getToken });
  const retries = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await settled();
      table.clock.pass(15_000);
    }
    await settled();
  };
  await retries();
  expect(table.errors.map(String)).toEqual(["Error: no network"]);
  expect(table.client.status.get()).toMatchObject({ code: "link.token", reason: "no network" });
  isDown = false;
  table.client.retry();
  await settled();
  table.welcome();
  isDown = true;
  table.link.drop();
  await retries();
  expect(table.errors.map(String)).toEqual(["Error: no network", "Error: no network"]);
});

test("[R354] a getToken that answers null says that nobody is signed in: nothing is tried until retry", async () => {
  const tokens: (string | null)[] = [null, "ann's", null];
  const getToken = vi.fn<() => string | null>(() => tokens.shift() ?? null);
  const table = new Table({ getToken });
  const ready = table.room.ready.catch((error: unknown) => error);
  await settled();
  table.clock.pass(600_000);
  await settled();
  expect(getToken).toHaveBeenCalledTimes(1);
  const signedOut = {
    name: "refused",
    code: "auth.signed-out",
    reason: "Nobody is signed in: getToken answered null",
  };
  expect(table.client.status.get()).toEqual(signedOut);
  expect(await ready).toMatchObject({ code: "auth.signed-out" });
  table.client.retry();
  await settled();
  const now = table.clock.now();
  table.welcome({ now, expires: now + 600_000 }).join();
  const { committed } = table.room.update((doc) => void (doc.title = "kept"));
  // Signed out in another tab: the token is not renewed, and what was done here waits.
  table.clock.pass(540_000);
  await settled();
  expect(table.link.isClosed).toBe(true);
  expect(table.room.status.get()).toMatchObject({ ...signedOut, pending: 1 });
  expect(table.errors).toEqual([]);
  tokens.push("ann's again");
  table.client.retry();
  await settled();
  table.welcome().resume();
  table.ack(1);
  await committed;
});

test("[R351] a link that is half open is noticed 8 s after a change that nobody answers", () => {
  const table = Table.live();
  table.server.isAwake = false;
  table.room.update((doc) => void (doc.title = "lost?"));
  table.clock.pass(3999);
  expect(table.link.taken("ping")).toHaveLength(0);
  table.clock.pass(10);
  expect(table.link.taken("ping")).toHaveLength(1);
  table.clock.pass(4000);
  expect(table.link.isClosed).toBe(true);
  expect(table.room.status.get()).toMatchObject({ code: "link.silent", pending: 1 });
  table.server.isAwake = true;
  table.redial();
  table.welcome().resume();
  expect(table.link.taken("change")).toMatchObject([{ n: 1 }]);
});

test("[R351] a server that is slow to answer changes and answers pings is kept", () => {
  const table = Table.live();
  table.room.update((doc) => void (doc.title = "slow"));
  table.clock.pass(60_000);
  expect(table.link.isClosed).toBe(false);
  expect(table.link.taken("ping").length).toBeGreaterThan(5);
  table.ack(1);
  table.clock.pass(4000);
  table.link.take();
  table.clock.pass(25_000);
  expect(table.link.taken("ping")).toHaveLength(0);
});

test("[R351] while a room is on its way, which may take long, answers behind it are waited for", () => {
  const table = Table.live();
  table.client.join(Board, "large");
  table.room.update((doc) => void (doc.title = "behind it"));
  table.clock.pass(20_000);
  expect(table.link.taken("ping")).toHaveLength(0);
});

test("[R352] what answers there and is not Alongside is named, once", () => {
  const table = new Table();
  const tellsOf = (answer: string): void => {
    const reason = `There is no Alongside server at wss://board.test/live: what is there answered ${answer}`;
    expect(table.client.status.get()).toMatchObject({
      code: "link.not-alongside",
      reason,
    });
    expect(table.errors.map((error) => (error as Error).message)).toContain(reason);
    table.redial();
  };
  table.link.drop(1006, "", "404 Not Found");
  tellsOf("404 Not Found");
  table.link.open();
  table.link.raw("Welcome to echo");
  tellsOf('"Welcome to echo"');
  table.link.open();
  table.link.drop(1008, "Say who you are.");
  tellsOf('a WebSocket that it closed with 1008 "Say who you are."');
  table.link.drop(1006, "", "404 Not Found");
  tellsOf("404 Not Found");
  expect(table.errors).toHaveLength(3);
});

test("[R352] what cannot be reached was never lost", () => {
  const table = new Table();
  table.link.drop();
  expect(table.client.status.get()).toMatchObject({
    name: "connecting",
    code: "link.unreachable",
    reason: "wss://board.test/live could not be reached",
  });
  table.redial();
  table.link.drop(1006, "", "502 Bad Gateway");
  expect(table.client.status.get()).toMatchObject({
    code: "link.unreachable",
    reason: "wss://board.test/live answered 502 Bad Gateway",
  });
  table.redial();
  table.welcome();
  table.link.drop();
  expect(table.client.status.get()).toMatchObject({
    code: "link.lost",
    reason: "The connection was lost",
  });
  expect(table.errors).toEqual([]);
});

test("[R84] a token is renewed before it runs out, by the server's clock, again and again", async () => {
  let calls = 0;
  const table = new Table({ getToken: () => `token ${++calls}` });
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
  const table = Table.live();
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
  const table = Table.live();
  table.page.happen("focus");
  table.page.happen("visible");
  expect(table.sent()).toEqual(["ping"]);
  table.clock.pass(1);
  table.page.happen("online");
  expect(table.sent()).toEqual(["ping"]);
});

test("[R81] the network's return and a look at the page try again at once", () => {
  const table = Table.live();
  for (const event of ["online", "focus", "visible"] as const) {
    table.link.drop();
    const links = table.server.links.length;
    table.page.happen(event);
    expect(table.server.links).toHaveLength(links + 1);
    table.welcome().resume();
  }
});

test("[R292] hello itself is sent whatever its size, so that the server can say what is wrong with it", async () => {
  const table = new Table({ getToken: () => "t".repeat(30_000) });
  await settled();
  table.link.open();
  await settled();
  expect(table.link.take().map(({ type }) => type)).toEqual(["hello"]);
});

test("[R81] a dial or a greeting without answer is given up", () => {
  const table = new Table();
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
  const table = new Table();
  table.chance = 1;
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map(() => {
    table.welcome();
    table.link.drop(4431, "limit.slow-reader");
    const since = table.clock.now();
    table.redial();
    return table.clock.now() - since;
  });
  expect(waits).toEqual([600, 1200, 2400, 4800, 9600, 15_000, 15_000, 15_000]);
});

test("[R85] a frame that is not of the protocol costs the connection, and is reported once", () => {
  const table = Table.live();
  table.link.raw("<html>502 Bad Gateway</html>");
  expect(table.errors.map(String)).toEqual([
    "BadMessage: A frame should be JSON with a type, got <html>502 Bad Gateway</html>",
  ]);
  expect(table.link.isClosed).toBe(true);
  expect(table.room.status.get().name).toBe("reconnecting");
  table.redial();
  table.welcome();
  expect(table.link.taken("join")).toMatchObject([{ after: 0, mark: "m" }]);
});

test("[R85] a message of a newer server is passed over", () => {
  const table = Table.live();
  table.link.raw('{"type":"fireworks","room":"board:r"}');
  table.link.raw('{"type":"tick","room":"board:elsewhere","people":[],"gone":[]}');
  expect(table.errors).toEqual([]);
  expect(table.room.status.get().name).toBe("live");
});

test("[R83] what an earlier connection still says is passed over", () => {
  const table = Table.live();
  const old = table.link;
  old.drop();
  table.redial();
  table.welcome().resume();
  old.say({ type: "bye", code: "session.replaced", message: "" });
  old.drop();
  expect(table.room.status.get().name).toBe("live");
  expect(table.server.links).toHaveLength(2);
});

test("[R98] the status tells where the way to the server stands", () => {
  const table = new Table();
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

test("[R350] a path is on the page's own host, and http is taken for ws", () => {
  expect(new Table({ url: "./live?team=1#top" }).link.url).toBe("wss://board.test/live?team=1");
  expect(new Table({ url: "https://else.test/x" }).link.url).toBe("wss://else.test/x");
  expect(new Table({ url: "http://else.test:4000/x" }).link.url).toBe("ws://else.test:4000/x");
});

test.each<[given: unknown, hint: string]>([
  [undefined, "got undefined"],
  [null, "got null"],
  [5350, "got 5350"],
  ["", 'got ""'],
  ["wss://", 'got "wss://"'],
  ["ftp://board.test/live", 'got "ftp://board.test/live"'],
  [
    "localhost:5350/live",
    '"localhost:5350/live"; is "wss://localhost:5350/live" meant, or "ws://localhost:5350/live"?',
  ],
  ["board.test/live", 'is "wss://board.test/live" meant'],
  ["live", 'got "live"'],
])("[R350] a url that can never be connected to throws at once: %j", (given, hint) => {
  const options = { url: given as string, environment: new FakePage() };
  expect(() => createClient(options)).toThrow(TypeError);
  expect(() => createClient(options)).toThrow('"/live" on the page\'s own host; got');
  expect(() => createClient(options)).toThrow(hint);
});

test("[R350] on a page without a host a path is refused with the page", () => {
  const environment = new FakePage();
  environment.location = "file:///home/ann/board.html";
  expect(() => createClient({ url: "/live", environment })).toThrow(
    'the page "file:///home/ann/board.html" has no host',
  );
});

test("[R350] where there is no page, a client with a path can be made, and join says what is missing", () => {
  const client = createClient({ url: "/live" });
  expect(client.status.get()).toEqual({ name: "idle" });
  expect(() => client.join(Board, "r")).toThrow(
    'board:r cannot be joined here: "/live" is on a page\'s own host, and there is no page.',
  );
  client.close();
});

test("[R100] without rooms there is no connection, and nothing is watched", () => {
  const table = Table.live();
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
  const table = Table.live();
  const { committed } = table.room.update((doc) => doc.votes.add());
  table.client.close();
  await expect(committed).rejects.toMatchObject({ code: "client.closed" });
  expect(table.room.status.get()).toMatchObject({ name: "refused", code: "client.closed" });
  expect(table.page.isHeld).toBe(false);
  expect(table.clock.timers).toBe(0);
  expect(() => table.client.join(Board, "r")).toThrow("The client was closed");
  expect(() => table.room.update(() => undefined)).toThrow("The room board:r was left");
});

test("[R306] an onError that throws breaks nothing", () => {
  const console = vi.spyOn(globalThis.console, "error").mockImplementation(() => {});
  const thrown = new Error("even this");
  const table = Table.live({
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
  const table = Table.live();
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
