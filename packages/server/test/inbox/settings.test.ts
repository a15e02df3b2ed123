import { Inbox, type NewNotification } from "@alongside/core/inbox";
import { expect, test, vi } from "vitest";
import { unreadItems } from "../../src/inbox/deliver/unread-items.ts";
import { World } from "../room/world.ts";
import { itemsOf, TALK } from "./inbox-rooms.ts";

const KEYS = { p256dh: "B".repeat(87), auth: "a".repeat(22) };

function bobsWorld() {
  const world = new World({ rooms: [TALK], inbox: {} });
  const inbox = world.hub.room(Inbox, "bob");
  const level = (
    what: string,
    to: "everything" | "participating" | "nothing" | null,
    channel: "inbox" | "email" | "push" = "inbox",
  ) => inbox.mutate("level", { what, channel, level: to }, { as: "bob" });
  const notify = async (note: Partial<NewNotification>): Promise<boolean> => {
    const given = { kind: "task", subject: "task 7", title: "Look", ...note };
    const before = await itemsOf(world.hub, "bob");
    await world.hub.inboxes?.notify("bob", given);
    return JSON.stringify(before) !== JSON.stringify(await itemsOf(world.hub, "bob"));
  };
  return { world, inbox, level, notify };
}

test("[R1888] the level of a subject counts before that of its room, of its kind, and of all", async () => {
  const { level, notify } = bobsWorld();
  const place = { room: "talk:a", feed: "chat", seq: 5, epoch: "e" };
  expect(await notify({ place })).toBe(true);
  await level("all", "nothing");
  expect(await notify({ place })).toBe(false);
  await level("kind task", "participating");
  expect(await notify({ place })).toBe(true);
  await level("room talk:a", "nothing");
  expect(await notify({ place })).toBe(false);
  expect(await notify({})).toBe(true);
  await level("subject task 7", "everything");
  expect(await notify({ place })).toBe(true);
  expect(await notify({ place, subject: "task 8" })).toBe(false);
  await level("subject task 7", null);
  expect(await notify({ place })).toBe(false);
  expect(await notify({ place, priority: "urgent" })).toBe(true);
});

test("[R1889] what is for those at everything reaches nobody else", async () => {
  const { level, notify } = bobsWorld();
  const note = { kind: "deploy", subject: "web", level: "everything" } as const;
  expect(await notify(note)).toBe(false);
  await level("kind deploy", "everything");
  expect(await notify(note)).toBe(true);
});

test("[R1888] a mute is the level nothing, and who ends a channel hears nothing on it", async () => {
  const { inbox, level, notify } = bobsWorld();
  await inbox.mutate("mute", { what: "kind task", on: true }, { as: "bob" });
  expect(await notify({})).toBe(false);
  await level("kind task", "everything", "email");
  await inbox.mutate("stop", { channel: "email" }, { as: "bob" });
  const { levels } = await inbox.read();
  expect(Array.from(levels, ([what, { inbox: i, email }]) => [what, i, email])).toEqual([
    ["all", null, "nothing"],
    ["kind task", "nothing", null],
  ]);
  await inbox.mutate("mute", { what: "kind task", on: false }, { as: "bob" });
  expect(await notify({})).toBe(true);
  expect((await inbox.read()).levels.size).toBe(1);
});

const ITEM = {
  kind: "k",
  priority: "normal",
  count: 1,
  read: 0,
  archived: 0,
  snoozed: 0,
  place: null,
};
const QUIET = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };

