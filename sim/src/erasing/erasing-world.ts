import { openUndo } from "@alongside/client";
import { toJSON } from "@alongside/core";
import { MemoryDevice } from "@alongside/testing";
import { historyOf } from "../../../packages/client/src/history/index.ts";
import { sessionOf } from "../../../packages/client/src/room/sessions.ts";
import { besideCode } from "../../../packages/client/src/connection/later-beside.ts";
import { SimRandom } from "../env/sim-random.ts";
import { checkErased } from "./check-erased.ts";
import { ErasingServer } from "./erasing-server.ts";
import { Paper } from "./paper.ts";
import type { Page, Profile } from "./profile.ts";
import { type Name, type Word, Words } from "./words.ts";

// A better way is looked for in the same step; how pages wait for that code has tests of its own.
await besideCode.load();

/** How many times somebody does something, or something befalls them. */
const STEPS = 110;

/** Ms in which all that waits is sent. */
const QUIET_MS = 60_000;

/** Who presses undo, and whose words may so be gone. */
const UNDOES: ReadonlySet<Name> = new Set(["ann", "bob"]);

/**
 * People who write, with and without a network, while some of them are erased, others follow and sweep, and the server dies. All from
 * one seed.
 */
export class ErasingWorld {
  readonly #words = new Words();
  readonly #server: ErasingServer;
  readonly #random: SimRandom;
  readonly #profiles: Profile[];
  /** Pages that were opened anew as their user was erased. */
  reloads = 0;

