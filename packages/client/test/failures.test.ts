import { Refused } from "@alongside/core";
import { expect, test } from "vitest";
import { type About, type ClientOptions, openText, openGesture } from "../src/index.ts";
import { open, Paper } from "./support/paper.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";
import { ROOM, ScriptedRoom } from "./support/scripted-room.ts";

/** A room whose client tells a test of all that fails. */
function told(isLive = true) {
  const heard: { readonly code: unknown; readonly about: About | undefined }[] = [];
  const options: Partial<ClientOptions> = {
    onError: (error, about) => heard.push({ code: (error as { code?: unknown }).code, about }),
  };
  const table = isLive ? ScriptedRoom.live(options) : new ScriptedRoom(options);
  return { table, heard };
}

test("[R355] a change that the server refuses is told to onError, with its item in rejected", async () => {
  const { table, heard } = told();
  const { room } = table;
  const changes = [1, 2].map((i) => room.update((doc) => void (doc.title = `title ${i}`)));
  table.refuse(1);
  table.refuse(2, "late");
  await expect(changes[0]?.committed).rejects.toMatchObject({ code: "locked" });
  const [first, second] = room.rejected.get();
  expect(first?.id).not.toBe(second?.id);
  expect(heard).toEqual([
    { code: "locked", about: { room: ROOM, rejected: first?.id } },
    { code: "late", about: { room: ROOM, rejected: second?.id } },
  ]);
  const { id } = second ?? {};
  first?.discard();
  expect(room.rejected.get().map((item) => item.id)).toEqual([id]);
});

test("[R763] what is refused at once is thrown, and told to onError too; a mistake in the code is only thrown", () => {
  const { table, heard } = told();
  expect(() =>
    table.room.update((doc) => void (doc.title = Number.NaN as unknown as string)),
  ).toThrow("title");
  expect(heard).toEqual([{ code: "value.json", about: { room: ROOM } }]);
  expect(() =>
    table.room.update(() => {
      throw new Error("a slip");
    }),
  ).toThrow("a slip");
  expect(heard).toHaveLength(1);
});

test.each([
  ["room.unknown", 'This server runs no rooms of the kind "board"; its kinds are "notes"'],
  ["schema.outdated", "reload the page"],
])("[R356] a room that the server does not run as the page does is told: %s", (code, message) => {
  const heard: unknown[] = [];
  const table = new ScriptedRoom({ onError: (error, about) => heard.push([error, about]) });
  table.welcome();
  table.say({ type: "closed", room: ROOM, code, message });
  expect(heard).toMatchObject([
    [{ code, message: `${message} (docs/errors.md#${code})` }, { room: ROOM }],
  ]);
  expect(table.room.status.get()).toMatchObject({ name: "refused", code, reason: message });
});

test.each([
  ["gesture.update", "votes", "value.json"],
  ["gesture.commit", "at most 10000 ops", "message.too-big"],
  ["edit of a text", "the limit is 40", "text.too-long"],
  ["resubmit", "label", "value.json"],
] as const)(
  "[R763] what %s refuses is thrown, and told to onError once",
  async (call, why, code) => {
    const heard: unknown[] = [];
    const server = new InMemoryServer(Paper);
    const ann = open(server, "ann", (error) => heard.push((error as Refused).code));
    await server.pass(50);
    ann.room.mutate.refuse({ label: "one" });
    await server.pass(50);
    expect(heard.splice(0)).toEqual(["paper.today"]);
    const gesture = openGesture(ann.room);
    const refused = {
      "gesture.update": () => gesture.update((doc) => void (doc.votes = Number.NaN)),
      "gesture.commit"() {
        gesture.update((doc) => {
          for (let i = 0; i < 10_001; i++) doc.notes.push({});
        });
        gesture.commit();
      },
      "edit of a text": () => openText(ann.room, (doc) => doc.title).edit(["x".repeat(41)]),
      resubmit: () => ann.room.rejected.get()[0]?.resubmit({ label: Number.NaN }),
    }[call];
    expect(refused).toThrow(why);
    // Of a gesture that is too large to be shown that is told as well.
    expect(heard.filter((other) => other !== "limit.preview")).toEqual([code]);
    expect(ann.room.rejected.get()).toHaveLength(1);
  },
);

