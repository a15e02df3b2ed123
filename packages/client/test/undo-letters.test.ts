import { expect, test } from "vitest";
import { Dice } from "../../core/test/model/random.ts";
import { openText, openUndo } from "../src/index.ts";
import { openPapers, page, type } from "./support/paper.ts";

const START = "abcdefghijklmnop";

async function atPage(start: string) {
  const { server, writers } = await openPapers(["ann", "bob", "cy"]);
  const [ann, bob, cy] = writers.map((writer) => ({ ...writer, own: openUndo(writer.room) }));
  if (ann === undefined || bob === undefined || cy === undefined) throw new Error("Three");
  ann.room.update((doc) => doc.page.insert(0, start));
  await server.pass(50);
  ann.own.clear();
  return { server, ann, bob, cy };
}

test("[R742] words typed where something was deleted stand behind it when it is back, each of them whole", async () => {
  const { server, ann, bob, cy } = await atPage("hello world");
  ann.room.update((doc) => doc.page.delete(3, 5));
  await server.pass(20);
  expect(page(bob)).toBe("helrld");
  type(bob, 3, "two");
  await server.pass(100);
  type(cy, 3, "one");
  type(cy, 0, "Oh ");
  await server.pass(100);
  ann.own.undo();
  await server.pass(20);
  expect([ann, bob, cy].map(page)).toEqual(Array.from({ length: 3 }, () => "Oh hello woonetworld"));
});

test("[R320] what comes back stands between its neighbours, though those were gone and came back first", async () => {
  const { server, ann, bob, cy } = await atPage("abc");
  ann.room.update((doc) => doc.page.delete(1, 1));
  await server.pass(20);
  bob.room.update((doc) => doc.page.delete(0, 1));
  await server.pass(20);
  cy.room.update((doc) => doc.page.delete(0, 1));
  await server.pass(20);
  expect(page(ann)).toBe("");
  for (const [{ own }, text] of [
    [cy, "c"],
    [bob, "ac"],
    [ann, "abc"],
  ] as const) {
    own.undo();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await server.pass(20);
    expect([ann, bob, cy].map(page)).toEqual([text, text, text]);
  }
});

test("[R743] what one person wrote is theirs to take back, though somebody else deleted it and brought it back", async () => {
  const { server, ann, bob } = await atPage("");
  ann.room.update((doc) => doc.page.insert(0, "mine"));
  await server.pass(20);
  bob.room.update((doc) => doc.page.delete(0, 4));
  await server.pass(20);
  expect(ann.own.undo()).toBeUndefined();
  expect(ann.own.changed.get()?.by).toEqual([{ id: "bob", name: "bob" }]);
  bob.own.undo();
  await server.pass(20);
  ann.own.undo();
  await server.pass(20);
  expect(page(bob)).toBe("");
});

test("[R320] formats go back where their letters are by now", async () => {
  const { server, ann, bob } = await atPage("one two");
  ann.room.update((doc) => doc.page.format(0, 7, { bold: true }));
  await server.pass(20);
  bob.room.update((doc) => doc.page.insert(3, "ly"));
  bob.room.update((doc) => doc.page.delete(5, 3));
  await server.pass(20);
  ann.own.undo();
  await server.pass(20);
  expect(bob.room.get()?.page.toDelta()).toEqual(["onelyo"]);
  bob.own.undo();
  await server.pass(20);
  expect(page(ann)).toBe("onely two");
});

test("[R320] what is typed here and there without a rest is taken back where it is, and nothing else", async () => {
  const { server, ann, bob } = await atPage("abcdef");
  const text = openText(ann.room, (doc) => doc.page, { undo: true });
  text.edit([5, "1"]);
  text.edit([6, "2"]);
  text.edit(["3"]);
  text.edit([2, "4"]);
  text.edit([4, -1]);
  text.edit([2, "5"]);
  await server.pass(100);
  expect(page(bob)).toBe("3a54bde12f");
  ann.own.undo();
  await server.pass(20);
  expect(page(bob)).toBe("abcdef");
  ann.own.redo();
  await server.pass(20);
  expect(page(bob)).toBe("3a54bde12f");
});

/** The letters of the text at first that are there, in their order; those that people typed are digits. */
function lettersOf(text: string): string {
  return Array.from(text)
    .filter((letter) => START.includes(letter))
    .join("");
}

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  "[R321] seed %i: people delete, type and take back one after the other; no letter is out of order or there twice, and all taken back is the start",
  async (seed) => {
    const dice = new Dice(seed);
    const { server, ann, bob, cy } = await atPage(START);
    const people = [ann, bob, cy];
    const trail: string[] = [];
    const check = async (what: string): Promise<void> => {
      await server.pass(20);
      trail.push(`${what}: ${people.map(page).join(" ")}`);
      const letters = lettersOf(page(ann));
      const sorted = [...new Set(letters)].toSorted((a, b) => (a < b ? -1 : 1)).join("");
      const seen = new Set(people.map(page));
      if (letters !== sorted || seen.size > 1) throw new Error(trail.join("\n"));
    };
    for (let i = 0; i < 25; i++) {
      const { room, own, text } = dice.pick(people);
      const roll = dice.next();
      const length = text.get()?.length ?? 0;
      const at = dice.below(length + 1);
      if (roll < 0.3) own.undo();
      else if (roll < 0.4) own.redo();
      else if (roll < 0.75) {
        const many = Math.min(1 + dice.below(5), length - at);
        room.update((doc) => doc.page.delete(at, many));
      } else room.update((doc) => doc.page.insert(at, `${i % 10}`));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await check(`${room.self.get()?.id} ${roll}`);
    }
    // Somebody may have to wait for what somebody else takes back.
    for (let round = 0; round < 3; round++)
      for (const { own, room } of people)
        while (own.canUndo.get()) {
          own.undo();
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          await check(`${room.self.get()?.id} takes back`);
        }
    expect(page(ann)).toBe(START);
    expect(server.errors).toEqual([]);
  },
);
