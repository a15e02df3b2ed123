import { defineRoom, type Json, list, type RoomDefinition, text, value } from "@alongside/core";
import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Before = defineRoom("team", {
  version: 1,
  storage: {
    title: value("untitled"),
    shoe: value(0),
    color: value("black"),
    page: text(),
    memo: text(),
    people: list({ first: value(""), last: value(""), x: value(0) }),
  },
  mutations: {
    grow: { args: value(0), run: (doc, by) => void (doc.shoe += by) },
    paint: { args: value(""), run: (doc, color) => void (doc.color = color) },
  },
});

const asText = (stored: Json | undefined): string => (typeof stored === "string" ? stored : "?");

/** A title is a heading, people have one name, and stand further to the right; shoes and the memo are gone. */
const After = defineRoom("team", {
  version: 2,
  storage: {
    heading: value(""),
    color: value("black"),
    page: text(),
    people: list({ name: value(""), x: value(0) }),
  },
  mutations: {
    paint: { args: value(""), run: (doc, color) => void (doc.color = color) },
  },
  migrate: {
    2(doc) {
      doc.set("heading", asText(doc.get("title") ?? "untitled"));
      doc.remove("title");
      for (const one of doc.records("people")) {
        one.set("name", `${asText(one.get("first"))} ${asText(one.get("last"))}`);
        one.set("x", Number(one.get("x")) + 100);
      }
    },
  },
});

type Old = TestPage<typeof Before>;
type New = TestPage<typeof After>;

interface World {
  readonly server: InMemoryServer<typeof Before>;
  readonly device: MemoryDevice;
  readonly ann: Old;
  /** A page of the new version, on a device. */
  readonly open: (isAway?: boolean, on?: MemoryDevice) => New;
  /** The server dies; one of the new version takes over. */
  readonly deploy: () => void;
  readonly read: () => Promise<unknown>;
}

/** Ann is in a room with two people in it, and then without a network. */
async function away(): Promise<World> {
  const server = new InMemoryServer(Before);
  const device = new MemoryDevice();
  const ann = server.open("ann", Before, undefined, { device });
  await server.pass(50);
  ann.room.update((doc) => {
    doc.title = "first";
    doc.people.push({ first: "Ann", last: "Lee", x: 1 });
    const id = doc.people.push({ first: "Ben", last: "Orr", x: 2 });
    doc.people.push({ first: "In", last: "trash" });
    doc.people.delete(id);
  });
  await server.pass(2000);
  ann.away();
  await server.pass(50);
  const open = (isAway = false, on = device): New =>
    server.open("ann", After as unknown as typeof Before, undefined, {
      device: on,
      isAway,
    }) as unknown as New;
  const deploy = (): void => server.restart(After);
  const read = async (): Promise<unknown> => {
    const { heading, color, page, people } = await server.hub.room(After, "r").read();
    const all = people.map(({ name, x }) => ({ name, x }));
    return { heading, color, page: page.toString(), people: all };
  };
  return { server, device, ann, open, deploy, read };
}

const seen = ({ room }: New): unknown => {
  const { heading, color, page, people = [] } = room.get() ?? {};
  const all = people.map(({ name, x }) => ({ name, x }));
  return { heading, color, page: page?.toString(), people: all };
};

const codes = ({ room }: New): readonly string[] => room.rejected.get().map(({ code }) => code);

/** Writes a bit of everything that has a place in both versions. */
function write({ room }: Old): void {
  room.update((doc) => (doc.title = "mine"));
  room.update((doc) => {
    const [one] = room.get()?.people ?? [];
    const person = doc.people.get(one?.id ?? "");
    if (person !== undefined) person.first = "Anna";
  });
  room.update((doc) => doc.page.insert(0, "typed"));
  room.update((doc) => void doc.people.push({ first: "Cy", last: "Fox", x: 3 }));
  room.mutate.paint("red");
}

const WRITTEN = {
  heading: "mine",
  color: "red",
  page: "typed",
  people: [
    { name: "Anna Lee", x: 101 },
    { name: "In trash", x: 100 },
    { name: "Cy Fox", x: 103 },
  ],
};

test("[R1006] a page of the next version shows the room that an older one left, with what that had not sent, without a network", async () => {
  const { server, ann, open } = await away();
  write(ann);
  await server.pass(50);
  ann.die();
  const page = open(true);
  await server.pass(50);
  expect(seen(page)).toEqual(WRITTEN);
  expect(page.room.status.get()).toMatchObject({ pending: 5, saved: "device" });
  expect(page.room.status.get().asOf).toBeGreaterThan(0);
  expect(server.errors).toEqual([]);
});