  constructor(seed: number) {
    this.#random = new SimRandom(seed);
    this.#server = new ErasingServer(seed, this.#words);
    this.#profiles = (["ann", "ann", "eve", "bob", "cat"] as const).map((name) => ({
      name,
      device: new MemoryDevice(),
      inTab: new Map(),
      page: undefined,
      undo: undefined,
    }));
  }

  get counts(): ErasingServer["counts"] {
    return this.#server.counts;
  }

  /** Lives through it. Throws `Broken` where words of somebody erased are left, or others' are not. */
  async run(): Promise<void> {
    const random = this.#random;
    const { server } = this.#server;
    await server.pass(5);
    for (const profile of this.#profiles) this.#open(profile, false);
    await server.pass(50);
    for (let i = 0; i < STEPS; i++) {
      if (i > 15 && random.chance(0.06)) this.#erase();
      else this.#step(random.pick(this.#profiles));
      server.latency = random.pick([1, 1, 5, 30]);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(random.pick([0, 1, 2, 3, 10, 40, 150, 1200]));
    }
    await this.#settle();
    for (const { name, undo } of this.#profiles) {
      if (!UNDOES.has(name)) continue;
      this.#words.takenBy(name);
      for (let i = 0; i < 60 && undo?.canUndo.get() === true; i++) undo.undo();
    }
    await server.pass(QUIET_MS);
    await checkErased(this.#server, this.#words, this.#profiles);
  }

  /** Everybody comes back, and who was erased begins anew. */
  async #settle(): Promise<void> {
    const { server } = this.#server;
    this.#server.isCalm = true;
    server.latency = 1;
    for (const profile of this.#profiles) {
      if (profile.page === undefined) this.#open(profile, false);
      profile.page?.back();
    }
    for (let i = 0; i < 4; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(QUIET_MS);
      for (const profile of this.#profiles) this.#beginAnew(profile);
    }
  }

  /** Returns whether the page's user was erased, who then opens it anew. */
  #beginAnew(profile: Profile): boolean {
    if (profile.page?.room.status.get().code !== "auth.erased") return false;
    this.reloads += 1;
    this.#kill(profile, false);
    this.#open(profile, false);
    return true;
  }

  #erase(): void {
    const random = this.#random;
    this.#server.erase(random.pick([["ann"], ["ann"], ["eve"], ["ann", "eve"], ["eve", "ann"]]));
  }

  #step(profile: Profile): void {
    const random = this.#random;
    const { page } = profile;
    if (page === undefined) return this.#open(profile, random.chance(0.4));
    if (random.chance(0.5) && this.#beginAnew(profile)) return;
    const roll = random.next();
    if (roll < 0.62) this.#act(profile, page);
    else if (roll < 0.72) page.away();
    else if (roll < 0.82) page.back();
    else if (roll < 0.9) this.#kill(profile, random.chance(0.3));
    else if (roll < 0.92) this.#server.crash();
    else if (roll < 0.96) this.#server.sweep(random.pick([1, 8, 30]));
    else profile.device.fail(new Error("full"), 1 + random.below(2));
  }

  #open(profile: Profile, isAway: boolean): void {
    // Steps of a tab that is closed stay, in case it is opened again.
    if (this.#random.chance(0.25)) profile.inTab = new Map();
    const { device, inTab, name } = profile;
    const on = { device, isAway, inTab };
    profile.page = this.#server.server.open(name, Paper, undefined, on);
    profile.undo = openUndo(profile.page.room);
  }

  #kill(profile: Profile, isPowerCut: boolean): void {
    if (isPowerCut) profile.device.cutPower();
    profile.page?.die();
    profile.page = undefined;
    profile.undo = undefined;
  }

  #act(profile: Profile, { room }: Page): void {
    const random = this.#random;
    const state = room.get();
    if (state === undefined || room.rights.get()?.write !== true) return;
    const { generation = 0 } = sessionOf(room).copy.log ?? {};
    const roll = random.next();
    if (roll < 0.12) return this.#take(room, state);
    if (roll < 0.2 && UNDOES.has(profile.name)) {
      this.#words.takenBy(profile.name);
      (random.chance(0.7) ? profile.undo?.undo : profile.undo?.redo)?.();
      this.#words.broughtBack(
        JSON.stringify(toJSON(state)),
        JSON.stringify(toJSON(room.get())),
        generation,
      );
      return;
    }
    const word = this.#words.next(profile.name, generation);
    const { letter } = word;
    if (roll < 0.28) {
      word.isTaken = true;
      room.update((doc) => void doc.notes.push({ label: `rude ${letter}`, by: "" }));
    } else if (roll < 0.34) {
      word.isTaken = true;
      // A question is of no generation: one that is on its way while its user is erased comes after that.
      word.copied = -1;
      historyOf(room)
        .name(sessionOf(room).copy.seq, letter)
        .then(
          () => this.#words.came(word),
          () => undefined,
        );
    } else if (roll < 0.4) {
      word.isTaken = true;
      room.mutate.sign({ by: `rude ${letter}` }).committed.catch(() => undefined);
    } else this.#write(room, state, word, roll);
    room.saved("device").then(
      () => (word.isSafe = true),
      () => undefined,
    );
  }

  #write(room: Page["room"], state: State, word: Word, roll: number): void {
    const random = this.#random;
    const { letter } = word;
    const at = random.below(state.notes.length);
    const note = state.notes[at];
    if (roll < 0.5) room.update((doc) => void doc.notes.push({ label: letter, by: "" }));
    else if (roll < 0.6) room.update((doc) => void doc.notes.push({ label: "", by: letter }));
    else if (roll < 0.66) room.mutate.sign({ by: letter });
    else if (roll < 0.75 && note !== undefined) {
      const length = note.label.toString().length;
      // It goes with the note, where somebody deletes that meanwhile.
      word.isTaken = true;
      room.update((doc) => doc.notes.at(at)?.label.insert(random.below(length + 1), letter));
    } else if (roll < 0.8 && note !== undefined) {
      this.#words.taken(note.by);
      word.isTaken = true;
      room.update((doc) => {
        const one = doc.notes.at(at);
        if (one !== undefined) one.by = letter;
      });
    } else {
      const { length } = state.page.toString();
      room.update((doc) => doc.page.insert(random.below(length + 1), letter));
    }
  }

  /** Takes something away that is there, of whomever it is. */
  #take(room: Page["room"], state: State): void {
    const random = this.#random;
    if (random.chance(0.5) && state.notes.length > 0) {
      const at = random.below(state.notes.length);
      const note = state.notes[at];
      if (note === undefined) return;
      this.#words.taken(`${note.label.toString()}${note.by}`);
      room.update((doc) => doc.notes.delete(note.id));
      return;
    }
    const page = state.page.toString();
    if (page.length === 0) return;
    const from = random.below(page.length);
    const length = Math.min(1 + random.below(4), page.length - from);
    this.#words.taken(page.slice(from, from + length));
    room.update((doc) => doc.page.delete(from, length));
  }
}

type State = NonNullable<ReturnType<Page["room"]["get"]>>;
