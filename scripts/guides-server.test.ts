import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Client, Room, Undo } from "@alongside/client";
import {
  counter,
  defineRoom,
  type RoomDefinition,
  type TextDraft,
  type TextValue,
  value,
} from "@alongside/core";
import type { Authenticate, Follower, RequestInfo } from "@alongside/server";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { SMTPServer } from "smtp-server";
import * as Y from "yjs";

import { open } from "./guides/play.ts";

test("[R2081] server: attached to a server, written by its code, followed", async () => {
  const guide = open("server");
  const { Board } = (await guide.run("board.ts")) as { Board: RoomDefinition };
  const { web } = (await guide.run("server.ts")) as { web: HttpServer };
  await expect.poll(() => web.listening).toBe(true);
  const ann = await guide.join(Board, "roadmap");
  const jobs = (await guide.run("jobs.ts")) as {
    importNotes(texts: readonly string[]): Promise<void>;
    voteFor(user: string): Promise<void>;
  };
  const { index, indexing } = (await guide.run("search.ts")) as {
    index: Map<string, string>;
    indexing: Follower;
  };
  await jobs.importNotes(["Paint", "Sand"]);
  await jobs.voteFor("ann");
  await expect.poll(() => ann.get()).toMatchObject({ votes: 1 });
  await indexing.settled();
  expect(index.get("board:roadmap")).toBe("Paint\nSand");
  const answer = await fetch(`http://127.0.0.1:${(web.address() as AddressInfo).port}/`);
  expect(await answer.text()).toBe("1 votes");
  web.closeAllConnections();
  web.close();
});

test("[R2081] notifications: a mail of what stays unread, as much as its reader wants", async () => {
  const raw: string[] = [];
  const mails = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _, done) => {
      stream.on("data", (piece: Buffer) => raw.push(piece.toString()));
      stream.on("end", () => done());
    },
  });
  await new Promise<void>((resolve) => mails.listen(0, "127.0.0.1", resolve));
  const { port } = mails.server.address() as AddressInfo;
  vi.stubEnv("MAIL_SERVER", `smtp://127.0.0.1:${port}`);
  vi.stubEnv("MAIL_AFTER_MINUTES", "0");
  onTestFinished(() => {
    vi.unstubAllEnvs();
    return new Promise<void>((resolve) => mails.close(() => resolve()));
  });
  const guide = open("notifications");
  const { setUp } = (await guide.run("wants.ts")) as {
    setUp(user: string, room: string): Promise<void>;
  };
  await setUp("ann@app.example", "board:roadmap");
  const { deployed } = (await guide.run("deployed.ts")) as {
    deployed(version: string, users: readonly string[]): Promise<unknown>;
  };
  await deployed("7", ["ann@app.example", "bob@app.example"]);
  await guide.server().notify("ann@app.example", { kind: "task", subject: "1", title: "Paint" });
  await expect.poll(() => raw.join("")).toContain("Version 7 is out");
  expect(raw.join("")).not.toContain("bob@app.example");
});

test("[R2081] auth: tokens, roles, cookies, and rights that change", async () => {
  const guide = open("auth");
  const { server } = await guide.run("server.ts");
  const { tokenFor } = (await guide.run("token.ts")) as {
    tokenFor(user: { id: string; name: string }): Promise<string>;
  };
  const ann = await tokenFor({ id: "ann", name: "Ann" });
  const answers = [
    new Response(ann),
    new Response("", { status: 500 }),
    new Response("", { status: 401 }),
  ];
  vi.stubGlobal("fetch", async () => answers.shift());
  const { room } = (await guide.run("page.ts")) as { room: Room };
  await room.ready;
  vi.unstubAllGlobals();
  expect(room.rights.get()).toEqual({ read: true, write: true });
  const bob = await tokenFor({ id: "bob", name: "Bob" });
  const bobs = await guide.join(room.definition, "roadmap", () => bob);
  expect(bobs.rights.get()).toEqual({ read: true, write: ["notes"] });
  const teams = (await guide.run("teams.ts")) as {
    setRole(room: string, user: string, role: undefined): Promise<void>;
    signOut(user: string): Promise<void>;
  };
  await teams.setRole("roadmap", "bob", undefined);
  await expect.poll(() => bobs.status.get().code).toBe("auth.forbidden");
  await teams.signOut("ann");
  await expect.poll(() => room.status.get().name).not.toBe("live");
  expect(server).toBe(guide.server());

  const { byCookie } = (await guide.run("sessions.ts")) as { byCookie: Authenticate };
  const asked = (cookie: string): RequestInfo => ({
    url: "/live",
    headers: { cookie },
    address: "::1",
  });
  expect(await byCookie(undefined, asked("a=b; session=s1"), {})).toMatchObject({
    user: { id: "ann" },
  });
  expect(() => byCookie(undefined, asked("session=s2"), {})).toThrow("Please sign in");
});

