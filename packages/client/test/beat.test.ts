import { expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

async function pair(): Promise<{ server: InMemoryServer; ann: TestPage; bob: TestPage }> {
  const server = new InMemoryServer(Board);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(50);
  return { server, ann, bob };
}

/** What states a page shows of the only other one from now on. */
function states({ room }: TestPage): () => readonly unknown[] {
  const seen: unknown[] = [];
  room.others.subscribe((others) => {
    const state = others[0]?.state;
    if (seen.at(-1) !== state) seen.push(state);
  });
  return () => seen;
}

test("[R1185] of a cable that was pulled others hear within six seconds, though neither end knows that the link is down", async () => {
  const { server, ann, bob } = await pair();
  const seen = states(bob);
  ann.pull();
  await server.pass(4000);
  expect(seen()).toEqual([]);
  await server.pass(3000);
  expect(seen()).toEqual(["quiet"]);
  ann.plug();
  await server.pass(1600);
  expect(seen()).toEqual(["quiet", "active"]);
});

test("[R1185] of one that is back after three seconds nobody hears", async () => {
  const { server, ann, bob } = await pair();
  const seen = states(bob);
  for (let i = 0; i < 5; i++) {
    ann.pull();
    await server.pass(3000);
    ann.plug();
    await server.pass(4000 + i * 300);
  }
  expect(seen()).toEqual([]);
});

test("[R1186] a page that has nothing to say is heard every 1.5 s while its person is active and not alone, and else says nothing", async () => {
  const { server, ann, bob } = await pair();
  const { figures } = server.hub;
  const framesIn = async (ms: number): Promise<number> => {
    const before = figures.framesIn;
    await server.pass(ms);
    return figures.framesIn - before;
  };
  // Both are heard.
  const both = await framesIn(15_000);
  expect(both).toBeGreaterThanOrEqual(18);
  expect(both).toBeLessThanOrEqual(22);
  // What is set is enough to be heard: beside it come what the other one says, and the pings of half a minute.
  let told = 0;
  for (let i = 0; i < 15; i++) {
    ann.room.presence.set({ cursor: { x: i, y: 0 } });
    told += await framesIn(1000);
  }
  expect(told).toBeLessThanOrEqual(15 + 10 + 3);
  // A minute without a touch: they are idle, say so, and that is all, however long.
  const seen = states(bob);
  await server.pass(60_000);
  expect(await framesIn(20_000)).toBeLessThanOrEqual(4);
  expect(seen()).toEqual(["idle"]);
  bob.page.happen("input");
  await server.pass(100);
  bob.page.happen("hidden");
  await server.pass(100);
  expect(await framesIn(20_000)).toBeLessThanOrEqual(4);
  // Alone.
  bob.client.close();
  ann.page.happen("input");
  await server.pass(5000);
  expect(await framesIn(20_000)).toBeLessThanOrEqual(1);
});

test("[R1187] who was alone for long is not shown as quiet to whoever comes", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(30_000);
  const bob = server.open("bob");
  const seen = states(bob);
  await server.pass(20_000);
  expect(seen()).toEqual(["active"]);
  expect(ann.room.others.get()).toMatchObject([{ state: "active" }]);
});
