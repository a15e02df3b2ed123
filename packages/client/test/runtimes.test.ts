import { createServer, type ServerOptions } from "@alongside/server";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { type Client, createClient, type TransportName } from "../src/index.ts";
import { Board } from "./support/board.ts";
import { person, ScriptedRoom } from "./support/scripted-room.ts";

afterEach(() => vi.unstubAllGlobals());

async function serve(options: Partial<ServerOptions> = {}): Promise<string> {
  const server = createServer({ rooms: [Board], log: () => undefined, ...options });
  onTestFinished(() => server.close());
  const { url } = await server.listen(0);
  return `${url}/live`;
}

function open(url: string, transports?: readonly TransportName[]): Client {
  const client = createClient({ url, ...(transports && { transports }) });
  onTestFinished(() => client.close());
  return client;
}

const ITERATOR = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object;

/** What Node has learned since 20. */
const LATER: readonly (readonly [owner: object, name: string])[] = [
  [Promise, "withResolvers"],
  [Promise, "try"],
  [Map, "groupBy"],
  [Object, "groupBy"],
  [Array, "fromAsync"],
  [globalThis, "Iterator"],
  ...["map", "filter", "flatMap", "take", "drop", "some", "every", "find", "toArray", "reduce"].map(
    (name) => [ITERATOR, name] as const,
  ),
  ...["union", "intersection", "difference", "isSubsetOf", "isSupersetOf", "isDisjointFrom"].map(
    (name) => [Set.prototype, name] as const,
  ),
];

function withoutLater(fn: () => void): void {
  const kept = LATER.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));
  for (const [owner, name] of LATER) Reflect.deleteProperty(owner, name);
  try {
    fn();
  } finally {
    for (const [i, [owner, name]] of LATER.entries()) {
      const descriptor = kept[i];
      if (descriptor !== undefined) Object.defineProperty(owner, name, descriptor);
    }
  }
}

test("[R375] a room works with what the language had in 2023", () => {
  let seen: unknown;
  withoutLater(() => {
    const table = ScriptedRoom.live();
    table.room.update((doc) => doc.votes.add(2));
    table.tick([person("bobsclient000", "bob")]);
    seen = [table.state.votes, table.room.people.get().map(({ user }) => user.id)];
  });
  expect(seen).toEqual([2, ["bob"]]);
});

test("[R376] without WebSockets, as in Node 20, a room works over fetch", async () => {
  const url = await serve();
  vi.stubGlobal("WebSocket", undefined);
  const [ann, bob] = [open(url).join(Board, "r"), open(url).join(Board, "r")];
  await Promise.all([ann.ready, bob.ready]);
  await ann.update((doc) => doc.votes.add(2)).committed;
  await expect.poll(() => bob.get()?.votes).toBe(2);
});

test("[R376] without fetch, as in jsdom, a room works over a WebSocket", async () => {
  const url = await serve();
  vi.stubGlobal("fetch", undefined);
  const client = open(url, ["stream", "websocket"]);
  await client.join(Board, "r").ready;
  expect(client.status.get()).toEqual({ name: "live" });
});

test("[R588] where no transport is left, join says what is missing, and a client can be made all the same", () => {
  vi.stubGlobal("WebSocket", undefined);
  const client = open("wss://example.test/live", ["websocket"]);
  expect(() => client.join(Board, "r")).toThrow(
    "board:r cannot be joined here: there is no global WebSocket or fetch for the transports websocket",
  );
  expect(client.status.get()).toEqual({ name: "idle" });
});

test("[R756] a path is on the page's own host in a page's workers too, which have no window", () => {
  const dialed: string[] = [];
  class Socket extends EventTarget {
    constructor(url: string) {
      super();
      dialed.push(url);
    }
    close(): void {}
  }
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("location", new URL("https://board.test/worker.js"));
  open("/live").join(Board, "r");
  expect(dialed).toEqual(["wss://board.test/live"]);
});

test("[R379] where answers of fetch have no body to be read as it comes, polling reads them whole", async () => {
  const url = await serve();
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", async (...given: Parameters<typeof fetch>) => {
    const response = await fetch(...given);
    const { ok, status, statusText, headers } = response;
    return { ok, status, statusText, headers, text: () => response.text() };
  });
  const [ann, bob] = [open(url, ["polling"]), open(url)].map((client) => client.join(Board, "r"));
  await Promise.all([ann?.ready, bob?.ready]);
  await bob?.update((doc) => doc.votes.add(2)).committed;
  await expect.poll(() => ann?.get()?.votes).toBe(2);
});
