import { activities, defineRoom, list, type Refused, text, value } from "@alongside/core";
import { expect, test } from "vitest";
import { type LiveActivities, liveActivities } from "../src/activity/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Board = defineRoom("board", {
  version: 1,
  storage: {
    title: value("Plan"),
    page: text(),
    secret: value(""),
    shapes: list({ color: value("black"), x: value(0) }),
  },
  activity: activities({ types: ["deployed", "failed"] }),
});
type Page = TestPage<typeof Board>;

async function world(...names: readonly string[]) {
  const server = new InMemoryServer(Board);
  const pages = names.map((name) => server.open(name));
  await server.pass(50);
  return { server, pages: pages as readonly Page[] as [Page, Page, Page] };
}

/** Listened to until the test is over. */
function shown(
  page: Page,
  options: Parameters<typeof liveActivities<typeof Board>>[1] = {},
): LiveActivities {
  const live = liveActivities(page.room, options);
  live.subscribe(() => {});
  return live;
}

const words = (live: LiveActivities) => live.get().activities.map((one) => one.words);
const keys = (live: LiveActivities) =>
  live.get().activities.map(({ id, members }) => [id, members.length]);

function add(page: Page, x = 0): string {
  return page.room.update((doc) => doc.shapes.insert({ x })).local;
}

function move(page: Page, ...ids: readonly string[]): void {
  page.room.update((doc) => {
    for (const id of ids) doc.shapes.get(id)!.x += 1;
  });
}

test("[R1837] what is done by anybody is shown as it is committed, and what was done before", async () => {
  const { server, pages } = await world("ann", "bob");
  const [ann, bob] = pages;
  const ids = [add(ann), add(ann), add(ann)];
  await server.pass(6000);
  const lists = [shown(ann), shown(bob)];
  await server.pass(50);
  move(bob, ...ids);
  bob.room.update((doc) => doc.page.insert(0, "Hello"));
  bob.room.update((doc) => (doc.title = "Roadmap"));
  await server.pass(50);
  for (const one of lists)
    expect(words(one)).toEqual([
      "bob changed the title",
      "bob wrote in “Roadmap”",
      "bob moved 3 shapes",
      "ann added 3 shapes",
    ]);
  expect(lists[0]?.get()).toMatchObject({ hasEarlier: false, isBusy: false, why: undefined });
});

test("[R1838] a change that waits or is refused is not shown, to its author neither", async () => {
  const { server, pages } = await world("ann", "bob");
  const [ann, bob] = pages;
  const lists = [shown(ann), shown(bob)];
  await server.pass(50);
  ann.room.update((doc) => (doc.title = "rude"));
  add(ann);
  expect(words(lists[0]!)).toEqual([]);
  await server.pass(50);
  expect(ann.room.rejected.get()).toHaveLength(1);
  for (const one of lists) expect(words(one)).toEqual(["ann added a shape"]);
});

test("[R1839] alike ones within the window become one, which keeps them; a pause longer than that ends it", async () => {
  const { server, pages } = await world("ann", "bob");
  const [ann, bob] = pages;
  const live = shown(bob, { aggregateWindow: 1000 });
  await server.pass(50);
  const ids = [add(ann), add(ann)];
  await server.pass(2000);
  for (const id of [...ids, ids[0]!]) {
    move(ann, id);
    await server.pass(500);
  }
  move(bob, ids[0]!);
  await server.pass(1600);
  move(ann, ids[1]!);
  await server.pass(50);
  expect(words(live)).toEqual([
    "ann moved a shape",
    "bob moved a shape",
    "ann moved 2 shapes",
    "ann added 2 shapes",
  ]);
  expect(live.get().activities[2]?.members).toHaveLength(3);
});

test("[R1840] what is shown as it happens is what is read later, by whoever reads it", async () => {
  const { server, pages } = await world("ann", "bob");
  const [ann, bob] = pages;
  const live = shown(ann, { maxItems: 1000 });
  const ids = Array.from({ length: 5 }, () => add(ann));
  for (let i = 0; i < 560; i++) {
    if (i === 20) bob.cut();
    move(i % 3 === 0 ? ann : bob, ids[i % 5]!);
    await server.pass(i % 180 === 0 ? 5100 : 1);
  }
  await server.pass(100);
  const later = shown(server.open("cat"), { maxItems: 1000 });
  await server.pass(100);
  for (let i = 0; i < 5 && later.get().hasEarlier; i++) {
    const asked = later.earlier();
    await server.pass(100);
    await asked;
  }
  expect(later.get().hasEarlier).toBe(false);
  expect(keys(later)).toEqual(keys(live));
  expect(later.get().activities.map(({ words: said }) => said)).toEqual(words(live));
  expect(keys(live).length).toBeGreaterThan(8);
});

