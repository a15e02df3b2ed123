import { type DraftOf, Refused, toJSON } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { openGesture } from "../src/index.ts";
import {
  agree,
  forget,
  open,
  openPapers,
  page,
  Paper,
  type,
  type Writer,
} from "./support/paper.ts";
import type { InMemoryServer } from "./support/in-memory-server.ts";

/** What the log says of the page, edit by edit. */
async function logged(server: InMemoryServer<typeof Paper>): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const entry of server.store.read("paper:r", 0)) {
    if (entry.kind === "outcome") found.push("refused");
    if (entry.kind !== "change") continue;
    for (const op of entry.ops["page"] ?? []) if (op.op === "text") found.push(op.delta);
  }
  return found;
}

describe("[R182] typing is sent as it happens", () => {
  test("the first key at once, then every 50 ms what was typed while some is under way", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"], 40);
    for (let i = 0; i < 20; i++) {
      ann.text.edit(i === 0 ? ["a"] : [i, String.fromCodePoint(97 + i)]);
      // oxlint-disable-next-line no-await-in-loop -- a key each 10 ms
      await server.pass(10);
    }
    await server.pass(300);
    expect(await logged(server)).toEqual([
      ["a"],
      [1, "bcde"],
      [5, "fghij"],
      [10, "klmno"],
      [15, "pqrst"],
    ]);
  });

  test.each(["gone", "hidden"] as const)(
    "[R328] at once when the page is %s, in which nothing more may happen",
    async (event) => {
      const {
        server,
        writers: [ann, bob],
      } = await openPapers(["ann", "bob"], 40);
      for (const [i, letter] of ["a", "b", "c"].entries())
        ann.text.edit(i === 0 ? [letter] : [i, letter]);
      ann.room.presence.set({ name: "Ann" });
      ann.room.presence.set({ name: "Ann, leaving" });
      ann.page.happen(event);
      await server.pass(45);
      expect(await logged(server)).toEqual([["a"], [1, "bc"]]);
      await server.pass(100);
      const others = bob.room.others.get().map(({ presence }) => presence.name);
      expect(others).toEqual(event === "gone" ? [] : ["Ann, leaving"]);
      expect([page(bob), server.errors]).toEqual(["abc", []]);
    },
  );

  test("at once again when nothing is under way", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"]);
    for (const [i, letter] of ["a", "b", "c"].entries()) {
      ann.text.edit(i === 0 ? [letter] : [i, letter]);
      // oxlint-disable-next-line no-await-in-loop -- one key after the other
      await server.pass(5);
    }
    expect(await logged(server)).toEqual([["a"], [1, "b"], [2, "c"]]);
  });

  test("[R703] at most as long as a message should be, and never into what is sent or into something else", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"], 40);
    ann.text.edit(["a"]);
    ann.text.edit([1, "b"]);
    ann.room.update((doc) => void (doc.votes = 1));
    ann.text.edit([2, "c"]);
    ann.room.update((doc) => doc.page.insert(3, "d"), { strict: true });
    ann.text.edit([4, "e"]);
    ann.text.edit([5, "f".repeat(70_000)]);
    ann.text.edit([5, "g"]);
    expect(await agree(server, [ann])).toBe(`abcdeg${"f".repeat(70_000)}`);
    expect(await logged(server)).toEqual([
      ["a"],
      [1, "b"],
      [2, "c"],
      [3, "d"],
      [4, `e${"f".repeat(70_000)}`],
      [5, "g"],
    ]);
  });
});

test("[R176] [R700] two people type words at one spot, and each stays whole, however their keys cross", async () => {
  for (const latency of [1, 15, 40, 120]) {
    // oxlint-disable no-await-in-loop -- one world after the other
    const { server, writers } = await openPapers(["ann", "bob"], latency);
    const [ann, bob] = writers;
    ann.text.edit(["()"]);
    await server.pass(500);
    for (let i = 0; i < 8; i++) {
      ann.text.edit([page(ann).indexOf("A") < 0 ? 1 : page(ann).lastIndexOf("A") + 1, "A"]);
      bob.text.edit([page(bob).indexOf("B") < 0 ? 1 : page(bob).lastIndexOf("B") + 1, "B"]);
      await server.pass(17);
    }
    // oxlint-enable no-await-in-loop
    expect(["(AAAAAAAABBBBBBBB)", "(BBBBBBBBAAAAAAAA)"]).toContain(await agree(server, writers));
  }
});

