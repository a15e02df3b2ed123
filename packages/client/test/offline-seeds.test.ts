import { defineRoom, type Json, list, text, toJSON, value } from "@alongside/core";
import { MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

/** 1018: that a change of one of two queues had been refused was passed over as the other one was sent, and it was taken for committed. */
const SEEDS = [...Array.from({ length: 11 }, (_, i) => i + 1), 1018];

/** Numbers from 0 to 1 that are the same for each seed: mulberry32. */
function chance(seed: number): { readonly next: () => number; below(n: number): number } {
  let state = seed * 0x9e3779b9;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, below: (n) => Math.floor(next() * n) };
}

const asText = (stored: Json | undefined): string => (typeof stored === "string" ? stored : "?");

const FIELDS = ["title", "color", "place"] as const;
type Field = (typeof FIELDS)[number];

const Card = defineRoom("card", {
  version: 1,
  offline: "refuse-if-changed",
  storage: { title: value(""), color: value(""), place: value("") },
});

test.each(SEEDS)(
  "[R1001] [R1002] [R1004] seed %i: what was set offline is in the log over what its author saw, or is handed back, once",
  async (seed) => {
    const { below } = chance(seed);
    const server = new InMemoryServer(Card);
    const device = new MemoryDevice();
    const open = (isAway: boolean): TestPage<typeof Card> =>
      server.open("ann", Card, undefined, { device, isAway });
    const bob = server.open("bob");
    let ann = open(false);
    let isAway = false;
    await server.pass(50);
    /** What was seen in each field that a change set offline, by what it set there. */
    const offline = new Map<string, { readonly [field: string]: string }>();
    for (let step = 1; step <= 40; step++) {
      const word = `${step}`;
      const fields = FIELDS.filter(() => below(2) === 0);
      const write = (page: TestPage<typeof Card>): void => {
        if (fields.length > 0)
          page.room.update((doc) => {
            for (const field of fields) doc[field] = word;
          });
      };
      const act = below(8);
      if (act < 3 && fields.length > 0 && ann.room.get() !== undefined) {
        const { title = "", color = "", place = "" } = ann.room.get() ?? {};
        const saw: Record<Field, string> = { title, color, place };
        const isOut = ann.room.status.get().name !== "live";
        write(ann);
        if (isOut)
          offline.set(word, Object.fromEntries(fields.map((field) => [field, saw[field]])));
      } else if (act < 5) write(bob);
      else if (act === 5) {
        isAway = !isAway;
        if (isAway) ann.away();
        else ann.back();
      } else if (act === 6) {
        await server.pass(20);
        ann.die();
        ann = open(isAway);
      }
      await server.pass(below(2) === 0 ? 3 : 400);
    }
    ann.back();
    await server.pass(60_000);
    expect(ann.room.status.get()).toMatchObject({ name: "live", pending: 0 });
    const inLog: string[] = [];
    const over: unknown[] = [];
    const values = new Map<string, Json>();
    for await (const entry of server.store.read("card:r", 0)) {
      if (entry.kind !== "change") continue;
      const sets = Object.values(entry.ops)
        .flat()
        .flatMap((op) => (op.op === "set" ? [op] : []));
      const word = asText(sets[0]?.value);
      const saw = offline.get(word);
      if (entry.actor === "ann" && saw !== undefined) {
        inLog.push(word);
        const stood = sets.map(({ field }) => [field, values.get(field) ?? ""]);
        over.push([word, Object.fromEntries(stood)]);
      }
      for (const { field, value: now = "" } of sets) values.set(field, now);
    }
    const back = ann.room.rejected.get().map(({ ops, code, conflicts }) => {
      expect(code).toBe("offline.changed");
      for (const { field, mine, seen = "" } of conflicts)
        expect(offline.get(asText(mine))?.[field]).toBe(seen);
      const [first] = Object.values(ops).flat();
      return first?.op === "set" ? asText(first.value) : "";
    });
    expect(over).toEqual(inLog.map((word) => [word, offline.get(word)]));
    expect([...inLog, ...back].toSorted()).toEqual([...offline.keys()].toSorted());
    expect(server.errors).toEqual([]);
  },
);