test("[R1841] who may not read a key is shown nothing of it; who may not see the past, only what is done from then on", async () => {
  const { server, pages } = await world("ann");
  const [ann] = pages;
  server.grants.set("guest", { read: ["shapes"], write: ["shapes"] });
  server.readers.add("reader");
  ann.room.update((doc) => {
    doc.secret = "1";
  });
  add(ann);
  await server.pass(6000);
  const [guest, reader] = [server.open("guest"), server.open("reader")];
  await server.pass(50);
  const lists = [shown(guest), shown(reader)];
  await server.pass(50);
  expect(words(lists[0]!)).toEqual(["ann added a shape"]);
  expect(words(lists[1]!)).toEqual([]);
  expect(lists[1]?.get()).toMatchObject({ hasEarlier: false, why: { code: "history.forbidden" } });
  ann.room.update((doc) => (doc.secret = "2"));
  add(ann);
  await server.pass(50);
  expect(words(lists[0]!)).toEqual(["ann added a shape", "ann added a shape"]);
  expect(words(lists[1]!)).toEqual(["ann added a shape", "ann changed the secret"]);
});

test("[R1842] an app tells what was done, also by another key's readers; it waits, is judged and kept like a change", async () => {
  const { server, pages } = await world("ann", "bob");
  const [ann, bob] = pages;
  server.grants.set("guest", { read: ["shapes"], write: ["shapes"] });
  const guest = server.open("guest");
  const lists = [shown(ann), shown(bob), shown(guest)];
  await server.pass(50);
  const id = add(ann);
  const { committed } = ann.room.activity({
    type: "deployed",
    summary: "{name} deployed v3",
    priority: "important",
    target: { key: "shapes", id },
  });
  ann.room.activity({ type: "failed", summary: "The build failed" });
  expect(words(lists[0]!)).toEqual([]);
  await server.pass(50);
  expect(await committed).toMatchObject({ void: [] });
  const all = ["The build failed", "ann deployed v3", "ann added a shape"];
  const later = [shown(server.open("cat")), shown(server.open("guest"))];
  await server.pass(50);
  expect([lists[0], lists[1], later[0]].map((one) => words(one!))).toEqual([all, all, all]);
  expect([lists[2], later[1]].map((one) => words(one!))).toEqual([all.slice(1), all.slice(1)]);
  expect(lists[1]?.get().activities[1]).toMatchObject({ priority: "important", ids: [id] });
  expect(() => ann.room.activity({ type: "moved", summary: "x" })).toThrow("deployed, failed");
  const target = { key: "secret" };
  const told = guest.room.activity({ type: "failed", summary: "x", target }).committed;
  const refused = told.then(
    () => "committed",
    ({ code }: Refused) => code,
  );
  await server.pass(50);
  expect(await refused).toBe("auth.key");
});

test("[R1843] in a full list the least important and oldest make room", async () => {
  const { server, pages } = await world("ann", "bob");
  const [ann, bob] = pages;
  const live = shown(bob, { maxItems: 4, aggregateWindow: 0 });
  const urgent = shown(bob, { priorities: ["urgent"] });
  await server.pass(50);
  const tell = async (summary: string, priority: "urgent" | "normal" = "normal"): Promise<void> => {
    ann.room.activity({ type: "deployed", summary, priority });
    await server.pass(20);
  };
  await tell("fire", "urgent");
  for (let i = 1; i <= 6; i++) await tell(`v${i}`);
  expect(words(live)).toEqual(["v6", "v5", "v4", "fire"]);
  for (let i = 7; i <= 20; i++) await tell(`v${i}`);
  expect(words(live)).toEqual(["v20", "v19", "v18", "v17"]);
  expect(words(urgent)).toEqual(["fire"]);
  const asked = live.earlier();
  await server.pass(50);
  await asked;
  expect(words(live)).toHaveLength(8);
});

test("[R1844] after a log that went back, or new rights, the list begins anew; a page that was away has all of it", async () => {
  const { server, pages } = await world("ann", "bob");
  const [ann, bob] = pages;
  const live = shown(bob);
  add(ann);
  await server.pass(6000);
  bob.away();
  add(ann);
  await server.pass(6000);
  bob.back();
  await server.pass(500);
  expect(words(live)).toEqual(["ann added a shape", "ann added a shape"]);
  server.forget();
  await server.pass(3000);
  add(bob);
  await server.pass(50);
  expect(words(live)[0]).toBe("bob added a shape");
});

test("what is no window, number or priority is a mistake", async () => {
  const { pages } = await world("ann");
  for (const wrong of [{ aggregateWindow: -1 }, { maxItems: 0 }, { priorities: ["high"] }])
    expect(() => liveActivities(pages[0].room, wrong as never)).toThrow("liveActivities");
  expect(() => liveActivities({} as never)).toThrow("liveActivities");
});