test.each([
  ["level", { what: "rooms talk:a", channel: "inbox", level: "nothing" }, "what is"],
  ["level", { what: "room a b", channel: "inbox", level: "nothing" }, "what is"],
  ["level", { what: `subject ${"x".repeat(300)}`, channel: "inbox", level: null }, "what is"],
  ["level", { what: "all", channel: "sms", level: "nothing" }, "channel is"],
  ["level", { what: "all", channel: "email", level: "some" }, "level is"],
  ["stop", { channel: "inbox" }, "channel is"],
  ["mute", { what: "all", on: 1 }, "on is"],
  ["quiet", { quiet: { ...QUIET, from: "24:00" } }, "from and to"],
  ["quiet", { quiet: { ...QUIET, from: "07:00" } }, "differ"],
  ["quiet", { quiet: { ...QUIET, zone: "Mars/Base" } }, "zone is"],
  ["quiet", { quiet: { ...QUIET, html: "<b>" } }, "have no html"],
  ["subscribe", { endpoint: "http://push.example/1", keys: KEYS }, "endpoint is"],
  ["subscribe", { endpoint: "https://ann@push.example/1", keys: KEYS }, "endpoint is"],
  ["subscribe", { endpoint: `https://push.example/${"x".repeat(500)}`, keys: KEYS }, "500"],
  ["subscribe", { endpoint: "https://push.example/1", keys: { ...KEYS, auth: "" } }, "p256dh and"],
  ["unsubscribe", { endpoint: "javascript:1" }, "endpoint is"],
  ["level", { what: "all", channel: "inbox", level: "nothing", note: "x" }, "no note"],
  ["mute", { what: "all", on: true, note: "x" }, "no note"],
  ["stop", { channel: "email", note: "x" }, "no note"],
  ["quiet", { quiet: null, note: "x" }, "no note"],
  ["mark", { as: "read", items: [], note: "x" }, "no note"],
  ["snooze", { key: "task 7", until: 1, note: "x" }, "no note"],
  ["subscribe", { endpoint: "https://push.example/1", keys: KEYS, note: "x" }, "no note"],
  ["subscribe", { endpoint: "https://push.example/1", keys: { ...KEYS, note: "x" } }, "no note"],
  ["unsubscribe", { endpoint: "https://push.example/1", note: "x" }, "no note"],
] as const)("[R1891] %s of %j is refused", async (name, args, message) => {
  const { inbox } = bobsWorld();
  await expect(inbox.mutate(name, args as never, { as: "bob" })).rejects.toThrow(message);
});

test("[R1891] an inbox has 500 settings and ten browsers; one browser more takes the place of the oldest", async () => {
  const { world, inbox, level } = bobsWorld();
  await Promise.all(Array.from({ length: 500 }, (_, i) => level(`kind k${i}`, "nothing")));
  await expect(level("kind more", "nothing")).rejects.toMatchObject({ code: "inbox.full" });
  await level("kind k1", "everything");
  await level("kind more", null);
  for (let i = 0; i < 11; i++) {
    const keys = { ...KEYS, p256dh: `${i}`.padStart(87, "B") };
    // oxlint-disable-next-line no-await-in-loop -- in order
    await inbox.mutate("subscribe", { endpoint: `https://push.example/${i}`, keys }, { as: "bob" });
    // oxlint-disable-next-line no-await-in-loop -- in order
    await world.clock.advance(1);
  }
  await inbox.mutate("unsubscribe", { endpoint: "https://push.example/5" }, { as: "bob" });
  const left = Array.from((await inbox.read()).pushes.values(), ({ endpoint }) =>
    endpoint.slice(21),
  );
  expect(left).toEqual(["10", "1", "2", "3", "4", "6", "7", "8", "9"]);
});

test("[R1891] one endpoint is one browser, whatever keys it comes with", async () => {
  const { inbox } = bobsWorld();
  const endpoint = "https://push.example/1";
  for (const letter of ["B", "C", "C", "D"]) {
    const keys = { ...KEYS, p256dh: letter.repeat(87) };
    // oxlint-disable-next-line no-await-in-loop -- in order
    await inbox.mutate("subscribe", { endpoint, keys }, { as: "bob" });
  }
  expect([...(await inbox.read()).pushes.keys()]).toEqual(["D".repeat(87)]);
});

test("[R1893] however much is unread in quiet hours, it is asked once when they are over", () => {
  const bob = new Map(
    Array.from({ length: 200 }, (_, i) => [`k ${i}`, { ...ITEM, subject: `${i}`, at: i }]),
  );
  const formats = vi.spyOn(Intl, "DateTimeFormat");
  try {
    const night = Date.parse("2026-11-30T23:00:00Z");
    const state = { items: bob, levels: new Map(), quiet: QUIET, sent: new Map() };
    const found = unreadItems(state as never, "email", night, () => false, 60_000);
    expect(found).toEqual({ items: [], again: Date.parse("2026-12-01T06:00:00Z") });
    expect(formats.mock.calls.length).toBeLessThan(5);
  } finally {
    formats.mockRestore();
  }
});

test("[R1874] only the server says what was delivered, and no page reads it", async () => {
  const { world, inbox, notify } = bobsWorld();
  await notify({});
  const sent = { channel: "email", items: [["task task 7", 1]] } as const;
  await expect(inbox.mutate("sent", sent, { as: "bob" })).rejects.toMatchObject({
    code: "inbox.closed",
  });
  await inbox.mutate("sent", sent);
  const bob = await world.greet("bob", "bob");
  const told = JSON.stringify([await bob.join({ room: "inbox:bob" }), bob.heard]);
  expect(told).toContain("task 7");
  expect(told).not.toContain('"sent"');
});