const Before = defineRoom("team", {
  version: 1,
  storage: {
    title: value(""),
    shoe: value(0),
    page: text(),
    people: list({ first: value(""), last: value(""), x: value(0) }),
  },
});

const After = defineRoom("team", {
  version: 2,
  storage: {
    heading: value(""),
    page: text(),
    people: list({ name: value(""), x: value(0) }),
  },
  migrate: {
    2(doc) {
      doc.set("heading", asText(doc.get("title") ?? ""));
      doc.remove("title");
      for (const one of doc.records("people")) {
        one.set("name", `${asText(one.get("first"))} ${asText(one.get("last"))}`);
        one.set("x", Number(one.get("x")) + 100);
      }
    },
  },
});

test.each(SEEDS)(
  "[R1007] [R1008] [R1009] seed %i: what an older page wrote comes to what it would have, had it all come before the deploy",
  async (seed) => {
    const { below } = chance(seed);
    const server = new InMemoryServer(Before);
    const device = new MemoryDevice();
    let ann = server.open("ann", Before, undefined, { device });
    await server.pass(50);
    const shoes: number[] = [];
    const write = (step: number): void => {
      const people = ann.room.get()?.people ?? [];
      const { id = "" } = people[below(people.length)] ?? {};
      ann.room.update((doc) => {
        const person = doc.people.get(id);
        const act = below(7);
        if (act === 0) doc.title = `title ${step}`;
        else if (act === 1) doc.page.insert(below(ann.room.get()?.page.length ?? 0), `${step} `);
        else if (act === 2 || person === undefined)
          doc.people.push({ first: `f${step}`, last: `l${step}`, x: step });
        else if (act === 3) person.first = `f${step}`;
        else if (act === 4) person.x = step;
        else if (act === 5) doc.people.delete(id);
        else person.last = `l${step}`;
      });
    };
    for (let step = 0; step < 6; step++) write(step);
    await server.pass(50 + below(2) * 2000);
    server.latency = 10;
    // Some of it reaches the server, and maybe nothing is heard of that.
    for (let step = 6; step < 10; step++) write(step);
    await server.pass(below(30));
    ann.away();
    server.latency = 1;
    // What was heard of is on the device, so that a later page shows it.
    await server.pass(2000);
    for (let step = 10; step < 30; step++) {
      if (below(6) === 0) {
        shoes.push(step);
        ann.room.update((doc) => (doc.shoe = step));
      }
      if (below(10) === 0) {
        await server.pass(30);
        ann.die();
        ann = server.open("ann", Before, undefined, { device, isAway: true });
        await server.pass(50);
      }
      write(step);
    }
    await server.pass(50);
    const { title = "", page, people = [] } = ann.room.get() ?? {};
    const wanted = {
      heading: title,
      page: page?.toString(),
      people: people.map(({ id, first, last, x }) => ({
        id,
        name: `${first} ${last}`,
        x: x + 100,
      })),
    };
    ann.die();
    server.restart(After);
    const next = After as unknown as typeof Before;
    for (let i = below(4); i > 0; i--) {
      const short = server.open("ann", next, undefined, { device, isAway: below(2) === 0 });
      await server.pass(below(60));
      short.die();
    }
    const last = server.open("ann", next, undefined, { device }) as unknown as TestPage<
      typeof After
    >;
    await server.pass(20_000);
    expect(last.room.status.get()).toMatchObject({ name: "live", pending: 0 });
    const stored = await server.hub.room(After, "r").read();
    expect({ ...(toJSON(stored) as object), page: stored.page.toString() }).toEqual(wanted);
    expect(toJSON(last.room.get())).toEqual(toJSON(stored));
    // Those of one page stand in their order, and rows of several pages in that of their keys.
    const back = last.room.rejected.get().map(({ code, ops }) => JSON.stringify([code, ops]));
    const outdated = shoes.map((shoe) =>
      JSON.stringify([
        "change.outdated",
        { shoe: [{ op: "set", id: "root", field: "shoe", value: shoe }] },
      ]),
    );
    expect(back.toSorted()).toEqual(outdated.toSorted());
    expect(server.errors).toEqual([]);
  },
);
