import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { type Changed, openUndo, type Undo } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

type Page = TestPage<typeof Paper>;

/** A number from 0 to below 1 for each call, the same ones for the same seed. */
function rolls(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

/** Somebody's tab, whose page is loaded again now and then, or never. */
class Person {
  readonly server = new InMemoryServer(Paper);
  readonly #device = new MemoryDevice();
  readonly #browser = new FakeBrowser(this.server.clock);
  readonly #inTab = new Map<string, string>();
  readonly bob: Page;
  page: Page;
  undo: Undo;
  isAway = false;

  constructor() {
    this.bob = this.server.open("bob", Paper);
    [this.page, this.undo] = this.#open();
  }

  #open(): [Page, Undo] {
    const tab = this.#browser.open();
    const on = { device: this.#device, isAway: this.isAway, tab, inTab: this.#inTab };
    const page = this.server.open("ann", Paper, undefined, on);
    return [page, openUndo(page.room)];
  }

  async reload(isTold: boolean): Promise<void> {
    if (isTold) this.page.page.happen("gone");
    await this.server.pass(isTold ? 20 : 2000);
    this.page.die();
    [this.page, this.undo] = this.#open();
    await this.server.pass(60);
  }

  away(isAway: boolean): void {
    this.isAway = isAway;
    if (isAway) this.page.away();
    else this.page.back();
  }

  /** What is seen, without ids, which are another page's. */
  seen(): unknown {
    const state = this.page.room.get();
    return [
      state?.page.toString(),
      state?.title.toString(),
      state?.votes,
      state?.notes.map(({ label, color }) => [label.toString(), color]),
    ];
  }
}

/** Does what `roll` says, in the same way for each person. */
function act({ page, bob, undo, isAway }: Person, roll: () => number): Changed<void> | undefined {
  const who = roll() < 0.3 && !isAway ? bob.room : page.room;
  const [kind, where, which] = [roll(), roll(), roll()];
  if (kind < 0.2) return undo.undo();
  if (kind < 0.3) return undo.redo();
  who.update((doc) => {
    const text = kind < 0.75 ? doc.page : doc.title;
    const at = Math.floor(where * (text.length + 1));
    const note = [...doc.notes][Math.floor(which * doc.notes.length)];
    if (kind < 0.5 || (kind > 0.75 && kind < 0.8))
      text.insert(
        at,
        String.fromCharCode(97 + Math.floor(which * 26)).repeat(1 + (kind > 0.4 ? 2 : 0)),
      );
    else if (kind < 0.65) text.delete(at, Math.min(text.length - at, 3));
    else if (kind < 0.8) doc.votes = Math.floor(which * 5);
    else if (kind < 0.87) doc.notes.push({ label: String(Math.floor(which * 100)) });
    else if (note !== undefined && kind < 0.93) note.color = which < 0.5 ? "red" : "blue";
    else if (note !== undefined && kind < 0.97) doc.notes.delete(note.id);
    else if (note !== undefined) doc.notes.move(note.id, "start");
  });
  return undefined;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "[R966] seed %i: whose page is loaded again takes back what somebody takes back whose page is not",
  async (seed) => {
    const [stays, reloads] = [new Person(), new Person()];
    const both = [stays, reloads];
    const pass = async (ms: number): Promise<void> => {
      for (const { server } of both) await server.pass(ms);
    };
    await pass(100);
    const chance = rolls(seed + 1000);
    for (let i = 0; i < 60; i++) {
      const isAway = stays.isAway ? chance() < 0.7 : chance() < 0.1;
      if (isAway !== stays.isAway) for (const person of both) person.away(isAway);
      if (!isAway) await pass(stays.page.room.status.get().pending > 0 ? 4000 : 20);
      for (const person of both) act(person, rolls(seed * 1000 + i));
      await pass(20);
      if (chance() < 0.15) await reloads.reload(chance() < 0.7);
      expect([i, reloads.seen()]).toEqual([i, stays.seen()]);
    }
    for (const person of both) person.away(false);
    await pass(8000);
    for (let i = 0; stays.undo.canUndo.get() && i < 80; i++) {
      for (const { undo } of both) undo.undo();
      await pass(20);
      expect([i, reloads.seen()]).toEqual([i, stays.seen()]);
    }
    expect(reloads.undo.canUndo.get()).toBe(false);
    for (const { server } of both) expect(server.errors).toEqual([]);
  },
);
