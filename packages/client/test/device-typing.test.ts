import type { Entry } from "@alongside/core/engine";
import { MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import { openText, openUndo } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

type Page = TestPage<typeof Paper>;
type Change = Extract<Entry, { readonly kind: "change" }>;

const textOf = ({ room }: Page): string | undefined => room.get()?.page.toString();

async function changesOf(server: InMemoryServer<typeof Paper>): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for await (const entry of server.store.read("paper:r", 0))
    if (entry.kind === "change") changes.push(entry);
  return changes;
}

/** Types letter by letter, each of which is on the device before the next. */
async function typeSlowly(
  server: InMemoryServer<typeof Paper>,
  { room }: Page,
  at: number,
  word: string,
): Promise<void> {
  const text = openText(room, (doc) => doc.page, { undo: true });
  for (const [i, letter] of Array.from(word).entries()) {
    text.edit(at + i === 0 ? [letter] : [at + i, letter]);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await server.pass(3);
  }
}

/** A server, and somebody's device on which a page was open before. */
async function paper(device = new MemoryDevice()) {
  const server = new InMemoryServer(Paper);
  const open = (isAway: boolean, on = device): Page =>
    server.open("ann", Paper, undefined, { device: on, isAway });
  const bob = server.open("bob", Paper);
  const ann = open(false);
  await server.pass(2000);
  return { server, device, open, bob, ann };
}

describe("[R970] what was typed without a network is sent in few messages", () => {
  test("from the page that wrote it, and steps to undo stay apart", async () => {
    const { server, ann, bob } = await paper();
    const undo = openUndo(ann.room);
    bob.room.update((doc) => doc.page.insert(0, ": "));
    await server.pass(50);
    ann.away();
    await typeSlowly(server, ann, 2, "The ferry leaves");
    await server.pass(1500);
    await typeSlowly(server, ann, 18, " at noon.");
    expect(ann.room.status.get()).toMatchObject({ pending: 25, saved: "device" });
    bob.room.update((doc) => doc.page.insert(0, "Now"));
    ann.back();
    await server.pass(3000);
    expect(ann.room.status.get()).toMatchObject({ pending: 0, saved: "server" });
    expect(textOf(bob)).toBe("Now: The ferry leaves at noon.");
    expect(textOf(ann)).toBe(textOf(bob));
    const mine = (await changesOf(server)).filter(({ client }) => client === ann.client.id);
    expect(mine.map(({ first, n }) => [first, n])).toEqual([[1, 25]]);
    undo.undo();
    await server.pass(100);
    expect(textOf(bob)).toBe("Now: The ferry leaves");
    undo.undo();
    await server.pass(100);
    expect(textOf(bob)).toBe("Now: ");
    expect(server.errors).toEqual([]);
  });

  test("from a later page, not over changes that do more than type", async () => {
    const { server, ann, bob, open } = await paper();
    ann.away();
    await typeSlowly(server, ann, 0, "one");
    ann.room.update((doc) => (doc.votes = 1));
    await typeSlowly(server, ann, 3, " two");
    ann.room.update((doc) => doc.page.insert(0, "zero "), { strict: true });
    await server.pass(5);
    await typeSlowly(server, ann, 12, " three");
    ann.die();
    const next = open(false);
    await server.pass(8000);
    expect(next.room.status.get()).toMatchObject({ pending: 0, saved: "server" });
    expect(textOf(bob)).toBe("zero one two three");
    expect(textOf(next)).toBe(textOf(bob));
    const mine = (await changesOf(server)).filter(({ client }) => client === ann.client.id);
    expect(mine.map(({ first = "-", n }) => `${first} ${n}`)).toEqual([
      "1 3",
      "- 4",
      "5 8",
      "- 9",
      "10 15",
    ]);
    expect(server.errors).toEqual([]);
  });

  test("whatever others type while they are under way", async () => {
    const { server, ann, bob } = await paper();
    ann.away();
    await typeSlowly(server, ann, 0, "abcdefgh");
    server.latency = 30;
    ann.back();
    for (let i = 0; i < 40; i++) {
      bob.room.update((doc) => doc.page.insert(doc.page.length >> 1, String(i % 10)));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(10);
    }
    server.latency = 1;
    await server.pass(5000);
    expect(textOf(ann)).toBe(textOf(bob));
    expect((await server.hub.room(Paper, "r").read()).page.toString()).toBe(textOf(bob));
    expect(
      Array.from(textOf(bob) ?? "")
        .toSorted()
        .join("")
        .slice(40),
    ).toBe("abcdefgh");
    expect(server.errors).toEqual([]);
  });
});

