import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import { openText, openUndo } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

type Page = TestPage<typeof Paper>;

interface Tab {
  /** What its next page shows: the page that was there before is gone. */
  readonly open: (isAway?: boolean, isUndone?: boolean) => Promise<Page>;
  /** A copy of the tab, as a browser makes one. */
  readonly copy: () => Tab;
}

/** A server, and a person's browser. */
function browser(): {
  readonly server: InMemoryServer<typeof Paper>;
  readonly device: MemoryDevice;
  readonly tab: () => Tab;
} {
  const server = new InMemoryServer(Paper);
  const device = new MemoryDevice();
  const shared = new FakeBrowser(server.clock);
  const tab = (inTab = new Map<string, string>()): Tab => ({
    async open(isAway = false, isUndone = true) {
      const on = { device, isAway, tab: shared.open(), inTab };
      const page = server.open("ann", Paper, undefined, on);
      // As hooks do, at once.
      if (isUndone) openUndo(page.room);
      await server.pass(50);
      return page;
    },
    copy: () => tab(new Map(inTab)),
  });
  return { server, device, tab: () => tab() };
}

/** Somebody else, elsewhere. */
async function bobAt(server: InMemoryServer<typeof Paper>): Promise<Page> {
  const bob = server.open("bob", Paper);
  await server.pass(50);
  return bob;
}

const textOf = ({ room }: Page): string | undefined => room.get()?.page.toString();

/** The page is left, as browsers tell it; the next one is another. */
async function leave(
  { server }: { server: InMemoryServer<typeof Paper> },
  page: Page,
): Promise<void> {
  page.page.happen("gone");
  await server.pass(20);
  page.die();
}

describe("[R966] what a page did is taken back after a reload", () => {
  test("and done again, over what was saved", async () => {
    const world = browser();
    const { server } = world;
    const tab = world.tab();
    const first = await tab.open();
    const own = openUndo(first.room);
    first.room.update((doc) => (doc.votes = 3));
    first.room.update((doc) => doc.page.insert(0, "The ferry leaves."));
    first.room.update((doc) => doc.page.delete(4, 5));
    first.room.update((doc) => void doc.notes.push({ label: "a note" }));
    await server.pass(50);
    own.undo();
    await server.pass(50);
    await leave(world, first);

    const next = await tab.open();
    const undo = openUndo(next.room);
    expect([undo.canUndo.get(), undo.canRedo.get()]).toEqual([true, true]);
    undo.redo();
    // Of what is in the trash a page that comes knows only where it is: the server brings the rest.
    await server.pass(50);
    expect(next.room.get()?.notes).toHaveLength(1);
    undo.undo();
    expect(next.room.get()?.notes).toHaveLength(0);
    undo.undo();
    expect(textOf(next)).toBe("The ferry leaves.");
    undo.undo();
    expect(textOf(next)).toBe("");
    undo.undo();
    expect(next.room.get()?.votes).toBe(0);
    expect(undo.canUndo.get()).toBe(false);
    for (let i = 0; i < 4; i++) undo.redo();
    await server.pass(50);
    expect(textOf(next)).toBe("The  leaves.");
    expect(next.room.get()).toMatchObject({ votes: 3 });
    expect((await server.hub.room(Paper, "r").read()).notes).toHaveLength(1);
    expect(server.errors).toEqual([]);
  });

  test("offline, with nothing sent, over several reloads, where no page was told that it goes", async () => {
    const { server, tab: newTab } = browser();
    const tab = newTab();
    await (
      await tab.open()
    ).room.ready;
    await server.pass(2000);
    for (const word of ["one ", "two ", "three "]) {
      const page = await tab.open(true);
      const undo = openUndo(page.room);
      const text = openText(page.room, (doc) => doc.page, { undo: true });
      let at = text.get()?.length ?? 0;
      for (const letter of word) {
        text.edit(at === 0 ? [letter] : [at, letter]);
        at += 1;
        await server.pass(5);
      }
      expect(undo.canUndo.get()).toBe(true);
      await server.pass(2000);
      page.die();
    }
    const last = await tab.open(true);
    const undo = openUndo(last.room);
    expect(textOf(last)).toBe("one two three ");
    undo.undo();
    expect(textOf(last)).toBe("one two ");
    undo.undo();
    expect(textOf(last)).toBe("one ");
    undo.redo();
    last.back();
    await server.pass(8000);
    expect(last.room.status.get()).toMatchObject({ pending: 0, saved: "server" });
    undo.undo();
    undo.undo();
    await server.pass(100);
    expect(textOf(last)).toBe("");
    expect((await server.hub.room(Paper, "r").read()).page.toString()).toBe("");
    expect(server.errors).toEqual([]);
  });

  test("and moves with what others did meanwhile, slot by slot", async () => {
    const world = browser();
    const { server } = world;
    const tab = world.tab();
    const bob = await bobAt(server);
    const first = await tab.open();
    openUndo(first.room);
    first.room.update((doc) => doc.page.insert(0, "The ferry leaves."));
    first.room.update((doc) => doc.page.delete(4, 5));
    first.room.update((doc) => (doc.votes = 1));
    await server.pass(50);
    await leave(world, first);
    bob.room.update((doc) => doc.page.insert(0, "Now: "));
    bob.room.update((doc) => (doc.votes = 9));
    await server.pass(50);

    const next = await tab.open();
    const undo = openUndo(next.room);
    bob.room.update((doc) => doc.page.insert(0, "Look. "));
    await server.pass(50);
    expect(undo.undo()).toBeUndefined();
    expect(undo.changed.get()?.code).toBe("undo.changed");
    undo.undo();
    await server.pass(50);
    expect(textOf(bob)).toBe("Look. Now: The ferry leaves.");
    undo.undo();
    await server.pass(50);
    expect(textOf(bob)).toBe("Look. Now: ");
    expect(next.room.get()?.votes).toBe(9);
    expect(server.errors).toEqual([]);
  });
});

