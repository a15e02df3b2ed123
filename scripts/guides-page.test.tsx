import { createRequire } from "node:module";
import type { Changed, Room } from "@alongside/client";
import type { LiveActivities } from "@alongside/client/activity";
import type { Follow } from "@alongside/client/follow";
import type { InboxHandle } from "@alongside/client/inbox";
import type { ListDraft, RoomDefinition } from "@alongside/core";
import type { Server } from "@alongside/server";
import "fake-indexeddb/auto";
import type { ComponentType, ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

import { open } from "./guides/play.ts";
import { createServer } from "./guides/stage/server.ts";

// A guide's hooks have a client of their own, and a page.
afterEach(() => {
  vi.resetModules();
  document.body.innerHTML = "";
});

// In a document, imports lead to what `ws` has for browsers. The server of a guide needs the real one.
vi.mock("ws", () => {
  const ws = createRequire(import.meta.url)("ws") as object;
  return { ...ws, default: ws };
});

test("[R2081] start: two windows share a list", async () => {
  const guide = open("start");
  await guide.run("server.ts");
  const { default: config } = await guide.run("vite.config.ts");
  expect(config).toHaveProperty("server.proxy./live.ws", true);
  document.body.innerHTML = "<button></button><ul></ul>";
  const { room } = (await guide.run("src/page.ts")) as { room: Room };
  const bob = await guide.join(room.definition, "roadmap");
  document.querySelector("button")!.click();
  await expect.poll(() => document.querySelector("li")?.textContent).toBe("Ship it");
  await expect.poll(() => bob.get()).toMatchObject({ votes: 1, notes: [{ done: false }] });
});

test("[R2081] react: a page of components, and somebody else in the room", async () => {
  const guide = open("react");
  const { Board } = (await guide.run("src/board.ts")) as { Board: RoomDefinition };
  await createServer({ rooms: [Board] }).listen(0);
  const { App } = (await guide.run("src/App.tsx")) as { App: ComponentType };
  show(<App />);
  const bob = await guide.join(Board, "roadmap");
  await expect.poll(() => document.querySelector("output")?.textContent).toBe("2 here, live");
  const [add, undo] = document.querySelectorAll("button");
  add!.click();
  await expect.poll(() => bob.get()).toMatchObject({ notes: [{ text: "Ship it" }] });
  document.querySelector("input")!.click();
  await expect.poll(() => bob.get()).toMatchObject({ notes: [{ done: true }] });
  expect(document.querySelector("li")?.getAttribute("aria-current")).toBe("true");
  undo!.click();
  await expect.poll(() => bob.get()).toMatchObject({ notes: [{ done: false }] });
});

test("[R2081] text: a text area, CodeMirror and an input on shared texts", async () => {
  const guide = open("text");
  const { Page } = (await guide.run("note.ts")) as { Page: RoomDefinition };
  await createServer({ rooms: [Page] }).listen(0);
  document.body.innerHTML = "<textarea></textarea><main></main>";
  const { room } = (await guide.run("page.ts")) as { room: Room };
  await room.ready;
  const { addHeading } = (await guide.run("assistant.ts")) as {
    addHeading(server: Server, id: string, heading: string): Promise<void>;
  };
  await addHeading(guide.server(), "today", "Plan");
  const area = document.querySelector("textarea")!;
  await expect.poll(() => area.value).toBe("Plan\n");
  const { state } = (await guide.run("code.ts")) as { state: { doc: { toString(): string } } };
  expect(state.doc.toString()).toBe("Plan\n");

  const { Label } = (await guide.run("Label.tsx")) as { Label: ComponentType<{ card: string }> };
  const { local: card } = room.update((doc) =>
    (doc as { cards: ListDraft<unknown, object> }).cards.push({ label: "Paint" }),
  );
  show(<Label card={card} />);
  await expect.poll(() => document.querySelector("input")?.value).toBe("Paint");
});

test("[R2081] presence: the kit shows who is here, what they select, type and wave", async () => {
  const guide = open("presence");
  const { Board } = (await guide.run("board.ts")) as { Board: RoomDefinition };
  await createServer({ rooms: [Board] }).listen(0);
  document.body.innerHTML = "<header></header><main><input></main>";
  const { room, input } = (await guide.run("page.ts")) as { room: Room; input: HTMLInputElement };
  const bob = await guide.join(Board, "roadmap");
  await expect.poll(() => document.querySelectorAll("header .alongside-avatar").length).toBe(2);
  input.dispatchEvent(new Event("input"));
  await expect.poll(() => bob.others.get()[0]?.presence).toMatchObject({ typing: "notes" });
  const { select } = (await guide.run("own.ts")) as { select(ids: readonly string[]): void };
  select(["a"]);
  await expect.poll(() => bob.others.get()[0]?.presence).toMatchObject({ selection: ["a"] });
  const { following } = (await guide.run("follow.ts")) as { following: Follow };
  expect(following.start(room.others.get()[0]!.client)).toBe(true);
  const { waves, wave } = (await guide.run("waves.ts")) as {
    waves: readonly string[];
    wave(): boolean;
  };
  expect(wave()).toBe(true);
  bob.broadcast("wave", { emoji: "🎉" });
  await expect.poll(() => waves).toEqual([`${bob.self.get()?.name} 🎉`]);
  following.end();
});

test("[R2081] offline: what waits is said, and nothing is left behind unasked", async () => {
  const guide = open("offline");
  const { Notes } = (await guide.run("notes.ts")) as { Notes: RoomDefinition };
  const first = createServer({ rooms: [Notes] });
  await first.listen(0);
  const { room } = (await guide.run("page.ts")) as { room: Room };
  const { words } = (await guide.run("status.ts")) as { words(): string };
  await room.ready;
  await expect.poll(words).toBe("Saved");
  await first.close();
  await expect.poll(() => room.status.get().name).not.toBe("live");
  room.update((doc) => (doc as { notes: ListDraft<unknown, object> }).notes.push({ text: "Milk" }));
  await room.saved("device");
  expect(words()).toBe("1 changes are kept on this device");
  const { signOut } = (await guide.run("sign-out.ts")) as {
    signOut(ask: (rooms: readonly string[]) => Promise<boolean>): Promise<boolean>;
  };
  expect(await signOut(async () => false)).toBe(false);
  expect(await signOut(async (rooms) => rooms.join() === "notes:shopping")).toBe(true);
});

test("[R2081] feeds: a chat, a comment, and the inbox of who was named", async () => {
  const guide = open("feeds");
  await guide.run("server.ts");
  const bell = (await guide.run("bell.ts")) as {
    inbox: InboxHandle;
    badge(): number | "";
    opened(): void;
  };
  const { room, ask, comment } = (await guide.run("chat.ts")) as {
    room: Room;
    ask(text: string, whom: string): Promise<string>;
    comment(task: string, text: string): Changed<string>;
  };
  await ask("Why?", "bob");
  const { assigned } = (await guide.run("tell.ts")) as {
    assigned(user: string, task: string): Promise<void>;
  };
  await assigned("bob", "7");
  await assigned("bob", "7");
  await expect.poll(bell.badge).toBe(2);
  bell.opened();
  expect(bell.badge()).toBe("");
  const task = await guide
    .room(room.definition, "roadmap")
    .update((doc) => void (doc as { tasks: ListDraft<unknown, object> }).tasks.push({ title: "A" }))
    .then(() => guide.room(room.definition, "roadmap").read())
    .then((board) => (board as { tasks: readonly { id: string }[] }).tasks[0]!.id);
  await comment(task, "Which colour?").committed;
  // Nothing has a size on a page that nobody sees.
  for (const name of ["clientHeight", "clientWidth", "offsetHeight"])
    Object.defineProperty(HTMLElement.prototype, name, { get: () => 400, configurable: true });
  const { Talk } = (await guide.run("Talk.tsx")) as { Talk: ComponentType };
  show(<Talk />);
  await expect.poll(() => document.body.textContent).toContain("Why?");
  bell.inbox.close();
});

test("[R2081] dashboards: figures come, and what is told is listed", async () => {
  const guide = open("dashboards");
  const { measured, delivered } = (await guide.run("server.ts")) as {
    measured(truck: string, kmh: number): Promise<void>;
    delivered(): Promise<unknown>;
  };
  const { room, drawn, activity, deploy, stop } = (await guide.run("page.ts")) as {
    room: Room;
    drawn: readonly unknown[];
    activity: LiveActivities;
    deploy(): Changed<void>;
    stop(): void;
  };
  await room.ready;
  await measured("truck 7", 61.52);
  await expect.poll(() => drawn).toEqual([["truck 7", 61.5]]);
  stop();
  await delivered();
  await expect.poll(() => document.title).toBe("1 delivered");
  const end = activity.subscribe(() => undefined);
  await deploy().committed;
  await expect.poll(() => activity.get().activities[0]?.words).toMatch(/ deployed 1\.2$/);
  end();
});

/** Puts a component into the page until the test is over. */
function show(component: ReactNode): void {
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  onTestFinished(() => root.unmount());
  root.render(component);
}
