import type { Clock } from "@alongside/core/engine";
import { MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

/** A server, and a device on which somebody opens one page after the other. */
function paper(): {
  readonly server: InMemoryServer<typeof Paper>;
  readonly device: MemoryDevice;
  readonly open: (isAway?: boolean, clock?: Clock) => TestPage<typeof Paper>;
  readonly stored: () => Promise<string>;
} {
  const server = new InMemoryServer(Paper);
  const device = new MemoryDevice();
  return {
    server,
    device,
    open: (isAway = false, clock = server.clock) =>
      server.open("ann", Paper, undefined, { device, isAway, clock }),
    stored: async () => (await server.hub.room(Paper, "r").read()).page.toString(),
  };
}

const LIVE = { name: "live", pending: 0, saved: "server" } as const;

test("[R989] another server at the same address, whose log never had any of it, gets what was not sent, once; the rest is told as gone", async () => {
  const { server, device, open, stored } = paper();
  const ann = open();
  await server.pass(50);
  ann.room.update((doc) => doc.page.insert(0, "theirs"));
  await server.pass(3000);
  ann.away();
  for (const letter of ["c", "b", "a"]) ann.room.update((doc) => doc.page.insert(0, letter));
  await server.pass(50);
  expect(ann.room.status.get().saved).toBe("device");
  ann.die();
  server.forget();
  const bob = server.open("bob");
  await server.pass(50);
  bob.room.update((doc) => doc.page.insert(0, "another room. "));
  await server.pass(50);
  for (let i = 0; i < 3; i++) {
    const again = open();
    // oxlint-disable-next-line no-await-in-loop -- one page load after the other
    await server.pass(3000);
    expect(again.room.status.get()).toEqual(LIVE);
    const seen = again.room.get()?.page.toString() ?? "";
    expect(seen).toHaveLength("abcanother room. ".length);
    expect(seen).toContain("abc");
    const before = again.room.rewound.get()?.state.page.toString();
    expect(before).toBe(i === 0 ? "abctheirs" : undefined);
    expect(again.room.rejected.get()).toEqual([]);
    again.die();
  }
  expect((await stored()).replace("abc", "")).toBe("another room. ");
  expect(device.rows("queue")).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R990] a clock that was set back a year, and one that is ahead by one, change nothing: the room is shown, and what was not sent is sent once", async () => {
  const { server, device, open, stored } = paper();
  const YEAR = 365 * 24 * 3_600_000;
  const { clock } = server;
  clock.pass(2 * YEAR);
  const ann = open();
  await server.pass(50);
  ann.away();
  for (const letter of ["c", "b", "a"]) ann.room.update((doc) => doc.page.insert(0, letter));
  await server.pass(50);
  ann.die();
  for (const [i, off] of [-YEAR, YEAR].entries()) {
    const wrong: Clock = { now: () => clock.now() + off, after: (ms, fn) => clock.after(ms, fn) };
    const again = open(true, wrong);
    // oxlint-disable-next-line no-await-in-loop -- one page load after the other
    await server.pass(50);
    const letters = i === 0 ? "abc" : "0abc";
    expect(again.room.get()?.page.toString()).toBe(letters);
    expect(again.room.status.get().asOf).toBeTypeOf("number");
    again.room.update((doc) => doc.page.insert(0, `${i}`));
    // oxlint-disable-next-line no-await-in-loop -- one page load after the other
    await server.pass(50);
    expect(again.room.status.get().saved).toBe("device");
    again.back();
    // oxlint-disable-next-line no-await-in-loop -- one page load after the other
    await server.pass(5000);
    expect(again.room.status.get()).toEqual(LIVE);
    again.die();
  }
  expect(await stored()).toBe("10abc");
  expect(device.rows("queue")).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R991] a disk that is full in the middle of what is sent: the status says memory, and a later page sends the rest, once and in order", async () => {
  const { server, device, open, stored } = paper();
  const ann = open();
  await server.pass(50);
  ann.away();
  for (let i = 0; i < 30; i++) {
    ann.room.update((doc) => void doc.notes.push({ label: `${i} ` }));
    ann.room.update((doc) => doc.page.insert(i, String.fromCodePoint(65 + i)));
  }
  await server.pass(50);
  ann.die();
  const letters = Array.from({ length: 30 }, (_, i) => String.fromCodePoint(65 + i)).join("");
  server.latency = 20;
  const again = open();
  while ((await stored()).length < 5) await server.pass(1);
  device.fail(new Error("QuotaExceeded"), 100);
  again.room.update((doc) => doc.page.insert(0, "in memory alone"));
  await server.pass(10);
  expect(again.room.status.get().saved).toBe("memory");
  again.die();
  await server.pass(100);
  device.fail(new Error(""), 0);
  const third = open();
  await server.pass(10_000);
  expect((await stored()).replace("in memory alone", "")).toBe(letters);
  const { notes } = await server.hub.room(Paper, "r").read();
  expect(notes.map(({ label }) => label.toString().trim())).toEqual(
    Array.from({ length: 30 }, (_, i) => `${i}`),
  );
  expect(third.room.status.get()).toEqual(LIVE);
  expect(device.rows("queue")).toEqual([]);
  // It is told once.
  expect(server.errors).toMatchObject([{ message: "QuotaExceeded" }]);
});
