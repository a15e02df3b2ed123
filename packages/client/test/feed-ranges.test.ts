import { defineRoom, feed, list, text, value } from "@alongside/core";
import type { Entry } from "@alongside/core/engine";
import { mapPosition } from "@alongside/core/text";
import { expect, test } from "vitest";
import { feedOf, type FeedOf, type Post, threadRanges } from "../src/feeds/index.ts";
import { openUndo } from "../src/index.ts";
import { asked } from "./support/asked.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Paper = defineRoom("paper", {
  version: 1,
  storage: { body: text(), notes: list({ label: text() }) },
  feeds: { comments: feed(value({ text: "" })) },
});

type Comments = FeedOf<typeof Paper, "comments">;
type Page = TestPage<typeof Paper> & { readonly comments: Comments };

async function open(
  server: InMemoryServer<typeof Paper>,
  ...names: readonly string[]
): Promise<readonly Page[]> {
  const pages = names.map((name) => {
    const page = server.open(name);
    const comments = feedOf(page.room, "comments");
    comments.list("threads").subscribe(() => {});
    return { ...page, comments };
  });
  await server.pass(100);
  return pages;
}

function anchorOf(post: Post<unknown> | undefined): string | undefined {
  return post?.on !== undefined && "text" in post.on
    ? `${post.on.text.from}-${post.on.text.to}`
    : undefined;
}

/** The threads that a page shows, with the letters that they are about. */
function threads({ room, comments }: Pick<Page, "room" | "comments">): readonly string[] {
  return comments
    .list("threads")
    .get()
    .posts.map(({ on }) => {
      if (on === undefined || !("text" in on)) return "elsewhere";
      const { from, to, words } = on.text;
      const now = from === undefined ? "gone" : room.get()?.body.slice(from, to);
      return `“${words}” is ${now}`;
    });
}

function write(page: Page, at: number, letters: string): void {
  page.room.update((doc) => doc.body.insert(at, letters));
}

function comment(page: Page, from: number, to: number, words = "why?"): string {
  return page.comments.post({ text: words }, { on: { text: { field: "body", from, to } } }).local;
}

test("[R1961] a thread on a range of a text is there at once, and moves with its letters on every page, also while they were not told of one another", async () => {
  const server = new InMemoryServer(Paper);
  const [ann, bob] = (await open(server, "ann", "bob")) as [Page, Page];
  write(ann, 0, "The quick brown fox");
  await server.pass(50);
  server.latency = 40;
  write(bob, 0, "Once: ");
  write(ann, 0, ">> ");
  const id = comment(ann, 7, 12);
  expect(anchorOf(ann.comments.find(id))).toBe("7-12");
  write(ann, 0, "!");
  expect(anchorOf(ann.comments.find(id))).toBe("8-13");
  ann.room.update((doc) => doc.body.insert(0, "?"));
  await server.pass(300);
  expect(ann.room.get()?.body.toString()).toBe(bob.room.get()?.body.toString());
  expect(threads(ann)).toEqual(["“quick” is quick"]);
  expect(threads(bob)).toEqual(threads(ann));
  const ranges = threadRanges(ann.comments, { field: "body" });
  const told: string[] = [];
  ranges.subscribe((now) => told.push(now.map(({ from, to }) => `${from}-${to}`).join()));
  write(bob, bob.room.get()!.body.toString().indexOf("quick") + 2, "__");
  expect(threads(bob)).toEqual(["“quick” is qu__ick"]);
  await server.pass(300);
  expect(threads(ann)).toEqual(["“quick” is qu__ick"]);
  expect(told).toEqual(["15-22"]);
  expect(ranges.get()).toEqual([{ id, from: 15, to: 22 }]);
});

