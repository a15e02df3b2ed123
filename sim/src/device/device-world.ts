import { defineRoom, list, text } from "@alongside/core";
import { memory, type Store } from "@alongside/server";
import { MemoryDevice } from "@alongside/testing";
import {
  InMemoryServer,
  type TestPage,
} from "../../../packages/client/test/support/in-memory-server.ts";
import { besideCode } from "../../../packages/client/src/connection/later-beside.ts";
import { Broken } from "../checkers/broken.ts";
import { firstDifference } from "../checkers/difference.ts";
import { SimRandom } from "../env/sim-random.ts";

/** What is written there: letters in a text, and notes with one letter each. */
const Paper = defineRoom("paper", {
  version: 1,
  storage: { page: text(), notes: list({ label: text() }) },
});

// A better way is looked for in the same step; how pages wait for that code has tests of its own.
await besideCode.load();

type Page = TestPage<typeof Paper>;

/** One letter that somebody wrote, and whether the page said that it is safe. */
interface Written {
  readonly letter: string;
  readonly profile: Profile;
  isSafe: boolean;
}

/** A browser's profile: a device, and the page that is open on it. A copy of it goes its own way. */
interface Profile {
  readonly device: MemoryDevice;
  page: Page | undefined;
  /** Whether it has been copied, or is a copy: then two write after what was written before. */
  isCopied: boolean;
  /** Whether a page was open there before. */
  wasOpen: boolean;
}

/** The room's name in the store. */
const ROOM = "paper:r";

/** Each letter is one that no other is, so that none is taken for another where texts are compared. */
const FIRST = 0x4e00;

/** How many times somebody does something, or something befalls them. */
const STEPS = 90;

/** Ms in which all that waits is sent, also where it is looked at again only after a while. */
const QUIET_MS = 200_000;

