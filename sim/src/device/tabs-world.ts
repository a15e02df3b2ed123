import { defineRoom, list, text, value } from "@alongside/core";
import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import {
  InMemoryServer,
  type TestPage,
} from "../../../packages/client/test/support/in-memory-server.ts";
import { Broken } from "../checkers/broken.ts";
import { firstDifference } from "../checkers/difference.ts";
import { SimRandom } from "../env/sim-random.ts";

/** What is written there: letters in a text, and notes with one letter each and marks, of one letter too. */
const Paper = defineRoom("paper", {
  version: 1,
  storage: { page: text(), notes: list({ label: value(""), marks: list({ letter: value("") }) }) },
});

type Page = TestPage<typeof Paper>;

/** One letter that was written in a tab, and whether that tab said that it is safe. */
interface Written {
  readonly letter: string;
  readonly page: Page;
  isSafe: boolean;
}

/** Each letter is one that no other is, so that none is taken for another where texts are compared. */
const FIRST = 0x4e00;

/** How many times somebody does something, or something befalls them. */
const STEPS = 80;

/** How many tabs are open at once. */
const TABS = 4;

/** Ms in which all that waits is sent. */
const QUIET_MS = 90_000;

/** A server, somebody with several tabs of one browser that die while others live, and somebody else. All from one seed. */
export class TabsWorld {
  readonly #server: InMemoryServer<typeof Paper>;
  readonly #random: SimRandom;
  readonly #device = new MemoryDevice();
  readonly #browser: FakeBrowser;
  readonly #written: Written[] = [];
  readonly #bob: Page;
  #tabs: Page[] = [];
  #isAway = false;
  #count = 0;

  constructor(seed: number) {
    this.#random = new SimRandom(seed);
    this.#server = new InMemoryServer(Paper, new SimRandom(-seed));
    this.#browser = new FakeBrowser(this.#server.clock);
    this.#bob = this.#server.open("bob");
  }

  /**
   * Lives through it. Throws `Broken` where something that was safe is lost, doubled or out of order, where people see different things, or
   * where something waits for a tab to be loaded.
   */
  async run(): Promise<void> {
    const random = this.#random;
    this.#open();
    await this.#server.pass(50);
    for (let i = 0; i < STEPS; i++) {
      this.#step();
      this.#server.latency = random.pick([1, 1, 5, 30]);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#server.pass(random.pick([0, 1, 2, 3, 10, 40, 150, 1200, 4000]));
    }
    this.#server.latency = 1;
    if (this.#tabs.length === 0) this.#open();
    this.#network(false);
    await this.#server.pass(QUIET_MS);
    await this.#check();
  }

  #step(): void {
    const random = this.#random;
    const [first] = this.#tabs;
    const roll = random.next();
    if (first === undefined || (roll < 0.1 && this.#tabs.length < TABS)) return this.#open();
    const tab = random.pick(this.#tabs);
    if (roll < 0.6) this.#write(tab);
    else if (roll < 0.66) this.#type(this.#bob);
    else if (roll < 0.76) this.#network(!this.#isAway);
    else if (roll < 0.88) this.#kill(tab);
    else if (roll < 0.9) this.#crash(random.chance(0.5));
    else if (roll < 0.92) this.#server.restart();
    else if (roll < 0.94) this.#device.fail(new Error("full"), 1 + random.below(3));
    else tab.cut();
  }

  #open(): void {
    const on = { device: this.#device, isAway: this.#isAway, tab: this.#browser.open() };
    this.#tabs.push(this.#server.open("ann", Paper, undefined, on));
  }

  #network(isAway: boolean): void {
    this.#isAway = isAway;
    for (const tab of this.#tabs)
      if (isAway) tab.away();
      else tab.back();
  }

  #kill(tab: Page): void {
    tab.die();
    this.#tabs = this.#tabs.filter((other) => other !== tab);
  }

  #crash(isPowerCut: boolean): void {
    if (isPowerCut) this.#device.cutPower();
    else this.#device.kill();
    for (const tab of this.#tabs) tab.die();
    this.#tabs = [];
  }

  #write(tab: Page): void {
    const state = tab.room.get();
    if (state === undefined) return;
    const roll = this.#random.next();
    const hasNotes = state.notes.length > 0;
    const letter =
      roll < 0.4 ? this.#type(tab) : roll < 0.7 || !hasNotes ? this.#note(tab) : this.#mark(tab);
    if (letter === undefined) return;
    const written: Written = { letter, page: tab, isSafe: false };
    this.#written.push(written);
    tab.room.saved("device").then(
      () => (written.isSafe = true),
      () => undefined,
    );
  }

  #note({ room }: Page): string {
    const label = this.#next();
    room.update((doc) => void doc.notes.push({ label }));
    return label;
  }

