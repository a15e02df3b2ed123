// First: it has to watch the process before the packages are loaded.
import { trace } from "./trace.ts";
import { openText } from "@alongside/client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Hop, type Journey, listing, tooLong } from "./listing.ts";
import { type BoardRoom, Journeys, quiet } from "./world.ts";

const world = new Journeys();
const journeys: Journey[] = [];

/** Ada writes, Ben watches over a WebSocket, Cleo by asking again and again, and Dan comes later. */
let ada: BoardRoom;

/** Makes a journey, and notes which functions it passes. Returns the hops that pass too many. */
async function journey(
  title: string,
  make: () => unknown,
  hops: readonly Hop[],
): Promise<readonly string[]> {
  await quiet();
  trace.clear();
  await make();
  const points = await vi.waitFor(() => trace.along(hops), { timeout: 20_000 });
  const made = { title, hops, points };
  journeys.push(made);
  return tooLong(made);
}

beforeAll(async () => {
  await world.start();
  ada = world.join(world.open("Ada", "websocket"));
  await ada.ready;
  const ben = world.join(world.open("Ben", "websocket"));
  await ben.ready;
  ada.rejected.subscribe(() => trace.note("Ada hears"));
  ben.subscribe(() => trace.note("Ben hears"));
  ben.others.subscribe(() => trace.note("Ben sees"));
  openText(ben, (doc) => doc.page).observe(() => trace.note("Ben reads"));
});

afterAll(() => world.stop());

const KEPT: Hop = {
  point: "later",
  through: "room/log-writer",
  words: "The server takes and judges the change, and keeps it for the next append.",
};
const APPENDED: Hop = { point: "store.append", words: "What was kept is appended." };

test("a change to the other page", async () => {
  const long = await journey(
    "A change to the other page",
    () => ada.update((doc) => void doc.shapes.push({ color: "red" })),
    [
      { point: "Ada sends", words: "The app changes the room, and a frame goes out." },
      KEPT,
      APPENDED,
      { point: "server to Ben", words: "It is durable, and goes to everybody else." },
      { point: "Ben hears", words: "The other page applies it and tells the app." },
    ],
  );
  expect(long).toEqual([]);
});

test("a text edit", async () => {
  const shared = openText(ada, (doc) => doc.page);
  const long = await journey("A text edit", () => shared.edit(["hello"]), [
    { point: "Ada sends", words: "The editor hands on a key, and a frame goes out." },
    KEPT,
    APPENDED,
    { point: "server to Ben", words: "It is durable, and goes to everybody else." },
    {
      point: "Ben reads",
      words: "The other page moves it over its own edits and tells its editor.",
    },
  ]);
  expect(long).toEqual([]);
});

test("presence", async () => {
  const long = await journey("Presence", () => ada.presence.set({ cursor: { x: 1, y: 2 } }), [
    { point: "Ada sends", words: "The app says where the cursor is, and a frame goes out." },
    { point: "later", through: "room/people", words: "The server keeps it for the next tick." },
    { point: "server to Ben", words: "The tick tells everybody else." },
    { point: "Ben sees", words: "The other page tells the app." },
  ]);
  expect(long).toEqual([]);
});

test("a refusal", async () => {
  const long = await journey(
    "A refusal",
    () => ada.update((doc) => void (doc.title = "forbidden")),
    [
      { point: "Ada sends", words: "The app changes the room, and a frame goes out." },
      { point: "allow", words: "The server judges the change, and asks the app's rule." },
      APPENDED,
      { point: "server to Ada", words: "The refusal is durable, and its author is told." },
      { point: "Ada hears", words: "The page takes the change back and lists it." },
    ],
  );
  expect(long).toEqual([]);
});

test("a join", async () => {
  const client = world.open("Dan", "websocket");
  await world.join(client).ready;
  const long = await journey(
    "A join",
    async () => {
      const room = world.join(client, "two");
      room.subscribe(() => trace.note("Dan hears"));
      await room.ready;
    },
    [
      { point: "Dan sends", words: "The app joins a room, and a frame goes out." },
      {
        point: "server waits",
        through: "session",
        words: "The server finds a seat, and will wait for the app only so long.",
      },
      { point: "authorize", words: "The app is asked what this user may do." },
      {
        point: "store.loadSnapshot",
        words: "Nobody has the room open: it is read from the store.",
      },
      { point: "server to Dan", words: "The whole room goes out." },
      { point: "Dan hears", words: "The page shows it and tells the app." },
    ],
  );
  expect(long).toEqual([]);
});

test("an HTTP poll", async () => {
  const cleo = world.join(world.open("Cleo", "polling"));
  await cleo.ready;
  cleo.subscribe(() => trace.note("Cleo hears"));
  const long = await journey(
    "An HTTP poll",
    async () => {
      ada.update((doc) => void doc.shapes.push({ color: "green" }));
      await quiet();
      ada.update((doc) => void doc.shapes.push({ color: "blue" }));
    },
    [
      { point: "Cleo sends", words: "The page asks what is new." },
      {
        point: "server waits",
        through: "transports/poll-link",
        words: "The server finds the connection, and lets the question wait.",
      },
      {
        point: "later",
        through: "transports/poll-link",
        words: "A change is durable, and its frame is kept for the answer.",
      },
      { point: "server to Cleo", words: "The answer goes out." },
      { point: "Cleo hears", words: "The page applies the change and tells the app." },
    ],
  );
  expect(long).toEqual([]);
});

test("six journeys pass the functions that docs/journeys.md lists", async () => {
  expect(journeys).toHaveLength(6);
  await expect(listing(journeys)).toMatchFileSnapshot("../../../docs/journeys.md");
});