/** A server, somebody whose pages and devices are treated badly, and somebody else. All from one seed. */
export class DeviceWorld {
  readonly #server: InMemoryServer<typeof Paper>;
  readonly #random: SimRandom;
  readonly #profiles: Profile[] = [
    { device: new MemoryDevice(), page: undefined, isCopied: false, wasOpen: false },
  ];
  readonly #written: Written[] = [];
  readonly #bob: Page;
  /** How much of what is written is typed in the text: in every fourth world nearly all, so that much of it is sent as one. */
  readonly #typing: number;
  /** Copies of the log that an operator has, the oldest first. */
  readonly #backups: Store[] = [];
  /** Letters that a log had which was replaced by one without them. */
  readonly #gone = new Set<string>();
  #count = 0;
  /** Pages that were opened on a device after another one; rooms entered over another way than before; logs that went back. */
  readonly counts = { reloads: 0, switches: 0, rewinds: 0 };

  constructor(seed: number) {
    this.#random = new SimRandom(seed);
    this.#typing = seed % 4 === 0 ? 0.95 : 0.5;
    this.#server = new InMemoryServer(Paper, new SimRandom(-seed));
    this.#bob = this.#server.open("bob");
  }

  /** Lives through it. Throws `Broken` where something that was safe is lost, doubled or out of order, or people see different things. */
  async run(): Promise<void> {
    const random = this.#random;
    this.#open(this.#profiles[0] as Profile, false);
    await this.#server.pass(50);
    for (let i = 0; i < STEPS; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (random.chance(0.04)) await this.#operate();
      else this.#step(random.pick(this.#profiles));
      this.#server.latency = random.pick([1, 1, 5, 30]);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#server.pass(random.pick([0, 1, 2, 3, 10, 40, 150, 1200]));
    }
    this.#server.latency = 1;
    for (const profile of this.#profiles) {
      if (profile.page === undefined) this.#open(profile, false);
      profile.page?.back();
    }
    await this.#server.pass(QUIET_MS);
    await this.#check();
  }

  #step(profile: Profile): void {
    const random = this.#random;
    const { page } = profile;
    if (page === undefined) return this.#open(profile, random.chance(0.6));
    if (random.chance(0.3)) return page.move(random.pick(["up", "down", "down"] as const));
    const roll = random.next();
    if (roll < 0.55) this.#write(profile, page);
    else if (roll < 0.65) this.#type(this.#bob);
    else if (roll < 0.72) page.away();
    else if (roll < 0.8) page.back();
    else if (roll < 0.9) this.#kill(profile, random.chance(0.3));
    else if (roll < 0.93 && this.#profiles.length < 3) this.#copy(profile);
    else if (roll < 0.95) this.#server.restart();
    else if (roll < 0.97) profile.device.fail(new Error("full"), 1 + random.below(3));
    else page.page.happen("hidden");
  }

  /** The operator copies the log, or puts a copy in its place: as a file that is copied by hand, or restored under a new name. */
  async #operate(): Promise<void> {
    const random = this.#random;
    const { store } = this.#server;
    const [origin] = (await store.origin(ROOM)).epochs;
    if (this.#backups.length === 0 || random.chance(0.4)) {
      this.#backups.push(await copied(store, origin?.epoch));
      return;
    }
    const backup = random.pick(this.#backups);
    const [its] = (await backup.origin(ROOM)).epochs;
    const before = await lettersIn(store);
    const epoch = random.chance(0.5) ? its?.epoch : random.id(12);
    this.#server.forget(await copied(backup, epoch));
    this.counts.rewinds += 1;
    const now = await lettersIn(this.#server.store);
    for (const letter of before) if (!now.has(letter)) this.#gone.add(letter);
  }

  #open(profile: Profile, isAway: boolean): void {
    const { device } = profile;
    if (profile.wasOpen) this.counts.reloads += 1;
    profile.wasOpen = true;
    const onSwitch = (): void => void (this.counts.switches += 1);
    profile.page = this.#server.open("ann", Paper, undefined, { device, isAway, onSwitch });
  }

  #kill(profile: Profile, isPowerCut: boolean): void {
    if (isPowerCut) profile.device.cutPower();
    profile.page?.die();
    profile.page = undefined;
  }

  #copy(profile: Profile): void {
    profile.isCopied = true;
    const copy = { device: profile.device.copy(), page: undefined, isCopied: true };
    this.#profiles.push({ ...copy, wasOpen: true });
  }

  #write(profile: Profile, page: Page): void {
    if (page.room.get() === undefined) return;
    const letter = this.#random.chance(this.#typing) ? this.#type(page) : this.#note(page);
    const written: Written = { letter, profile, isSafe: false };
    this.#written.push(written);
    page.room.saved("device").then(
      () => (written.isSafe = true),
      () => undefined,
    );
  }

  #note({ room }: Page): string {
    const label = this.#next();
    room.update((doc) => void doc.notes.push({ label }));
    return label;
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
    const pages = [...this.#profiles.map(({ page }) => page as Page), this.#bob];
    for (const { room } of pages) {
      const { name, pending, saved, reason } = room.status.get();
      if (name !== "live" || pending > 0 || saved !== "server")
        throw new Broken(`a page is ${name}, with ${pending} pending: ${reason}`);
      const difference = firstDifference(seenIn(room.get()), stored);
      if (difference !== undefined) throw new Broken(`a page and the server differ: ${difference}`);
    }
    const letters = Array.from(stored.join(""));
    if (new Set(letters).size < letters.length) throw new Broken("something is there twice");
    const lost = this.#written.find(
      ({ letter, isSafe }) => isSafe && !letters.includes(letter) && !this.#gone.has(letter),
    );
    if (lost !== undefined) throw new Broken("something that was safe is lost");
    for (const profile of this.#profiles) {
      const left = profile.device.rows().find(({ kind }) => kind !== "room" && kind !== "refused");
      if (left !== undefined) throw new Broken(`a device still has a row ${left.kind}`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (!profile.isCopied) await this.#checkOrder(profile);
    }
  }

  /** What was written one after the other stands so in the log. */
  async #checkOrder(profile: Profile): Promise<void> {
    const mine = this.#written.filter((one) => one.profile === profile);
    // What went with a log may come again later, from a device that had not heard that it was saved there.
    const own = new Set(mine.map(({ letter }) => letter).filter((one) => !this.#gone.has(one)));
    let last = 0;
    for await (const entry of this.#server.store.read(ROOM, 0)) {
      if (entry.kind !== "change") continue;
      // What was typed in one go is one entry, in the order of the text.
      const letters = Array.from(JSON.stringify(entry.ops)).filter((letter) => own.has(letter));
      const numbers = letters.map((letter) => letter.charCodeAt(0));
      if (numbers.some((number) => number <= last))
        throw new Broken("what was written later stands before what was written earlier");
      last = Math.max(last, ...numbers);
    }
  }
}

/** A store with what another one has of the room now. */
async function copied(store: Store, epoch: string | undefined): Promise<Store> {
  const copy = memory();
  for await (const entry of store.read(ROOM, 0))
    await copy.append(ROOM, entry.seq - 1, [entry], epoch);
  return copy;
}

/** All letters that the log of a store has. */
async function lettersIn(store: Store): Promise<ReadonlySet<string>> {
  const letters = new Set<string>();
  for await (const entry of store.read(ROOM, 0))
    if (entry.kind === "change")
      for (const letter of JSON.stringify(entry.ops))
        if (letter.charCodeAt(0) > FIRST) letters.add(letter);
  return letters;
}

function seenIn(state: ReturnType<Page["room"]["get"]>): readonly string[] {
  const notes = state?.notes.map(({ label }) => label.toString()) ?? [];
  return [state?.page.toString() ?? "", ...notes];
}