test("[R966] steps wait for who asks for them late, and are taken back where they still stand", async () => {
  const world = browser();
  const { server, device } = world;
  const tab = world.tab();
  const first = await tab.open();
  openUndo(first.room);
  first.room.update((doc) => doc.page.insert(0, "ferry"));
  await server.pass(2000);
  await leave(world, first);
  const next = await tab.open(false, false);
  await server.pass(2000);
  expect(device.rows("undo").map(({ key }) => key)).toEqual([first.client.id]);
  const undo = openUndo(next.room);
  expect(undo.canUndo.get()).toBe(true);
  undo.undo();
  expect(textOf(next)).toBe("");
  await server.pass(2000);
  expect(device.rows("undo").map(({ key }) => key)).toEqual([next.client.id]);
  expect(server.errors).toEqual([]);
});

test("[R967] steps go with their tab: the first page of it takes them off the device, a copy of the tab begins empty", async () => {
  const world = browser();
  const { server, device } = world;
  const tab = world.tab();
  const first = await tab.open();
  openUndo(first.room);
  first.room.update((doc) => (doc.votes = 3));
  await server.pass(2000);
  expect(device.rows("undo").map(({ key }) => key)).toEqual([first.client.id]);

  const copy = await tab.copy().open();
  expect(openUndo(copy.room).canUndo.get()).toBe(false);
  const other = await world.tab().open();
  expect(openUndo(other.room).canUndo.get()).toBe(false);
  await leave(world, copy);
  await leave(world, other);
  await leave(world, first);

  const next = await tab.open();
  await server.pass(2000);
  expect(device.rows("undo").map(({ key }) => key)).toEqual([next.client.id]);
  const undo = openUndo(next.room);
  undo.undo();
  await server.pass(2000);
  expect(next.room.get()?.votes).toBe(0);
  expect(undo.canUndo.get()).toBe(false);
  const third = tab.copy();
  await leave(world, next);
  // Whoever comes first has them, and nobody else.
  const last = await tab.open();
  expect(openUndo(last.room).canRedo.get()).toBe(true);
  expect(openUndo((await third.open()).room).canRedo.get()).toBe(false);
  openUndo(last.room).clear();
  await server.pass(2000);
  expect(device.rows("undo")).toEqual([]);
  expect(server.errors).toEqual([]);
});