test("[R1962] the log has the range and no mark, and undo takes back what was typed and not that somebody commented", async () => {
  const server = new InMemoryServer(Paper);
  const [ann] = (await open(server, "ann")) as [Page];
  const undo = openUndo(ann.room);
  write(ann, 0, "The quick brown fox");
  await asked(server, ann.comments.post({ text: "no place" }).committed);
  const id = comment(ann, 4, 9);
  await server.pass(50);
  const entries: Entry[] = [];
  for await (const entry of server.store.read("paper:r", 0)) entries.push(entry);
  expect(entries.at(-1)).toMatchObject({
    ops: {
      comments: [
        {
          id,
          act: [
            "post",
            { text: "why?" },
            { on: { text: { id: "root", field: "body", words: "quick", from: 4, to: 9 } } },
          ],
        },
      ],
    },
  });
  expect(JSON.stringify(entries)).not.toContain(":on");
  undo.undo();
  expect(ann.room.get()?.body.toString()).toBe("");
  expect(threads(ann)).toEqual(["“quick” is gone"]);
});

test("[R1963] a thread whose letters were all deleted stays, quotes them, and has its place again where that is undone", async () => {
  const server = new InMemoryServer(Paper);
  const [ann, bob] = (await open(server, "ann", "bob")) as [Page, Page];
  write(ann, 0, "The quick brown fox");
  comment(ann, 4, 9);
  await server.pass(50);
  const undo = openUndo(bob.room);
  bob.room.update((doc) => doc.body.delete(2, 10));
  expect(threads(bob)).toEqual(["“quick” is gone"]);
  await server.pass(50);
  write(ann, 0, "Well: ");
  await server.pass(50);
  const [eve] = (await open(server, "eve")) as [Page];
  expect([threads(ann), threads(eve)]).toEqual([["“quick” is gone"], ["“quick” is gone"]]);
  undo.undo();
  await server.pass(50);
  expect(threads(bob)).toEqual(["“quick” is quick"]);
  expect([threads(ann), threads(eve)]).toEqual([threads(bob), threads(bob)]);
});

test("[R1964] where a thread is outlives the process, a snapshot and the entries behind it", async () => {
  const server = new InMemoryServer(Paper);
  const [ann] = (await open(server, "ann")) as [Page];
  write(ann, 0, "The quick brown fox");
  comment(ann, 4, 9);
  write(ann, 0, "Look: ");
  await server.pass(100);
  const store = server.store;
  await store.saveSnapshot("paper:r", await store.head("paper:r"));
  await store.dropBefore("paper:r", await store.head("paper:r"));
  write(ann, 0, "Hey! ");
  await server.pass(100);
  server.restart();
  await server.pass(5000);
  const [bob] = (await open(server, "bob")) as [Page];
  expect(threads(bob)).toEqual(["“quick” is quick"]);
  expect(threads(ann)).toEqual(["“quick” is quick"]);
});

test("[R1965] a comment made without a network goes over what others wrote meanwhile, also where the log of that is gone", async () => {
  const server = new InMemoryServer(Paper);
  const [ann, bob] = (await open(server, "ann", "bob")) as [Page, Page];
  write(ann, 0, "The quick brown fox");
  await server.pass(50);
  bob.away();
  await server.pass(50);
  write(bob, 0, "bob: ");
  comment(bob, 9, 14);
  expect(threads(bob)).toEqual(["“quick” is quick"]);
  write(ann, 0, "It was said that ");
  write(ann, ann.room.get()!.body.length, " jumps");
  await server.pass(100);
  await server.store.saveSnapshot("paper:r", await server.store.head("paper:r"));
  await server.store.dropBefore("paper:r", await server.store.head("paper:r"));
  server.restart();
  bob.back();
  await server.pass(10_000);
  expect(threads(ann)).toEqual(["“quick” is quick"]);
  expect(threads(bob)).toEqual(threads(ann));
  expect(server.errors).toEqual([]);
});