test("[R175] text, and what else a change does, is committed or refused together", async () => {
  const { server, writers } = await openPapers(["ann", "bob"]);
  const [ann, bob] = writers;
  const { committed } = ann.room.update((doc) => {
    doc.page.insert(0, "one");
    doc.title.insert(0, "two");
    doc.votes = 3;
    doc.notes.push({ label: "four" });
  });
  await server.pass(20);
  await committed;
  expect(toJSON(bob.room.get())).toMatchObject({
    page: "one",
    title: "two",
    votes: 3,
    notes: [{ label: "four" }],
  });
  const before = toJSON(bob.room.get());
  const refused = ann.room.update((doc) => {
    doc.page.insert(3, "!");
    doc.title.insert(3, " rude");
    doc.votes = 9;
    doc.notes.at(0)?.label.insert(0, "x");
  });
  ann.room.update((doc) => doc.page.insert(4, "?"));
  await server.pass(20);
  await expect(refused.committed).rejects.toMatchObject({ code: "manners" });
  expect(toJSON(bob.room.get())).toEqual({ ...(before as object), page: "one?" });
  await agree(server, writers);
});

describe("[R178] a refused edit is taken back", () => {
  test("[R701] and what was typed after it stays where it was typed, while others type", async () => {
    for (const latency of [1, 30, 100]) {
      // oxlint-disable no-await-in-loop -- one world after the other
      const { server, writers } = await openPapers(["ann", "bob"], latency);
      const [ann, bob] = writers;
      ann.text.edit(["start end"]);
      await server.pass(500);
      const rude = ann.text.edit([5, " rude"]).committed;
      const refused = rude.then(
        () => "committed",
        (error: unknown) => (error as Refused).code,
      );
      // Sent while the other is under way.
      await server.pass(60);
      type(bob, 0, "> ");
      const at = page(ann).indexOf(" end");
      type(ann, at, " kind");
      await server.pass(60);
      type(bob, page(bob).length, " <");
      // oxlint-enable no-await-in-loop
      expect(await agree(server, writers)).toBe("> start kind end <");
      expect(await refused).toBe("manners");
      expect(await logged(server)).toContain("refused");
    }
  });

  test("and deleted text is back", async () => {
    const { server, writers } = await openPapers(["ann", "bob"], 20);
    const [ann, bob] = writers;
    ann.text.edit(["one two three"]);
    await server.pass(200);
    ann.text.edit([4, "rude", -3]);
    await server.pass(10);
    bob.text.edit([5, "W", -1]);
    expect(await agree(server, writers)).toBe("one tWo three");
  });
});

describe("[R186] a refused edit can be made again, where it belongs by then", () => {
  async function refusedOnce(): Promise<{
    server: InMemoryServer<typeof Paper>;
    writers: readonly [Writer, Writer];
  }> {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    ann.text.edit(["hello"]);
    await server.pass(20);
    // The rule looks for the word; once it was split by somebody it passes.
    ann.text.edit([5, " rude"]);
    await server.pass(20);
    expect(ann.room.rejected.get()).toMatchObject([{ code: "manners" }]);
    bob.text.edit(["> "]);
    type(ann, 3, "LL");
    await server.pass(200);
    expect(page(ann)).toBe("> helLLlo");
    return { server, writers };
  }

  test("by another try, which may be refused again", async () => {
    const { server, writers } = await refusedOnce();
    const [ann] = writers;
    ann.room.rejected.get()[0]?.retry();
    expect(page(ann)).toBe("> helLLlo rude");
    expect(await agree(server, writers)).toBe("> helLLlo");
    expect(ann.room.rejected.get().map(({ ops }) => ops["page"])).toMatchObject([
      [{ delta: [9, " rude"] }],
    ]);
    ann.room.rejected.get()[0]?.discard();
    expect(ann.room.rejected.get()).toEqual([]);
  });

  test("by something else in its place", async () => {
    const { server, writers } = await refusedOnce();
    writers[0].room.rejected.get()[0]?.resubmit((doc) => doc.page.insert(doc.page.length, " kind"));
    expect(await agree(server, writers)).toBe("> helLLlo kind");
    expect(writers[0].room.rejected.get()).toEqual([]);
  });

  test("also where the room began anew meanwhile, after edits whose end was not told", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    ann.text.edit(["hello"]);
    await server.pass(20);
    ann.text.edit(["abc "]);
    const rude = (doc: DraftOf<typeof Paper>): void => {
      doc.page.insert(9, " rude");
      doc.page.insert(0, "-");
    };
    // Strict, so that it is a change of its own.
    ann.room.update(rude, { strict: true });
    ann.text.edit([10, "!"]);
    await server.pass(1);
    // The answers do not arrive; what there is later is a snapshot alone.
    ann.cut();
    await server.pass(1);
    bob.text.edit([3, "_"]);
    await server.pass(10);
    await forget(server);
    await server.pass(8000);
    expect(page(ann)).toBe("abc_ hello!");
    const [rejected] = ann.room.rejected.get();
    rejected?.retry();
    expect(page(ann)).toBe("-abc_ hello rude!");
    expect(await agree(server, writers)).toBe("abc_ hello!");
  });
});