test("[R2081] modelling: what is written merges as the table says", async () => {
  const guide = open("modelling");
  const { Tasks } = (await guide.run("tasks.ts")) as { Tasks: RoomDefinition };
  const newer = await serve(guide, Tasks);
  const { room, task, committed } = (await guide.run("writing.ts")) as {
    room: Room;
    task: string;
    committed: Promise<unknown>;
  };
  await committed;
  const me = room.self.get()!.id;
  const { columns, about, votes } = (await guide.room(Tasks, "sprint-7").read()) as never as {
    columns: readonly { name: string; tasks: readonly { id: string; body: TextValue }[] }[];
    about: object;
    votes: ReadonlyMap<string, object>;
  };
  expect(columns.map(({ name, tasks }) => [name, tasks.map(({ id }) => id)])).toEqual([
    ["To do", []],
    ["Done", [task]],
  ]);
  expect(columns[1]?.tasks[0]?.body.toString()).toBe("The door, not the wall. ");
  expect(about).toEqual({ title: "Untitled", stars: 1 });
  expect(votes.get(me)).toMatchObject({ points: 3 });

  const Before = defineRoom("tasks", { version: 1, storage: { title: value("") } });
  const { createServer } = await import("./guides/stage/server.ts");
  const before = createServer({ rooms: [Before] });
  await before.room(Before, "old").update((doc) => void (doc.title = "Sprint 6"));
  await newer.rooms.import("tasks:old", before.rooms.export("tasks:old"));
  expect(await newer.room(Tasks, "old").read()).toMatchObject({ about: { title: "Sprint 6" } });
});

test("[R2081] refusals: a rule says no, the page lists it, and who waits is told", async () => {
  const guide = open("refusals");
  await guide.run("server.ts");
  const { room, toasts, decide } = (await guide.run("page.ts")) as {
    room: Room;
    toasts: readonly string[];
    decide(id: string, choice: "again" | "discard"): void;
  };
  const { addSurely } = (await guide.run("awaited.ts")) as {
    addSurely(text: string): Promise<string>;
  };
  expect(await addSurely("Paint")).toBe("saved");
  await guide.room(room.definition, "roadmap").mutate("freeze", {});
  expect(await addSurely("Sand")).toBe("board.frozen");
  expect(toasts).toEqual(["This board was frozen"]);
  const [item] = room.rejected.get();
  decide(item!.id, "discard");
  expect(room.rejected.get()).toEqual([]);
  expect(room.get()).toMatchObject({ notes: [{ text: "Paint" }] });
});