describe("[R971] a queue counts once", () => {
  test("where a copy of it that was made before has sent less of it", async () => {
    const { server, ann, bob, device, open } = await paper();
    ann.away();
    await typeSlowly(server, ann, 0, "abcd");
    const early = device.copy();
    await typeSlowly(server, ann, 4, "efgh");
    // It is under way when the link breaks, and the copy comes first.
    server.latency = 50;
    ann.back();
    await server.pass(300);
    ann.away();
    server.latency = 1;
    const copy = open(false, early);
    await server.pass(3000);
    ann.back();
    await server.pass(30_000);
    for (const { room } of [ann, copy])
      expect(room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(textOf(bob)).toBe("abcdefgh");
    expect([textOf(ann), textOf(copy)]).toEqual(["abcdefgh", "abcdefgh"]);
    expect(server.errors).toEqual([]);
  });

  test("where it was sent by one copy as one, and by another from the middle on", async () => {
    const { server, ann, bob, device, open } = await paper();
    ann.away();
    await typeSlowly(server, ann, 0, "abcd");
    const early = device.copy();
    await typeSlowly(server, ann, 4, "efgh");
    const late = device.copy();
    ann.die();
    const one = open(false, late);
    await server.pass(5);
    const two = open(false, early);
    await server.pass(40_000);
    for (const { room } of [one, two])
      expect(room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(textOf(bob)).toBe("abcdefgh");
    expect([textOf(one), textOf(two)]).toEqual(["abcdefgh", "abcdefgh"]);
    expect(server.errors).toEqual([]);
  });
});

test("[R972] what was sent as one is refused as one, and what was typed after it stays", async () => {
  const { server, ann, bob } = await paper();
  const undo = openUndo(ann.room);
  ann.away();
  await typeSlowly(server, ann, 0, "so rude");
  ann.room.update((doc) => (doc.votes = 1));
  await typeSlowly(server, ann, 7, " kind");
  ann.back();
  await server.pass(5000);
  expect(textOf(bob)).toBe(" kind");
  expect(textOf(ann)).toBe(" kind");
  expect(ann.room.rejected.get()).toHaveLength(1);
  expect(ann.room.status.get()).toMatchObject({ pending: 0, saved: "server" });
  undo.undo();
  undo.undo();
  expect(undo.canUndo.get()).toBe(false);
  await server.pass(100);
  expect(textOf(bob)).toBe("");
  expect(server.errors).toEqual([]);
});

describe("[R973] an edit of a text that was refused on an earlier page is made again where it belongs by now", () => {
  const titleOf = ({ room }: Page): string | undefined => room.get()?.title.toString();

  /** What ann typed in the title without a network is too long by the time that she is back; then there is place again. */
  async function titled() {
    const world = await paper();
    const { server, ann, bob } = world;
    bob.room.update((doc) => doc.title.insert(0, "The ferry leaves"));
    await server.pass(1500);
    ann.away();
    ann.room.update((doc) => doc.title.insert(4, "old "));
    await server.pass(50);
    bob.room.update((doc) => doc.title.insert(16, " at noon, we all know"));
    await server.pass(50);
    ann.back();
    await server.pass(5000);
    expect(ann.room.rejected.get()).toHaveLength(1);
    expect(titleOf(ann)).toBe("The ferry leaves at noon, we all know");
    return world;
  }

  test("whatever was typed before it was known here, and after", async () => {
    const { server, ann, bob, open } = await titled();
    bob.room.update((doc) => doc.title.delete(16, 21));
    await server.pass(2000);
    ann.die();
    bob.room.update((doc) => doc.title.insert(0, "Now: "));
    await server.pass(50);
    const next = open(false);
    await server.pass(3000);
    bob.room.update((doc) => doc.title.insert(0, "* "));
    await server.pass(50);
    expect(next.room.rejected.get()).toHaveLength(1);
    next.room.rejected.get()[0]?.retry();
    await server.pass(100);
    expect(titleOf(bob)).toBe("* Now: The old ferry leaves");
    expect(titleOf(next)).toBe(titleOf(bob));
    expect(next.room.rejected.get()).toEqual([]);
    expect(server.errors).toEqual([]);
  });

  test("also two pages later", async () => {
    const { server, ann, bob, open } = await titled();
    bob.room.update((doc) => doc.title.delete(16, 21));
    await server.pass(2000);
    ann.die();
    const next = open(true);
    await server.pass(2000);
    next.die();
    const third = open(false);
    await server.pass(3000);
    third.room.rejected.get()[0]?.retry();
    await server.pass(100);
    expect(titleOf(bob)).toBe("The old ferry leaves");
    expect(server.errors).toEqual([]);
  });

  test("but for one of a long text", async () => {
    const { server, ann, bob, open } = await paper();
    bob.room.update((doc) => doc.page.insert(0, "x".repeat(40_000)));
    await server.pass(1500);
    ann.room.update((doc) => doc.page.insert(20_000, "rude"));
    await server.pass(2000);
    ann.die();
    const next = open(false);
    await server.pass(1000);
    const [refused] = next.room.rejected.get();
    expect(() => refused?.retry()).toThrow(expect.objectContaining({ code: "text.gone" }));
    expect(next.room.rejected.get()).toHaveLength(1);
    expect(server.errors).toEqual([]);
  });
});