describe("[R968] what is not known to be taken back rightly is left as it is", () => {
  test("a text that is not as the steps knew it; the others are taken back", async () => {
    const world = browser();
    const { server, device } = world;
    const tab = world.tab();
    const first = await tab.open();
    openUndo(first.room);
    first.room.update((doc) => (doc.votes = 3));
    first.room.update((doc) => doc.page.insert(0, "The ferry leaves."));
    await server.pass(2000);
    first.die();
    // Another tab goes on with the room on the same device: what it keeps there is newer.
    const beside = await world.tab().open(false, false);
    beside.room.update((doc) => doc.page.insert(0, "Now: "));
    await server.pass(2000);
    await leave(world, beside);
    expect(device.rows("undo")).toHaveLength(1);

    const next = await tab.open();
    const undo = openUndo(next.room);
    undo.undo();
    expect(textOf(next)).toBe("Now: The ferry leaves.");
    expect(next.room.get()?.votes).toBe(0);
    expect(undo.canUndo.get()).toBe(false);
    await server.pass(50);
    expect(server.errors).toEqual([]);
  });

  test("a change that is refused after the reload", async () => {
    const world = browser();
    const { server } = world;
    const tab = world.tab();
    const first = await tab.open();
    openUndo(first.room);
    first.room.update((doc) => (doc.votes = 3));
    await server.pass(50);
    first.away();
    first.room.update((doc) => void doc.notes.push({ label: "rude" }));
    await server.pass(2000);
    first.die();
    const next = await tab.open();
    const undo = openUndo(next.room);
    await server.pass(3000);
    expect(next.room.rejected.get()).toHaveLength(1);
    undo.undo();
    expect(next.room.get()?.votes).toBe(0);
    expect(undo.canUndo.get()).toBe(false);
    expect(server.errors).toEqual([]);
  });

  test("what a mutation did waits until the server has said what that was", async () => {
    const world = browser();
    const { server } = world;
    const tab = world.tab();
    const first = await tab.open();
    openUndo(first.room);
    first.away();
    first.room.mutate.count(2);
    await server.pass(2000);
    first.die();
    const next = await tab.open(true);
    const undo = openUndo(next.room);
    expect(next.room.get()?.votes).toBe(2);
    expect(undo.canUndo.get()).toBe(false);
    expect(undo.undo()).toBeUndefined();
    expect(undo.changed.get()).toBeUndefined();
    next.back();
    await server.pass(8000);
    expect(next.room.get()).toMatchObject({ votes: 4 });
    expect(undo.canUndo.get()).toBe(true);
    undo.undo();
    await server.pass(50);
    expect(next.room.get()?.votes).toBe(0);
    expect(next.room.get()?.notes).toHaveLength(0);
    expect(server.errors).toEqual([]);
  });
});

test("[R966] what was written after the steps were kept is under them no more, and they stand where they did", async () => {
  const world = browser();
  const { server } = world;
  const tab = world.tab();
  const first = await tab.open();
  const own = openUndo(first.room);
  first.room.update((doc) => doc.page.insert(0, "ferry"));
  await server.pass(50);
  first.away();
  first.room.update((doc) => doc.page.insert(5, " leaves"));
  await server.pass(2000);
  // The device has this change, and not its step.
  first.room.update((doc) => doc.page.insert(0, "The "));
  await server.pass(20);
  first.die();
  expect(own.canUndo.get()).toBe(true);
  const next = await tab.open(true);
  const undo = openUndo(next.room);
  expect(textOf(next)).toBe("The ferry leaves");
  undo.undo();
  expect(textOf(next)).toBe("The ferry");
  undo.undo();
  expect(textOf(next)).toBe("The ");
  undo.redo();
  undo.redo();
  next.back();
  await server.pass(8000);
  expect(textOf(next)).toBe("The ferry leaves");
  expect(server.errors).toEqual([]);
});

test("[R969] older steps are not kept where all are more than 256 KB, and a group goes whole", async () => {
  const world = browser();
  const { server, device } = world;
  const tab = world.tab();
  const first = await tab.open();
  const own = openUndo(first.room);
  for (const length of [100_000, 100_000, 100_000]) {
    const { local: id } = first.room.update((doc) => doc.notes.push({}));
    first.room.update((doc) => {
      const note = doc.notes.get(id);
      if (note !== undefined) note.color = "x".repeat(length);
    });
    first.room.update((doc) => {
      const note = doc.notes.get(id);
      if (note !== undefined) note.color = "red";
    });
  }
  own.group(() => {
    first.room.update((doc) => (doc.votes = 1));
    first.room.update((doc) => (doc.votes = 2));
  });
  await server.pass(2000);
  await leave(world, first);
  expect(JSON.stringify(device.rows("undo")).length).toBeLessThan(256 * 1024);
  const next = await tab.open();
  const undo = openUndo(next.room);
  undo.undo();
  expect(next.room.get()?.votes).toBe(0);
  expect(undo.canUndo.get()).toBe(true);
  for (let i = 0; undo.canUndo.get() && i < 50; i++) undo.undo();
  await server.pass(50);
  expect(next.room.get()?.notes.length).toBeGreaterThan(0);
  expect(server.errors).toEqual([]);
});