test("[R355] a gesture before the room is here is refused as an update is", () => {
  const { table, heard } = told(false);
  expect(() => openGesture(table.room)).toThrow("loading");
  expect(heard).toEqual([{ code: "room.loading", about: { room: ROOM } }]);
});

test("[R386] an edit that did not fit is listed, moves with what others type, and is made again where it belongs", async () => {
  const heard: unknown[] = [];
  const server = new InMemoryServer(Paper);
  const ann = open(server, "ann", (_, about) => heard.push(about));
  const bob = open(server, "bob");
  await server.pass(50);
  const [title, theirs] = [ann, bob].map(({ room }) => openText(room, (doc) => doc.title));
  theirs?.edit(["x".repeat(38)]);
  await server.pass(50);
  const paste = [38, "five!"];
  expect(() => title?.edit(paste, true)).toThrow("40");
  expect(heard).toEqual([]);
  title?.refused(new Refused("text.too-long", "It is too long"), paste);
  const [item] = ann.room.rejected.get();
  expect(item).toMatchObject({ code: "text.too-long", message: "It is too long" });
  expect(heard).toEqual([{ room: "paper:r", rejected: item?.id }]);
  theirs?.edit(["> ", -20]);
  await server.pass(50);
  await Promise.all([item?.retry().committed, server.pass(50)]);
  const read = (): string => `${bob.room.get()?.title.toString()}`;
  expect(read()).toBe(`> ${"x".repeat(18)}five!`);
  expect(ann.room.rejected.get()).toEqual([]);
});

test("[R386] an edit that failed otherwise is told to onError, and is nothing to send again", async () => {
  const heard: unknown[] = [];
  const server = new InMemoryServer(Paper);
  const ann = open(server, "ann", (...all) => heard.push(all));
  await server.pass(50);
  const slip = new RangeError("a slip");
  ann.text.refused(slip, ["a"]);
  expect(heard).toEqual([[slip, { room: "paper:r" }]]);
  expect(ann.room.rejected.get()).toEqual([]);
});

test("[R387] in a development build coded errors link where they are described, once, and what people read does not", async () => {
  const heard: string[] = [];
  const table = ScriptedRoom.live({ onError: (error) => heard.push((error as Error).message) });
  const { room } = table;
  const change = room.update((doc) => void (doc.title = "x"));
  table.refuse(1, "auth.key");
  const link = "(docs/errors.md#auth.key)";
  await expect(change.committed).rejects.toMatchObject({
    message: expect.stringContaining(link) as string,
    stack: expect.stringContaining(link) as string,
  });
  expect(heard.splice(0)).toEqual([expect.stringMatching(/\(docs\/errors\.md#auth\.key\)$/)]);
  expect(room.rejected.get()[0]?.message).not.toContain("docs/");

  const nan = Number.NaN as unknown as string;
  expect(() => room.update((doc) => void (doc.title = nan))).toThrow(/[^)] \(.*#value\.json\)$/);
  expect(() => room.presence.set({ cursor: { x: Number.NaN, y: 0 } })).toThrow("#value.json");
  expect(() => room.broadcast("wave", nan)).toThrow("#value.json");
  room.update((doc) => void (doc.title = "y"));
  table.refuse(2, "board.full");
  expect(heard.splice(0)).toEqual([
    expect.stringContaining("#value.json") as string,
    expect.not.stringContaining("docs/") as string,
  ]);

  const early = new ScriptedRoom().welcome();
  early.say({ type: "closed", room: ROOM, code: "auth.forbidden", message: "Not here" });
  expect(early.room.status.get().reason).toBe("Not here");
  await expect(early.room.ready).rejects.toThrow("Not here (docs/errors.md#auth.forbidden)");
  early.client.close();
  expect(() => early.client.join(room.definition, "r")).toThrow("docs/errors.md#join");
});