test("[R2081] history: named moments, who wrote what, and bringing it back", async () => {
  const guide = open("history");
  const { Page } = (await guide.run("page-room.ts")) as { Page: RoomDefinition };
  await serve(guide, Page);
  const versions = (await guide.run("versions.ts")) as {
    room: Room;
    save(name: string): Promise<{ seq: number }>;
    versions(): Promise<readonly { seq: number; label: string }[]>;
    preview(seq: number): Promise<string>;
    bringBack(seq: number): Promise<void>;
  };
  const { undo, canUndo } = (await guide.run("undo.ts")) as Undo & Record<string, unknown>;
  const { room } = versions;
  const write = (words: string) =>
    room.update((doc) => (doc as { body: TextDraft }).body.insert(0, words)).committed;
  const body = () => (room.get() as { body: TextValue }).body.toString();
  await room.ready;
  await write("Plan");
  const { seq } = await versions.save("First");
  await write("No ");
  expect(await versions.versions()).toEqual([{ seq, label: `First, by ${room.self.get()?.name}` }]);
  expect(await versions.preview(seq)).toBe("Plan");
  await versions.bringBack(seq);
  expect(body()).toBe("Plan");
  expect(canUndo.get()).toBe(true);
  await undo()?.committed;
  expect(body()).toBe("No Plan");
  const changes = (await guide.run("changes.ts")) as {
    lastWeekOf(user: string): Promise<readonly string[]>;
    writers(): Promise<readonly string[]>;
  };
  expect((await changes.lastWeekOf(room.self.get()!.id)).length).toBe(4);
  expect((await changes.writers()).join()).toContain(": No Plan");
});

test("[R2081] deployment: a server that stops when it is told to", async () => {
  const guide = open("deployment");
  const { Board } = (await guide.run("rooms.ts")) as { Board: RoomDefinition };
  const before = new Set(process.listeners("SIGTERM"));
  await guide.run("server.ts");
  const signals = ["SIGINT", "SIGTERM"] as const;
  const added = signals.flatMap((name) =>
    process.rawListeners(name).filter((listener) => !before.has(listener as never)),
  );
  onTestFinished(() => {
    for (const name of signals)
      for (const listener of added) process.off(name, listener as () => void);
  });
  const page = await guide.join(Board, "roadmap");
  for (const listener of added) (listener as () => void)();
  await expect.poll(() => page.status.get().name).not.toBe("live");
});

test("[R2081] coming from: a document of Yjs, and events", async () => {
  const guide = open("coming-from");
  const { Page, importYjs } = (await guide.run("import-yjs.ts")) as {
    Page: RoomDefinition;
    importYjs(id: string, update: Uint8Array): Promise<void>;
  };
  const doc = new Y.Doc();
  doc.getText("body").insert(0, "Plan");
  doc.getArray("tags").push(["a", "b"]);
  await importYjs("today", Y.encodeStateAsUpdate(doc));
  const { room, pings, ping } = (await guide.run("events.ts")) as {
    room: Room;
    pings: readonly number[];
    ping(): boolean;
  };
  await room.ready;
  const { body, tags } = room.get() as { body: TextValue; tags: readonly { name: string }[] };
  expect([body.toString(), ...tags.map(({ name }) => name)]).toEqual(["Plan", "a", "b"]);
  const bob = await guide.join(Page, "today");
  expect(ping()).toBe(true);
  bob.broadcast("ping", { at: 7 });
  await expect.poll(() => pings).toEqual([7]);
});

test("[R2081] troubleshooting: a page says why it is as it is", async () => {
  const guide = open("troubleshooting");
  const Known = defineRoom("known", { version: 1, storage: { votes: counter() } });
  const Other = defineRoom("other", { version: 1, storage: { votes: counter() } });
  await serve(guide, Known);
  const { watch } = (await guide.run("watch.ts")) as {
    watch(client: Client, room: Room, print: (line: string) => void): () => void;
  };
  const { createClient } = await import("./guides/stage/client.ts");
  const client = createClient({ url: "/live", onError: () => undefined });
  const room = client.join(Other, "roadmap");
  room.ready.catch(() => undefined);
  const lines: string[] = [];
  const stop = watch(client, room, (line) => lines.push(line));
  await expect.poll(() => lines.join("\n")).toContain("room: refused, room.unknown, ");
  stop();
});

describe("[R2081] testing: the tests of the guide pass", async () => {
  const guide = open("testing", afterAll);
  await guide.run("rules.test.ts");
  await guide.run("pages.test.ts");
});

/** A server for guides that bring none. */
async function serve(guide: ReturnType<typeof open>, ...rooms: readonly RoomDefinition[]) {
  const { createServer } = await import("./guides/stage/server.ts");
  await createServer({ rooms }).listen(0);
  return guide.server();
}
