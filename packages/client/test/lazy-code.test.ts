import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { defineRoom, type OfflinePolicy, value } from "@alongside/core";
import { beforeEach, expect, test, vi } from "vitest";
import type { Down } from "@alongside/core/engine";
import { needsSetbacks } from "../src/room/later-setbacks.ts";
import { sessionOf } from "../src/room/sessions.ts";
import { ScriptedRoom, settled } from "./support/scripted-room.ts";

/** Where a page loads the parts of its code from. */
const site = vi.hoisted(() => ({ isLoaded: false, isAway: false, asked: 0 }));

vi.mock(import("../src/lazy.ts"), async (original) => {
  const { Lazy, Later } = await original();
  class Watched<M> extends Lazy<M> {
    override get here(): M | undefined {
      return site.isLoaded ? super.here : undefined;
    }
    override async load(): Promise<M> {
      site.asked += 1;
      if (site.isAway) throw new TypeError("Failed to fetch dynamically imported module");
      const code = await super.load();
      site.isLoaded = true;
      return code;
    }
  }
  return { Lazy: Watched, Later };
});

beforeEach(() => Object.assign(site, { isLoaded: false, isAway: false, asked: 0 }));

test("[R841] a refusal waits for the code it needs, and what comes behind it waits too", async () => {
  const table = ScriptedRoom.live();
  const { committed } = table.room.update((doc) => void (doc.title = "rude"));
  table.room.update((doc) => doc.votes.add(5));
  table.refuse(1, "manners", "Be kind");
  table.ack(2);
  expect(table.state).toMatchObject({ title: "rude", votes: 5 });
  expect(table.room.status.get()).toMatchObject({ name: "live", pending: 2 });
  await expect(committed).rejects.toMatchObject({ code: "manners" });
  await settled();
  expect(table.state).toMatchObject({ title: "untitled", votes: 5 });
  expect(table.room.status.get()).toMatchObject({ name: "live", pending: 0 });
  expect(table.room.rejected.get()).toMatchObject([{ code: "manners" }]);
});

test("[R841] a room that begins anew under pending changes waits too; a link that breaks meanwhile brings it again", async () => {
  const table = ScriptedRoom.live();
  table.link.drop();
  table.room.update((doc) => void (doc.title = "mine"));
  site.isAway = true;
  table.clock.pass(1000);
  site.isAway = false;
  table.welcome().join({ from: 7, state: { votes: { value: 3 } } });
  expect(table.room.status.get()).toMatchObject({ name: "reconnecting", pending: 1 });
  table.link.drop();
  await settled();
  expect(table.state.votes).toBe(0);
  table.clock.pass(1000);
  table.welcome().join({ from: 7, state: { votes: { value: 3 } } });
  await settled();
  expect(table.state).toMatchObject({ title: "mine", votes: 3 });
  expect(table.room.status.get()).toMatchObject({ name: "live", pending: 1 });
  expect(table.errors).toEqual([]);
});

test("[R842] a page that only reads asks for none of it, one that writes asks once", async () => {
  const table = ScriptedRoom.live();
  table.entries({ skip: 1, at: 0 });
  expect(site.asked).toBe(0);
  table.room.update((doc) => doc.votes.add(1));
  table.room.update((doc) => doc.votes.add(1));
  await settled();
  // What handles refusals, and what exports.
  expect(site.asked).toBe(2);
});

