import { counter, defineRoom, list, map, type RoomDefinition, text, value } from "@alongside/core";
import { MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { historyOf, openTrack } from "../src/history/index.ts";
import { asked } from "./support/asked.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Before = defineRoom("team", {
  version: 1,
  storage: {
    title: value("untitled"),
    color: value("black"),
    page: text(),
    votes: counter(),
    people: list({
      name: value(""),
      memo: text(),
      likes: counter(),
      tags: list({ tag: value("") }),
    }),
    settings: map({ of: value(0), note: text() }),
    groups: list({ name: value(""), memo: text() }),
  },
});

const KEPT = { title: value("untitled"), people: list({ name: value("") }) };

/** All but a title and names is gone, and with it all texts: at the same version, as while an app is made; or at the next one. */
const AFTER = {
  "the same version": defineRoom("team", { version: 1, storage: KEPT }),
  "the next version": defineRoom("team", {
    version: 2,
    storage: KEPT,
    migrate: { 2: () => undefined },
  }),
};
type Version = keyof typeof AFTER;
const VERSIONS = Object.keys(AFTER) as readonly Version[];

type Page = TestPage<typeof Before>;

/** A page's or server's definition: their types tell what is left, the tests look at what comes. */
function as(definition: RoomDefinition): typeof Before {
  return definition as unknown as typeof Before;
}

function begin({ room }: Page): void {
  room.update((doc) => {
    doc.title = "plans";
    doc.color = "red";
    doc.page.insert(0, "hello");
    doc.votes.add(2);
    const id = doc.people.push({ name: "Ann", memo: "m", tags: [{ tag: "x" }] });
    doc.people.get(id)?.likes.add(3);
    doc.settings.set("a", { of: 1, note: "n" });
    doc.groups.push({ name: "g", memo: "of g" });
  });
}

/** An edit of each kind of field that is dropped, each a change of its own. */
function writeTo({ room }: Page, word: string): void {
  room.update((doc) => doc.page.insert(0, word));
  room.update((doc) => doc.people.at(0)?.memo.insert(0, word));
  room.update((doc) => doc.settings.get("a")?.note.insert(0, word));
  room.update((doc) => doc.votes.add(word.length));
  room.update((doc) => doc.people.at(0)?.likes.add(word.length));
  room.update((doc) => void (doc.color = word));
  room.update((doc) => doc.people.at(0)?.tags.push({ tag: word }));
  room.update((doc) => void doc.groups.push({ name: word, memo: word }));
  room.update((doc) => doc.settings.set(word, { of: 2, note: word }));
}

interface World {
  readonly server: InMemoryServer<typeof Before>;
  readonly device: MemoryDevice;
  readonly ann: Page;
}

/** Ann, on a device, and Bob have written to all of it. */
async function world(): Promise<World> {
  const server = new InMemoryServer(Before);
  const device = new MemoryDevice();
  const ann = server.open("ann", Before, undefined, { device });
  const bob = server.open("bob");
  await server.pass(50);
  begin(ann);
  await server.pass(500);
  writeTo(bob, "Oh, ");
  await server.pass(2000);
  return { server, device, ann };
}

/** What was reported, but for a page of another definition at the same version, which a development build tells of. */
function amiss({ errors }: World["server"]): readonly unknown[] {
  return errors.filter((error) => (error as { code?: string }).code !== "schema.differs");
}

const SEEN = { title: "plans", people: [{ name: "Ann" }] };

function seen(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state, (key, one: unknown) => (key === "id" ? undefined : one)));
}