  /** Marks a note, of whomever it is, unless only another tab has it. */
  #mark({ room }: Page): string | undefined {
    const letter = this.#next();
    const at = this.#random.below(room.get()?.notes.length ?? 1);
    try {
      room.update((doc) => void doc.notes.at(at)?.marks.push({ letter }));
    } catch (error) {
      if ((error as { readonly code?: string }).code === "tab.unsent") return undefined;
      throw error;
    }
    return letter;
  }

  #type({ room }: Page): string {
    const letter = this.#next();
    const length = room.get()?.page.toString().length ?? 0;
    const at = this.#random.below(length + 1);
    room.update((doc) => doc.page.insert(at, letter));
    return letter;
  }

  #next(): string {
    return String.fromCharCode(FIRST + ++this.#count);
  }

  async #check(): Promise<void> {
    const stored = seenIn(await this.#server.hub.room(Paper, "r").read());
    for (const { room } of [...this.#tabs, this.#bob]) {
      const { name, pending, saved, reason } = room.status.get();
      if (name !== "live" || pending > 0 || saved !== "server")
        throw new Broken(`a tab is ${name}, with ${pending} pending: ${reason}`);
      const difference = firstDifference(seenIn(room.get()), stored);
      if (difference !== undefined) throw new Broken(`a tab and the server differ: ${difference}`);
      const [refused] = room.rejected.get();
      if (refused !== undefined) throw new Broken(`something was refused: ${refused.message}`);
    }
    const letters = Array.from(stored.join(""));
    if (new Set(letters).size < letters.length) throw new Broken("something is there twice");
    const lost = this.#written.find(({ letter, isSafe }) => isSafe && !letters.includes(letter));
    if (lost !== undefined) throw new Broken("something that was safe is lost");
    const left = this.#device.rows().find(({ kind }) => kind !== "room");
    if (left !== undefined) throw new Broken(`the device still has a row ${left.kind}`);
    if (this.#bob.room.others.get().length !== this.#tabs.length)
      throw new Broken("others see more of somebody than there is");
    await this.#checkOrder();
  }

  /** What was written in one tab, one after the other, stands so in the log. */
  async #checkOrder(): Promise<void> {
    const of = new Map(this.#written.map(({ letter, page }) => [letter, page]));
    const last = new Map<Page, number>();
    for await (const entry of this.#server.store.read("paper:r", 0)) {
      if (entry.kind !== "change") continue;
      // What was typed in one go is one entry, in the order of the text.
      const letters = Array.from(JSON.stringify(entry.ops)).filter((letter) => of.has(letter));
      const [page] = letters.flatMap((letter) => of.get(letter) ?? []);
      if (page === undefined) continue;
      const numbers = letters.map((letter) => letter.charCodeAt(0));
      if (Math.min(...numbers) <= (last.get(page) ?? 0))
        throw new Broken("what was written later stands before what was written earlier");
      last.set(page, Math.max(...numbers));
    }
  }
}

function seenIn(state: ReturnType<Page["room"]["get"]>): readonly string[] {
  const notes =
    state?.notes.map(({ label, marks }) =>
      [label, ...marks.map(({ letter }) => letter)].join(""),
    ) ?? [];
  return [state?.page.toString() ?? "", ...notes];
}