test("[R843] a page that goes offline before the code was loaded keeps what was written, says so, and goes on later", async () => {
  const table = ScriptedRoom.live();
  site.isAway = true;
  table.room.update((doc) => void (doc.title = "rude"));
  table.room.update((doc) => doc.votes.add(5));
  table.link.take();
  table.refuse(1, "manners", "Be kind");
  await settled();
  expect(table.room.status.get()).toMatchObject({
    name: "reconnecting",
    code: "page.incomplete",
    pending: 2,
  });
  expect(table.state).toMatchObject({ title: "rude", votes: 5 });
  expect(table.link.take()).toMatchObject([{ type: "leave" }]);
  expect(table.errors).toMatchObject([{ name: "TypeError" }]);
  // It is asked for again with each try to enter.
  table.clock.pass(20_000);
  expect(table.link.taken("join")).toHaveLength(1);
  site.isAway = false;
  table.resume([{ refused: 1, seq: 1, at: 0, code: "manners", message: "Be kind" }], {
    from: 0,
    ended: 1,
  });
  await settled();
  expect(table.state).toMatchObject({ title: "untitled", votes: 5 });
  const [rejected] = table.room.rejected.get();
  expect(rejected).toMatchObject({ code: "manners" });
  rejected?.retry();
  expect(table.state.title).toBe("rude");
  expect(table.room.status.get()).toMatchObject({ name: "live", pending: 2 });
});

test("[R843] who loses the right to write while the code cannot be loaded gets the work back once it can", async () => {
  const table = ScriptedRoom.live();
  site.isAway = true;
  table.room.update((doc) => void (doc.title = "mine"));
  table.link.say({ type: "closed", room: "board:r", code: "auth.forbidden", message: "Out" });
  await settled();
  expect(table.room.status.get()).toMatchObject({ name: "refused", pending: 1 });
  site.isAway = false;
  table.clock.pass(5000);
  await settled();
  expect(table.room.rejected.get()).toMatchObject([{ code: "auth.forbidden" }]);
  expect(table.room.status.get()).toMatchObject({ name: "refused", pending: 0 });
});

test("[R844] bundled into one file, a page loads nothing and lists what was refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-one-file-"));
  const outfile = join(folder, "page.mjs");
  try {
    await build({
      stdin: {
        contents: `export * from "./support/scripted-room.ts"`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      format: "esm",
      platform: "node",
      conditions: ["source"],
      outfile,
    });
    const page = (await import(pathToFileURL(outfile).href)) as {
      readonly ScriptedRoom: typeof ScriptedRoom;
    };
    const table = page.ScriptedRoom.live();
    table.room.update((doc) => void (doc.title = "rude"));
    table.refuse(1, "manners", "Be kind");
    expect(table.state.title).toBe("untitled");
    expect(table.room.rejected.get()).toMatchObject([{ code: "manners" }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("[R841] [R1216] a lock is asked for once its code is here, however late that comes", async () => {
  const table = ScriptedRoom.live();
  site.isAway = true;
  const lock = table.room.lock("a");
  const gone = table.room.lock("b");
  gone.release();
  expect([lock.get().name, gone.get().name]).toEqual(["asking", "released"]);
  await settled();
  expect(table.link.taken("lock")).toEqual([]);
  expect(table.errors).toHaveLength(1);
  site.isAway = false;
  table.clock.pass(5000);
  await settled();
  expect(table.link.taken("lock")).toMatchObject([{ id: "a", ms: 30_000 }]);
  table.room.leave();
  table.clock.pass(0);
  expect(lock.get().name).toBe("released");
});

test("[R841] [R1000] a room that compares what is set offline is let in once the code for that is here", () => {
  const { client } = ScriptedRoom.live();
  const joined = { type: "joined" } as Down;
  const isWaiting = (offline: OfflinePolicy): boolean => {
    const definition = defineRoom("card", { version: 1, offline, storage: { title: value("") } });
    return needsSetbacks(joined, sessionOf(client.join(definition, offline)).copy);
  };
  expect(isWaiting("refuse-if-changed")).toBe(true);
  expect(isWaiting("last-write-wins")).toBe(false);
});

test("[R841] what a page looks at is told once the code for that is here: what it said last", async () => {
  const table = ScriptedRoom.withBob();
  const view = { x: 0, y: 0, width: 10, height: 10 };
  table.room.look(view);
  table.room.look({ ...view, x: 5 });
  expect(() => table.room.look({ ...view, width: -1 })).toThrow(TypeError);
  expect(table.link.taken("look")).toEqual([]);
  await settled();
  table.clock.pass(250);
  expect(table.link.taken("look").at(-1)).toMatchObject({ viewport: { x: 5 } });
});