describe("[R1007] what an older page had not sent is sent as it is now, under its numbers", () => {
  test("over what others wrote meanwhile", async () => {
    const { server, ann, open, deploy, read } = await away();
    write(ann);
    await server.pass(50);
    ann.die();
    deploy();
    const bob = server.open("bob", After as unknown as typeof Before) as unknown as New;
    await server.pass(50);
    bob.room.update((doc) => {
      doc.heading = "bob's";
      const person = doc.people.get(bob.room.get()?.people[0]?.id ?? "");
      if (person !== undefined) person.x = 7;
    });
    await server.pass(50);
    const page = open();
    await server.pass(5000);
    const { people, ...rest } = WRITTEN;
    const merged = { ...rest, people: [{ name: "Anna Lee", x: 7 }, ...people.slice(1)] };
    expect(await read()).toEqual(merged);
    expect([seen(page), seen(bob)]).toEqual([merged, merged]);
    expect(codes(page)).toEqual([]);
    const numbers: unknown[] = [];
    for await (const entry of server.store.read("team:r", 0))
      if ("client" in entry && entry.client === ann.client.id) numbers.push(entry.n);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expect(server.errors).toEqual([]);
  });

  test("once, where some of it had ended before the migration, and nobody had heard of it", async () => {
    const { server, ann, open, deploy, read } = await away();
    ann.back();
    await server.pass(3000);
    server.latency = 30;
    ann.room.update((doc) => (doc.title = "ended"));
    ann.room.update((doc) => (doc.shoe = 44));
    await server.pass(40);
    ann.away();
    ann.room.update((doc) => (doc.color = "blue"));
    await server.pass(50);
    ann.die();
    server.latency = 1;
    deploy();
    const bob = server.open("bob", After as unknown as typeof Before) as unknown as New;
    await server.pass(50);
    bob.room.update((doc) => (doc.heading = "bob's"));
    await server.pass(50);
    const page = open();
    await server.pass(5000);
    expect(await read()).toMatchObject({ heading: "bob's", color: "blue" });
    expect(seen(page)).toMatchObject({ heading: "bob's", color: "blue" });
    // It is in the log: the migration took it over, or did not.
    expect(codes(page)).toEqual([]);
    expect(server.errors).toEqual([]);
  });

  test("also where pages die in between", async () => {
    const { server, ann, open, deploy, read, device } = await away();
    write(ann);
    await server.pass(50);
    ann.die();
    for (let i = 0; i < 3; i++) {
      const page = open(true);
      await server.pass(30 + i);
      expect(seen(page)).toEqual(WRITTEN);
      page.die();
    }
    deploy();
    for (let i = 0; i < 8; i++) {
      const page = open();
      await server.pass(3 + i);
      page.die();
    }
    const page = open();
    await server.pass(5000);
    expect(await read()).toEqual(WRITTEN);
    expect(seen(page)).toEqual(WRITTEN);
    expect(codes(page)).toEqual([]);
    await server.pass(2000);
    expect(device.rows("queue")).toEqual([]);
    expect(server.errors).toEqual([]);
  });
});

test("[R1008] of several pages' queues each is asked what had ended before it is handed back", async () => {
  const { server, device, ann, open, deploy, read } = await away();
  ann.room.update((doc) => (doc.shoe = 44));
  await server.pass(50);
  ann.die();
  for (const [shoe, color] of [
    [45, "green"],
    [46, "blue"],
  ] as const) {
    const page = server.open("ann", Before, undefined, { device, isAway: true });
    await server.pass(50);
    page.room.update((doc) => {
      doc.shoe = shoe;
      doc.color = color;
    });
    await server.pass(50);
    page.die();
  }
  deploy();
  const page = open();
  await server.pass(5000);
  expect(await read()).toMatchObject({ color: "blue" });
  expect(page.room.rejected.get().map(({ code, ops }) => [code, ops])).toEqual(
    [44, 45, 46].map((shoe) => [
      "change.outdated",
      { shoe: [{ op: "set", id: "root", field: "shoe", value: shoe }] },
    ]),
  );
  expect(server.errors).toEqual([]);
});

