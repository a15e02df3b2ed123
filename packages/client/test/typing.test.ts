import { defineRoom, value } from "@alongside/core";
import { expect, test } from "vitest";
import { openTyping } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { person, ScriptedRoom } from "./support/scripted-room.ts";

const Chat = defineRoom("chat", {
  version: 1,
  presence: { typing: value<string | null>(null), cursor: value<number>(0) },
  storage: { title: value("") },
});

async function pair() {
  const server = new InMemoryServer(Chat);
  const open = (name: string) => {
    const page = server.open(name);
    return { ...page, typing: openTyping(page.room) };
  };
  const [ann, bob] = [open("ann"), open("bob")];
  await server.pass(50);
  return { server, ann, bob };
}

type Typist = TestPage<typeof Chat> & { readonly typing: ReturnType<typeof openTyping> };

const typists = ({ typing }: Pick<Typist, "typing">, field: string): readonly string[] =>
  typing
    .in(field)
    .get()
    .map(({ user }) => user.id);

test("[R1218] who types is seen in the field where they do, until five seconds after the last key", async () => {
  const { server, ann, bob } = await pair();
  ann.typing.keystroke("title");
  await server.pass(50);
  expect([typists(bob, "title"), typists(bob, "other"), typists(ann, "title")]).toEqual([
    ["ann"],
    [],
    [],
  ]);
  await server.pass(4900);
  ann.typing.keystroke("title");
  await server.pass(4900);
  expect(typists(bob, "title")).toEqual(["ann"]);
  await server.pass(200);
  expect(typists(bob, "title")).toEqual([]);
  expect(ann.room.presence.get().typing).toBeNull();
});

test("[R1218] who goes on elsewhere, or has sent it, does not type there any more", async () => {
  const { server, ann, bob } = await pair();
  ann.typing.keystroke("title");
  ann.typing.keystroke("body");
  await server.pass(50);
  expect([typists(bob, "title"), typists(bob, "body")]).toEqual([[], ["ann"]]);
  // Another input of the page has one of its own, and ends only what it told.
  const other = openTyping(ann.room);
  other.keystroke("title");
  ann.typing.stop();
  await server.pass(50);
  expect([typists(bob, "title"), typists(bob, "body")]).toEqual([["ann"], []]);
  other.stop();
  other.stop();
  await server.pass(50);
  expect(typists(bob, "title")).toEqual([]);
});

test("[R1218] a thousand keys are one message, and one timer", async () => {
  const table = new ScriptedRoom().welcome().join({ people: [person("bobsclient000", "bob")] });
  table.link.take();
  const typing = openTyping(table.room, { presence: "name" });
  const before = table.clock.timers;
  for (let i = 0; i < 1000; i++) typing.keystroke("title");
  await Promise.resolve();
  expect(table.link.taken("presence").map(({ set }) => set)).toEqual([{ name: "title" }]);
  expect(table.clock.timers - before).toBe(1);
});

test("[R1218] readers hear of it when it changes, and of nothing else", async () => {
  const { server, ann, bob } = await pair();
  const told: number[] = [];
  const readable = bob.typing.in("title");
  const stop = readable.subscribe((now) => told.push(now.length));
  ann.typing.keystroke("title");
  await server.pass(50);
  const first = readable.get();
  ann.room.presence.set({ cursor: 4 });
  await server.pass(50);
  expect(told).toEqual([1]);
  expect(readable.get()).toBe(first);
  ann.die();
  await server.pass(4200);
  expect(told).toEqual([1, 0]);
  stop();
});

test("[R1218] a room whose presence has no such field throws at once", () => {
  const { room } = ScriptedRoom.live();
  expect(() => openTyping(room as never)).toThrow("the field that says where somebody types");
  expect(() => openTyping({} as never)).toThrow("what client.join answered");
});