describe("[R179] what was typed while away is there after the return", () => {
  test.each(["the tail", "a snapshot alone"])("over %s", async (how) => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    ann.text.edit(["first line\nsecond line\nthird line\n"]);
    await server.pass(20);
    ann.away();
    await server.pass(20);
    type(ann, page(ann).indexOf("line\nthird"), "long ");
    type(ann, 0, "very ");
    ann.text.edit([page(ann).indexOf("third"), -6]);
    ann.room.update((doc) => doc.notes.push({ label: "while away" }));
    type(ann, page(ann).length, "the end");
    type(bob, page(bob).indexOf("third"), "inserted line\n");
    type(bob, page(bob).indexOf("\nsecond"), " (edited)");
    await server.pass(2000);
    if (how === "a snapshot alone") await forget(server);
    ann.back();
    expect(await agree(server, writers)).toBe(
      "very first line (edited)\nsecond long line\ninserted line\nline\nthe end",
    );
    expect(bob.room.get()?.notes.map(({ label }) => label.toString())).toEqual(["while away"]);
  });

  test("over more than is taken one by one, with own edits whose end was not heard of", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    ann.text.edit(["[]"]);
    await server.pass(20);
    type(ann, 1, "sent");
    await server.pass(1);
    ann.cut();
    type(ann, 5, " unsent");
    for (let i = 0; i < 100; i++) {
      bob.text.edit([1, String(i % 10)]);
      // oxlint-disable-next-line no-await-in-loop -- a hundred entries
      await server.pass(3);
    }
    const text = await agree(server, writers);
    expect(text.replaceAll(/\d/g, "")).toBe("[sent unsent]");
    expect(text.length).toBe(113);
  });

  test("an edit of a text that went to the trash is listed, and its words are not lost", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "note" }));
    await server.pass(20);
    ann.away();
    await server.pass(5);
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(4, " more"));
    type(ann, 0, "page");
    bob.room.update((doc) => doc.notes.get(id)?.label.insert(0, "a much longer "));
    bob.room.update((doc) => doc.notes.delete(id));
    await server.pass(200);
    await forget(server);
    ann.back();
    await agree(server, writers);
    expect(page(bob)).toBe("page");
    const [rejected] = ann.room.rejected.get();
    expect(rejected).toMatchObject({
      code: "text.gone",
      ops: { notes: [{ op: "text", delta: [4, " more"] }] },
    });
    // Where it belonged nobody can say any more, so it is not sent to where it does not.
    for (const isBack of [false, true]) {
      if (isBack) bob.room.update((doc) => doc.notes.restore(id));
      // oxlint-disable-next-line no-await-in-loop -- first gone, then back
      await server.pass(50);
      expect(() => rejected?.retry()).toThrow(Refused);
      expect(() => rejected?.retry()).toThrow("Where this belongs is not known any more");
    }
    rejected?.resubmit((doc) => doc.notes.get(id)?.label.insert(0, "more "));
    await agree(server, writers);
    expect(bob.room.get()?.notes.map(({ label }) => label.toString())).toEqual([
      "more a much longer note",
    ]);
  });
});