describe("[R1008] what has no place any more is handed back", () => {
  test("and the rest of its change, and those behind it, are sent", async () => {
    const { server, ann, open, deploy, read, device } = await away();
    ann.room.update((doc) => {
      doc.shoe = 44;
      doc.title = "mine";
    });
    ann.room.update((doc) => doc.memo.insert(0, "remember"));
    ann.room.update((doc) => (doc.shoe = 45), { strict: true });
    ann.room.update(
      (doc) => {
        doc.shoe = 46;
        doc.color = "green";
      },
      { strict: true },
    );
    ann.room.mutate.grow(2);
    ann.room.update((doc) => (doc.color = "blue"));
    await server.pass(50);
    ann.die();
    const offline = open(true);
    await server.pass(50);
    expect(seen(offline)).toMatchObject({ heading: "mine", color: "blue" });
    // Whether it had ended nobody knows yet.
    expect(codes(offline)).toEqual([]);
    const asked = offline.room.export();
    await server.pass(50);
    const { changes } = await asked;
    expect(JSON.stringify(changes)).toMatch(/"shoe".*remember/s);
    offline.die();
    deploy();
    const page = open();
    await server.pass(5000);
    expect(await read()).toMatchObject({ heading: "mine", color: "blue" });
    const set = (field: string, to: unknown): object => ({
      [field]: [{ op: "set", id: "root", field, value: to }],
    });
    expect(page.room.rejected.get().map(({ code, ops, name }) => ({ code, ops, name }))).toEqual([
      { code: "change.outdated", ops: set("shoe", 44) },
      {
        code: "change.outdated",
        ops: { memo: [{ op: "text", id: "root", field: "memo", delta: ["remember"] }] },
      },
      { code: "change.outdated", ops: set("shoe", 45) },
      { code: "change.outdated", ops: { ...set("shoe", 46), ...set("color", "green") } },
      { code: "mutation.unknown", ops: {}, name: "grow" },
    ]);
    await server.pass(2000);
    page.die();
    // It is listed by later pages too, once.
    expect(device.rows("queue")).toEqual([]);
    const last = open();
    await server.pass(2000);
    expect(codes(last)).toHaveLength(5);
    expect(server.errors).toEqual([]);
  });

  test("also where the log went back, where the author may only read by now, and where the room is gone", async () => {
    for (const what of ["rewound", "read", "gone"]) {
      const { server, ann, open, deploy } = await away();
      ann.room.update((doc) => (doc.shoe = 44));
      await server.pass(50);
      ann.die();
      if (what === "rewound") server.forget();
      if (what === "read") server.readers.add("ann");
      if (what === "gone") await server.hub.rooms.delete("team:r");
      deploy();
      const page = open();
      await server.pass(5000);
      expect([what, page.room.rejected.get().map(({ ops }) => ops)]).toEqual([
        what,
        [{ shoe: [{ op: "set", id: "root", field: "shoe", value: 44 }] }],
      ]);
    }
  });
});

test("[R1009] a queue is brought to the version once, and stays so on the device", async () => {
  const { server, ann, open, device } = await away();
  ann.room.update((doc) => (doc.title = "mine"));
  await server.pass(50);
  ann.die();
  expect(device.rows("queue").map(({ value: row }) => row)).toMatchObject([{ version: 1 }]);
  open(true);
  await server.pass(50);
  expect(device.rows("queue").map(({ value: row }) => row)).toMatchObject([{ version: 2 }]);
  expect(JSON.stringify(device.rows("chunk"))).toContain('"heading"');
});

test("[R1009] a living page of the new version sends beside its own what one of the old version leaves", async () => {
  const { server, deploy, read } = await away();
  const device = new MemoryDevice();
  const browser = new FakeBrowser(server.clock);
  const old = server.open("ann", Before, undefined, { device, tab: browser.open() });
  await server.pass(50);
  old.away();
  await server.pass(50);
  deploy();
  const After2 = After as unknown as typeof Before;
  const page = server.open("ann", After2, undefined, { device, tab: browser.open() });
  await server.pass(2000);
  old.room.update((doc) => {
    doc.title = "old tab's";
    doc.shoe = 44;
  });
  await server.pass(2000);
  old.die();
  await server.pass(20_000);
  expect(await read()).toMatchObject({ heading: "old tab's" });
  expect(page.room.get()).toMatchObject({ heading: "old tab's" });
  expect(page.room.rejected.get()).toMatchObject([
    { code: "change.outdated", ops: { shoe: [{ op: "set", value: 44 }] } },
  ]);
  await server.pass(2000);
  expect(device.rows("queue")).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R1009] two copies of a profile send it as one", async () => {
  const { server, ann, open, deploy, read, device } = await away();
  write(ann);
  ann.room.update((doc) => (doc.shoe = 44));
  await server.pass(50);
  ann.die();
  deploy();
  const copy = device.copy();
  const [one, two] = [open(), open(false, copy)];
  await server.pass(60_000);
  expect(await read()).toEqual(WRITTEN);
  expect([seen(one), seen(two)]).toEqual([WRITTEN, WRITTEN]);
  expect([codes(one), codes(two)].flat()).toContain("change.outdated");
  expect(server.errors).toEqual([]);
});

test("[R1006] [R1007] where a step cannot do with what is on the device, the room comes with the network, and the server judges", async () => {
  const server = new InMemoryServer(Before);
  const device = new MemoryDevice();
  const Next: RoomDefinition = defineRoom("team", {
    version: 2,
    storage: { color: value("black") },
    migrate: {},
  });
  const bob = server.open("bob", Before, undefined, { device });
  await server.pass(2000);
  bob.away();
  bob.room.update((doc) => (doc.color = "blue"));
  await server.pass(50);
  bob.die();
  const told: unknown[] = [];
  const page = server.open("bob", Next as never, (error) => told.push(error), {
    device,
    isAway: true,
  });
  await server.pass(50);
  expect(page.room.get()).toBeUndefined();
  expect(told.map(String)).toEqual([
    expect.stringContaining("what was not sent on this device could not be brought to version 2"),
    expect.stringContaining("the room on this device could not be brought to version 2"),
  ]);
  expect(page.room.status.get()).toMatchObject({ pending: 1 });
});