test.each(VERSIONS)(
  "[R1680] a room with texts opens for a definition that has dropped all of them, at %s",
  async (version) => {
    const { server, ann } = await world();
    const all = seen(ann.room.get());
    ann.die();
    server.restart(AFTER[version]);
    const cy = server.open("cy", as(AFTER[version]));
    await server.pass(2000);
    expect(cy.room.status.get()).toMatchObject({ name: "live" });
    expect(seen(cy.room.get())).toEqual(SEEN);
    expect(seen(await server.hub.room(AFTER[version], "r").read())).toEqual(SEEN);
    cy.room.update((doc) => void (doc.people.at(0)!.name = "Anna"));
    await server.pass(100);
    expect([amiss(server), cy.room.rejected.get()]).toEqual([[], []]);

    // What the definition does not know has stayed: whoever knows it again sees it.
    if (version === "the next version") return;
    server.restart();
    const dan = server.open("dan");
    await server.pass(2000);
    const people = (all as typeof SEEN).people.map((one) => ({ ...one, name: "Anna" }));
    expect(seen(dan.room.get())).toEqual({ ...(all as object), people });
  },
);

test.each(VERSIONS)(
  "[R1680] its past is told without the fields that were dropped, at %s",
  async (version) => {
    const { server, ann } = await world();
    ann.die();
    server.restart(AFTER[version]);
    const { room } = server.open("cy", as(AFTER[version]));
    await server.pass(2000);
    const { seq: last } = await asked(server, historyOf(room).at(new Date(server.clock.now())));
    // A track begins where the room was brought to this version.
    const seqs = version === "the same version" ? [1, 2, 3, last] : [last];
    for (const seq of seqs) {
      const past = await asked(server, historyOf(room).at(seq));
      expect(seen(past.state)).toEqual(SEEN);
    }
    const track = openTrack(room);
    track.subscribe(() => undefined);
    await server.pass(500);
    expect(track.get()).toMatchObject({ name: "ready", why: undefined });
    for (const seq of seqs) expect(seen(track.stateAt(seq))).toEqual(SEEN);
    expect(amiss(server)).toEqual([]);
  },
);

test.each(VERSIONS)(
  "[R1681] what was written to dropped fields and not sent is handed back whole, at %s",
  async (version) => {
    const { server, device, ann } = await world();
    ann.away();
    writeTo(ann, "later ");
    await server.pass(2000);
    ann.die();
    server.restart(AFTER[version]);
    const next = server.open("ann", as(AFTER[version]), () => undefined, { device });
    await server.pass(4000);
    expect(next.room.status.get()).toMatchObject({ name: "live", pending: 0 });
    expect(seen(next.room.get())).toEqual(SEEN);
    const rejected = next.room.rejected.get();
    const code = version === "the same version" ? "op.unknown-field" : "change.outdated";
    expect(new Set(rejected.map((one) => one.code))).toEqual(new Set([code]));
    const ops = rejected.flatMap((one) => Object.values(one.ops).flat());
    expect(ops.map((op) => ("field" in op ? `${op.op} ${op.field}` : op.op))).toEqual([
      "text page",
      "text memo",
      "text note",
      "add votes",
      "add likes",
      "set color",
      "insert",
      "insert",
      "put",
    ]);
    for (const op of ops) expect(JSON.stringify(op)).toMatch(/later |"by":6/);
    expect(amiss(server)).toEqual([]);
  },
);

test("[R1680] a device that followed edits of dropped texts unseen does not show them old where they are known again", async () => {
  const { server, device, ann } = await world();
  await server.pass(30_000);
  ann.die();
  server.restart(AFTER["the same version"]);
  const without = server.open("ann", as(AFTER["the same version"]), () => undefined, { device });
  await server.pass(1000);
  // A server of both definitions at once, as while one is rolled out: the room goes on.
  server.restart();
  const bob = server.open("bob");
  await server.pass(2000);
  writeTo(bob, "and ");
  await server.pass(30_000);
  expect(seen(without.room.get())).toEqual(SEEN);
  without.die();

  const offline = server.open("ann", Before, undefined, { device, isAway: true });
  await server.pass(2000);
  expect(offline.room.get()).toBeUndefined();
  offline.back();
  await server.pass(2000);
  expect(seen(offline.room.get())).toEqual(seen(bob.room.get()));
  expect(offline.room.get()?.page.toString()).toBe("and Oh, hello");
});