describe("[R180] an edit made too long ago ends the session, and nothing is lost", () => {
  test("[R637] nor is one of very many parts, which joins again once", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    const words = 8000;
    ann.text.edit(["ab ".repeat(words)]);
    await server.pass(100);
    let rebased = 0;
    ann.room.status.subscribe(({ code }) => {
      if (code === "text.rebase") rebased += 1;
    });
    server.latency = 50;
    // As when every space is replaced.
    ann.text.edit(Array.from({ length: words }, () => [2, "_", -1] as const).flat());
    const paper = server.hub.room(Paper, "r");
    for (let i = 0; i < 500; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one entry each
      await paper.update((doc) => doc.page.insert(1, "."));
    }
    await server.pass(400);
    server.latency = 1;
    const text = await agree(server, writers);
    expect(rebased).toBe(1);
    expect(text.replaceAll(".", "")).toBe("ab_".repeat(words));
    expect(page(bob)).toBe(text);
  });

  test("the client joins again and takes it over all that came", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    ann.text.edit(["[]"]);
    await server.pass(20);
    const frames: string[] = [];
    ann.room.status.subscribe(({ code }) => frames.push(String(code)));
    server.latency = 50;
    type(ann, 1, "mine");
    const paper = server.hub.room(Paper, "r");
    // All that is decided before her keys arrive.
    for (let i = 0; i < 1300; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one entry each
      await paper.update((doc) => doc.page.insert(1, "."));
    }
    await server.pass(400);
    server.latency = 1;
    const text = await agree(server, writers);
    expect(frames).toContain("text.rebase");
    expect(text.replaceAll(".", "")).toBe("[mine]");
    expect(text.length).toBe(1306);
    expect(page(bob)).toBe(text);
  });
});

test("[R187] mutations and gestures do not edit texts, and are told so at once", async () => {
  const { server, writers } = await openPapers(["ann", "bob"]);
  const [ann] = writers;
  expect(() => ann.room.mutate.scribble(0)).toThrow("may not edit a text that is there");
  const gesture = openGesture(ann.room);
  expect(() => gesture.update((doc) => doc.page.insert(0, "x"))).toThrow(
    "may not edit a text that is there",
  );
  gesture.update((doc) => void doc.notes.push({ label: "drawn" }));
  gesture.commit();
  expect(page(ann)).toBe("");
  await agree(server, writers);
  expect(writers[1].room.get()?.notes.map(({ label }) => label.toString())).toEqual(["drawn"]);
});

test("[R188] a text in the trash is edited all the same, and comes back with all of it", async () => {
  const { server, writers } = await openPapers(["ann", "bob"], 20);
  const [ann, bob] = writers;
  const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "note" }));
  await server.pass(100);
  bob.room.update((doc) => doc.notes.delete(id));
  ann.room.update((doc) => doc.notes.get(id)?.label.insert(4, " from Ann"));
  await server.pass(100);
  const cem = open(server, "cem");
  await server.pass(100);
  // She knows it only by its id; Ann's key was under way.
  bob.room.update((doc) => doc.notes.restore(id));
  await agree(server, [...writers, cem]);
  expect(cem.room.get()?.notes.map(({ label }) => label.toString())).toEqual(["note from Ann"]);
});

test("[R183] the definition and the rights hold for texts, here and on the server", async () => {
  const {
    server,
    writers: [ann, bob],
  } = await openPapers(["ann", "bob"], 20);
  expect(() => ann.room.update((doc) => doc.title.insert(0, "x".repeat(41)))).toThrow(
    "would be 41 characters long",
  );
  ann.room.update((doc) => doc.title.insert(0, "a".repeat(30)));
  type(ann, 0, "x");
  const late = bob.room.update((doc) => doc.title.insert(0, "b".repeat(30)));
  const short = bob.room.update((doc) => doc.title.delete(0, 30), { strict: true });
  await expect(Promise.all([late.committed, server.pass(200)])).rejects.toMatchObject({
    code: "text.too-long",
  });
  await short.committed;
  expect(await agree(server, [ann, bob])).toBe("x");
  expect(bob.room.get()?.title.toString()).toBe("a".repeat(30));
  server.grants.set("cem", { read: true, write: ["page"] });
  const cem = open(server, "cem");
  await server.pass(200);
  const forbidden = cem.room.update((doc) => doc.title.delete(0, 1));
  cem.room.update((doc) => doc.title.delete(0, 2), { strict: true });
  type(cem, 1, "y");
  await expect(Promise.all([forbidden.committed, server.pass(200)])).rejects.toMatchObject({
    code: "auth.key",
  });
  expect(await agree(server, [ann, bob, cem])).toBe("xy");
  expect(cem.room.get()?.title.length).toBe(30);
});
