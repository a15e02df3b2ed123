import { expect, test, vi } from "vitest";
import { createClient } from "../src/index.ts";
import { Board } from "./support/board.ts";
import { FakePage } from "./support/fake-page.ts";
import { settled, ScriptedRoom } from "./support/scripted-room.ts";

test("[R756] a path is on the page's own host, and http is taken for ws", () => {
  expect(new ScriptedRoom({ url: "./live?team=1#top" }).link.url).toBe(
    "wss://board.test/live?team=1",
  );
  expect(new ScriptedRoom({ url: "https://else.test/x" }).link.url).toBe("wss://else.test/x");
  expect(new ScriptedRoom({ url: "http://else.test:4000/x" }).link.url).toBe(
    "ws://else.test:4000/x",
  );
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

test("[R757] where there is no page, a client with a path can be made, and join says what is missing", () => {
  const client = createClient({ url: "/live" });
  expect(client.status.get()).toEqual({ name: "idle" });
  expect(() => client.join(Board, "r")).toThrow(
    'board:r cannot be joined here: "/live" is on a page\'s own host, and there is no page.',
  );
  client.close();
});

test("[R354] a getToken that fails for ever is told of once, and again after it has worked", async () => {
  let isDown = true;
  const getToken = (): string => {
    if (isDown) throw new Error("no network");
    return "fine";
  };
  const table = new ScriptedRoom({ getToken });
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

test("[R762] a getToken that answers null says that nobody is signed in: nothing is tried until retry", async () => {
  const tokens: (string | null)[] = [null, "ann's", null];
  const getToken = vi.fn<() => string | null>(() => tokens.shift() ?? null);
  const table = new ScriptedRoom({ getToken });
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
  const table = ScriptedRoom.live();
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

test("[R759] a server that is slow to answer changes and answers pings is kept", () => {
  const table = ScriptedRoom.live();
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

test("[R758] while a room is on its way, which may take long, answers behind it are waited for", () => {
  const table = ScriptedRoom.live();
  table.client.join(Board, "large");
  table.room.update((doc) => void (doc.title = "behind it"));
  table.clock.pass(20_000);
  expect(table.link.taken("ping")).toHaveLength(0);
});

test("[R352] what answers there and is not Alongside is named, once", () => {
  const table = new ScriptedRoom();
  const tellsOf = (answer: string): void => {
    const reason = `There is no Alongside server at wss://board.test/live: what is there answered ${answer}`;
    expect(table.client.status.get()).toMatchObject({
      code: "link.not-alongside",
      reason,
    });
    expect(table.errors.map((error) => (error as Error).message)).toContain(
      `${reason} (docs/errors.md#link.not-alongside)`,
    );
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

test("[R760] what cannot be reached was never lost", () => {
  const table = new ScriptedRoom();
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
