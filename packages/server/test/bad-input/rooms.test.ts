import { expect, test } from "vitest";
import type { Said } from "../../../core/test/speech.ts";
import { outcome } from "../live/change.ts";
import { RawClient } from "../live/client.ts";
import { ROOM, scene } from "../live/scene.ts";

test.each([
  "board:__proto__",
  "board:constructor",
  "board:prototype",
  "__proto__:one",
  "constructor:one",
  "toString:one",
  "chat:one",
  "board",
  "board:",
  ":one",
  "board:../../etc/passwd",
  "board:a b",
  `board:${"x".repeat(129)}`,
])("[R144] there is no room %s, and the connection lives on", async (room) => {
  const { mallory, undisturbed } = await scene();
  mallory.say({ type: "join", room, version: 1, ended: 0 });
  expect(await mallory.next("closed")).toMatchObject({ room, code: "room.unknown" });
  mallory.say({ type: "ping" });
  await mallory.next("pong");
  await undisturbed();
});

test.each<readonly [what: string, frame: Said]>([
  ["change", { type: "change", room: "board:two", n: 1, base: 0, ops: {} }],
  ["presence", { type: "presence", room: "board:two", set: {} }],
  ["preview", { type: "preview", room: "board:two", gesture: 1, ops: null }],
  ["event", { type: "event", room: "board:two", name: "wave", body: 1 }],
])("[R149] a %s for a room that was not joined ends the connection", async (_what, frame) => {
  const { mallory, undisturbed } = await scene();
  mallory.say(frame);
  expect(await mallory.ended).toMatchObject({ close: 4404, bye: { code: "room.not-joined" } });
  await undisturbed();
});

test("[R146] a counter that goes back changes nothing a second time", async () => {
  const { ann, bob, undisturbed } = await scene();
  ann.setTitle(ROOM, 1, "once more"); // 1 has ended already
  ann.say({ type: "ping" });
  await ann.next("pong");
  await undisturbed();
  expect(JSON.stringify(bob.frames)).not.toContain("once more");
});

test("[R146] a counter that jumps ends the connection, which resumes", async () => {
  const { mallory, url, undisturbed } = await scene();
  mallory.setTitle(ROOM, 2, "too early");
  expect(await mallory.ended).toMatchObject({ close: 4410, bye: { code: "counter.gap" } });
  await undisturbed();
  const again = await RawClient.join(url, ROOM, {
    id: mallory.id,
    guest: "mallory",
    token: "mallory",
  });
  expect(await outcome(again, {}, 1)).toMatchObject({ ack: 1 });
});

test("[R561] a connection has so many rooms and no more", async () => {
  const { mallory, undisturbed } = await scene({ limits: { roomsPerConnection: 2 } });
  mallory.say({ type: "join", room: "board:two", version: 1, ended: 0 });
  await mallory.next("joined");
  mallory.say({ type: "join", room: "board:three", version: 1, ended: 0 });
  expect(await mallory.next("closed")).toMatchObject({ room: "board:three", code: "limit.rooms" });
  mallory.say({ type: "leave", room: "board:two" });
  mallory.say({ type: "join", room: "board:three", version: 1, ended: 0 });
  await mallory.next("joined");
  await undisturbed();
});

test("a page of another version of the room is told to reload", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.say({ type: "join", room: "board:two", version: 2, ended: 0 });
  expect(await mallory.next("closed")).toMatchObject({ code: "schema.outdated" });
  await undisturbed();
});

test("[R362] what a stranger says of a definition costs one clean line of bounded length, and nothing else", async () => {
  const { mallory, lines, undisturbed } = await scene();
  const before = lines.length;
  const fields = Array.from({ length: 400 }, (_, i) => `storage.f${i}: x`);
  const shape = ["shape 1", `a\u001b[31m\r\u2028${"y".repeat(500)}: \u0007`, ...fields].join("\n");
  mallory.say({ type: "join", room: "board:two", version: 1, ended: 0, shape });
  const { code, message } = await mallory.next("notice");
  expect(code).toBe("schema.differs");
  expect(message).toMatch(/^[\x20-\x7e…]{100,800}$/);
  expect(message).toMatch(/storage\.f1, x; \d+ more\. Reload/);
  expect(lines.slice(before)).toEqual([`warn: ${message}`]);
  for (const other of ["shape 2\nstorage.title: x", "nonsense", "shape 1 "]) {
    mallory.say({ type: "leave", room: "board:two" });
    mallory.say({ type: "join", room: "board:two", version: 1, ended: 0, shape: other });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await mallory.next("joined");
  }
  mallory.say({ type: "ping" });
  await mallory.next("pong");
  expect(mallory.frames.filter(({ type }) => type === "notice")).toEqual([]);
  await undisturbed();
});
