import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Attack, MIB } from "./attack.ts";
import { Field, Found } from "./field.ts";
import { FuzzRandom } from "./fuzz-random.ts";
import { later } from "./link.ts";
import type { Newcomer, Report, State } from "./questions.ts";

/** What the server may hold for an attack that says nothing else. */
const HELD_BYTES = 96 * MIB;
/** How long its loop may stand still, in ms: far above what a busy machine does by itself. */
const STILL_MS = 900;
/** How long the honest page may wait for an answer, in ms. */
const WAIT_MS = 2500;
/** How long one attack may take, in ms. */
const PATIENCE_MS = 60_000;

/** Rooms that are there whatever was attacked. */
const FEW_ROOMS = 5;
/** How long rooms may take to go, in ms, and how often is looked. */
const SETTLE_MS = 15_000;
const LOOK_MS = 100;

/** One attack and what became of it. */
export interface Trial {
  readonly attack: string;
  readonly seed: number;
  readonly found?: string;
  readonly state?: State;
  readonly honest?: Report;
  readonly newcomer?: Newcomer;
}

/** So often a time that is too long is measured again: on a machine that others use too, one is not believed. */
const AGAIN = 2;

interface RangeOptions {
  /** The guard that is taken away. */
  readonly plant?: string;
  /** Whether times are looked at. They mean something only where nothing else runs. */
  readonly isTimed: boolean;
}

/** A server that is attacked, with its folder. Started anew once it is damaged. */
export class Range {
  readonly #options: RangeOptions;
  #field: Field | undefined;
  #folder = "";

  constructor(options: RangeOptions) {
    this.#options = options;
  }

  async field(random: FuzzRandom): Promise<Field> {
    if (this.#field === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), "alongside-fuzz-"));
      this.#field = await Field.open(this.#folder, random, this.#options.plant);
    }
    this.#field.random = random;
    return this.#field;
  }

  async close(): Promise<void> {
    await this.#field?.close();
    this.#field = undefined;
    if (this.#folder !== "") rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = "";
  }

  /** Waits until the rooms have gone that an attack before this one opened, where this one counts rooms. */
  async settle({ countsRooms = false }: Attack): Promise<void> {
    if (!countsRooms) return;
    for (let left = SETTLE_MS; left > 0; left -= LOOK_MS) {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      const state = await this.#field?.state();
      if (state === undefined || state.rooms <= FEW_ROOMS) return;
      // oxlint-disable-next-line no-await-in-loop -- as above
      await later(LOOK_MS);
    }
  }

  /** Makes one attack, and looks at what it did to everybody else. */
  async try(attack: Attack, seed: number): Promise<Trial> {
    let trial = await this.#try(attack, seed);
    for (let i = 0; i < AGAIN && this.#isSlow(attack, trial); i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.close();
      // oxlint-disable-next-line no-await-in-loop -- as above
      trial = await this.#try(attack, seed);
    }
    const slow = this.#isSlow(attack, trial);
    if (slow !== undefined) await this.close();
    return slow === undefined ? trial : { ...trial, found: slow };
  }

  /** Why the times are too long, if nothing else is wrong. */
  #isSlow(attack: Attack, { found, state, honest }: Trial): string | undefined {
    if (!this.#options.isTimed || found !== undefined) return undefined;
    const { stillMs = STILL_MS, waitMs = WAIT_MS } = attack;
    if (state !== undefined && state.stillMs > stillMs)
      return `The server stood still for ${Math.round(state.stillMs)} ms, ${stillMs} are allowed`;
    if (honest !== undefined && honest.max > waitMs)
      return `The honest page waited ${Math.round(honest.max)} ms, ${waitMs} are allowed`;
    return undefined;
  }

  async #try(attack: Attack, seed: number): Promise<Trial> {
    const field = await this.field(new FuzzRandom(seed));
    const heldBytes = attack.heldBytes ?? HELD_BYTES;
    const about = { attack: attack.name, seed };
    try {
      await field.ask({ ask: "begin", heldBytes });
      await field.report();
      await within(attack.run(field));
      const state = await field.state();
      const newcomer = await field.newcomer();
      const honest = await field.report();
      await field.clear();
      const found = wrong(attack, state, honest, newcomer);
      if (found !== undefined) await this.close();
      return { ...about, state, honest, newcomer, ...(found !== undefined && { found }) };
    } catch (error) {
      const { crash } = field;
      await this.close();
      if (crash !== undefined) return { ...about, found: crash };
      if (error instanceof Found) return { ...about, found: error.message };
      throw error;
    }
  }
}

function wrong(
  attack: Attack,
  state: State,
  honest: Report,
  newcomer: Newcomer,
): string | undefined {
  const { heldBytes = HELD_BYTES } = attack;
  const { newcomerBytes = Infinity } = attack;
  if (newcomer.failed !== undefined) return `A newcomer was ${newcomer.failed}`;
  if ((newcomer.bytes ?? 0) > newcomerBytes)
    return `A newcomer was sent ${newcomer.bytes} bytes, ${newcomerBytes} are allowed`;
  if (state.heldBytes > heldBytes)
    return `${Math.round(state.heldBytes / MIB)} MiB were held, ${heldBytes / MIB} are allowed`;
  if (honest.broken !== undefined) return `The honest page: ${honest.broken}`;
  const internal = state.errors.find((error) => INTERNAL.test(error));
  return internal === undefined ? undefined : `Reported as the server's own fault: ${internal}`;
}

/** Errors of a program, not of the world or of an app. */
const INTERNAL = /^(TypeError|RangeError|ReferenceError|SyntaxError|AssertionError)/;

function within(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Found(`The attack did not end within ${PATIENCE_MS} ms`)),
      PATIENCE_MS,
    );
    work.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