test("[R1966] who may write the feed and not the text comments on it, and who may not read the text is not told where", async () => {
  const server = new InMemoryServer(Paper);
  server.grants.set("bob", { read: ["body", "comments"], write: ["comments"] });
  server.grants.set("eve", { read: ["comments"], write: ["comments"] });
  const [ann, bob, eve] = (await open(server, "ann", "bob", "eve")) as [Page, Page, Page];
  write(ann, 0, "The quick brown fox");
  await server.pass(50);
  comment(bob, 4, 9);
  await server.pass(50);
  write(ann, 0, "So: ");
  await server.pass(50);
  expect([threads(ann), threads(bob)]).toEqual([["“quick” is quick"], ["“quick” is quick"]]);
  expect(bob.room.rejected.get()).toEqual([]);
  const later = (await open(server, "eve"))[0] as Page;
  expect(threads(later)).toEqual(["“quick” is gone"]);
  expect(() => comment(eve, 0, 1)).toThrow("some of the 0 characters");
});

test("[R1967] a range that is none throws, with what there is", async () => {
  const server = new InMemoryServer(Paper);
  const [ann] = (await open(server, "ann")) as [Page];
  write(ann, 0, "ab😀cd");
  for (const [from, to] of [
    [0, 0],
    [2, 1],
    [0, 7],
    [-1, 2],
    [0.5, 2],
    [0, 3],
    [3, 5],
  ] as const)
    expect(() => comment(ann, from, to)).toThrow(/some of the 6 characters/);
  expect(() =>
    ann.comments.post({ text: "" }, { on: { text: { field: "title", from: 0, to: 1 } } }),
  ).toThrow("should name a text of the room, got root.title");
});

test.each([1, 2, 3, 4, 5, 6])(
  "[R1968] seed %i: every page and the server have the range that two carets have which the log's edits move",
  async (seed) => {
    let state = seed * 7919;
    const random = (most: number): number =>
      ((state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >>> 12) % (most + 1);
    const server = new InMemoryServer(Paper);
    const pages = await open(server, "ann", "bob", "eve");
    const [ann] = pages as [Page];
    write(ann, 0, "Well begun is half done, said somebody");
    await server.pass(100);
    for (let i = 0; i < 60; i++) {
      const page = pages[random(2)] as Page;
      server.latency = 1 + random(60);
      const length = page.room.get()?.body.length ?? 0;
      const at = random(length);
      const kind = random(5);
      if (kind < 3) write(page, at, "x".repeat(20 + random(3)));
      else if (kind < 5 && at < length)
        page.room.update((doc) =>
          doc.body.delete(at, Math.min(length - at, 1 + (random(30) % 19))),
        );
      else if (at < length) comment(page, at, Math.min(length, at + 1 + random(15)));
      if (random(9) === 0) page.cut();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(random(40));
    }
    await server.pass(8000);
    const carets = new Map<string, readonly [number, number]>();
    for await (const entry of server.store.read("paper:r", 0)) {
      if (!("ops" in entry)) continue;
      for (const op of Object.values(entry.ops).flat())
        if (op.op === "text")
          for (const [id, [from, to]] of carets) {
            const end = mapPosition(to, op.delta, "left");
            const start = from === to ? end : mapPosition(from, op.delta, "right");
            carets.set(id, [Math.min(start, end), end]);
          }
      for (const { id, act } of (entry.ops["comments"] ?? []) as readonly {
        id: string;
        act: readonly unknown[];
      }[]) {
        const { text: range } = (act[2] as { on: { text: { from?: number; to?: number } } }).on;
        if (range.from !== undefined) carets.set(id, [range.from, range.to as number]);
      }
    }
    expect(carets.size).toBeGreaterThan(2);
    server.latency = 1;
    const [late] = (await open(server, "late")) as [Page];
    for (const [id, [from, to]] of carets)
      for (const page of [...pages, late]) {
        const shown = anchorOf(
          page.comments
            .list("threads")
            .get()
            .posts.find((post) => post.id === id),
        );
        expect(shown).toBe(from < to ? `${from}-${to}` : "undefined-undefined");
      }
    expect(server.errors).toEqual([]);
  },
);
