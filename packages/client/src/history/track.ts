import { Refused, type RoomDefinition, type StorageOf } from "@alongside/core";
import {
  type DownEntry,
  type KeyState,
  MOST_ENTRIES,
  pastChange,
  type PastChange,
  type Seq,
  type Version,
  versionOf,
} from "@alongside/core/engine";
import { sessionOf } from "../room/sessions.ts";
import type { RoomSession } from "../room/room.ts";
import type { Room } from "../room/types.ts";
import { ask } from "./ask.ts";
import { Likeness } from "./likeness.ts";
import { namesIn } from "./names.ts";
import { Folded, type Step, type Stretch, stretchesOf } from "./stretch.ts";

/** Folded stretches that are kept: where one is, and where one was. */
const FOLDED = 3;

/** Letters of JSON that what the room was at the stretches' begins may take, together. */
const MOST_LETTERS = 32_000_000;

/** How often it is looked whether there is more, in ms: the server is asked no more often. */
const GATHER_MS = 300;

/** What a track has by now. Another object whenever something of it changes. */
export interface TrackState {
  /** `loading` until the first answer is here; `failed` where the last question was refused or lost: `why` says that. */
  readonly name: "loading" | "ready" | "failed";
  readonly why: { readonly code: string | undefined; readonly message: string } | undefined;
  /** The entry before the first of `changes`: the earliest moment that `stateAt` knows. */
  readonly start: Seq;
  /** Oldest first. */
  readonly changes: readonly PastChange[];
  readonly versions: readonly Version[];
  /** Whether there is more before `start` that can be looked at. */
  readonly hasEarlier: boolean;
  /** Whether earlier entries are being asked for. */
  readonly isBusy: boolean;
}

/** A stretch of a room's past on this page, to go to and fro in. */
export interface Track<D extends RoomDefinition> {
  readonly get: () => TrackState;
  /** Begins to ask with its first listener, and takes in what is done in the room until the last has left. */
  readonly subscribe: (callback: () => void) => () => void;
  /**
   * The room right after entry `seq`, or after the last one before it that the track has: from memory, at once. What did not change is the
   * same object as in the state that was asked for before. Undefined while nothing is here.
   */
  readonly stateAt: (seq: Seq) => StorageOf<D> | undefined;
  /** Asks for about a thousand entries before those that are here; resolves when they are, or could not be had. */
  readonly earlier: () => Promise<void>;
  /** Asks again for what could not be had, and for the names of moments. */
  readonly refresh: () => Promise<void>;
}

/** Of a room that was not asked for anything yet. */
export const EMPTY_TRACK: TrackState = {
  name: "loading",
  why: undefined,
  start: 0,
  changes: [],
  versions: [],
  hasEarlier: false,
  isBusy: false,
};

/**
 * Makes a track of a room that `join` returned: its newest entries, and earlier ones as they are asked for. It keeps the entries, and what
 * the room was at every 250th, or farther apart where that would take more than 32 MB. Throws `TypeError` for anything else than a room.
 */
export function openTrack<D extends RoomDefinition>(room: Room<D>): Track<D> {
  const track = new RoomTrack(sessionOf(room, "historyOf"));
  return {
    get: () => track.state,
    subscribe: (callback) => track.subscribe(callback),
    stateAt: (seq) => track.stateAt(seq),
    earlier: () => track.load("earlier"),
    refresh: () => track.load("newer"),
  };
}

class RoomTrack<D extends RoomDefinition> {
  state = EMPTY_TRACK;
  readonly #session: RoomSession<D>;
  readonly #listeners = new Set<() => void>();
  readonly #likeness = new Likeness();
  #stretches: Stretch[] = [];
  #folded: Folded[] = [];
  #shown: StorageOf<D> | undefined;
  /** The last entry that was asked for. */
  #last: Seq = 0;
  #rewinds = 0;
  #asking: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;

  constructor(session: RoomSession<D>) {
    this.#session = session;
  }

  subscribe(callback: () => void): () => void {
    this.#listeners.add(callback);
    if (this.#listeners.size === 1) {
      this.#watch();
      void this.load("newer");
    }
    return () => {
      this.#listeners.delete(callback);
      if (this.#listeners.size > 0) return;
      this.#cancel?.();
    };
  }

  stateAt(seq: Seq): StorageOf<D> | undefined {
    const at = Math.max(
      0,
      this.#stretches.findLastIndex((stretch) => stretch.seq <= seq),
    );
    const stretch = this.#stretches[at];
    if (stretch === undefined) return undefined;
    const folded = this.#fold(stretch, at);
    let count = stretch.steps.findLastIndex(({ change }) => change.seq <= seq) + 1;
    if (seq < stretch.seq) count = 0;
    const fresh = folded.at(count) as unknown as StorageOf<D>;
    this.#shown = this.#shown === undefined ? fresh : this.#likeness.of(fresh, this.#shown);
    return this.#shown;
  }

  #fold(stretch: Stretch, at: number): Folded {
    const known = this.#folded.find((one) => one.stretch === stretch);
    if (known !== undefined) return known;
    const { schema } = this.#session.copy.definition;
    const before = this.#stretches[at - 1];
    const end = this.#folded.find((one) => one.stretch === before)?.takeEnd();
    const made = new Folded(stretch, schema, end);
    this.#folded = [made, ...this.#folded].slice(0, FOLDED);
    return made;
  }

  /** Asks, after what is being asked for already. */
  load(which: "newer" | "earlier"): Promise<void> {
    this.#asking = this.#asking.then(async () => {
      if (which === "earlier" && !this.state.hasEarlier) return;
      this.#become({ isBusy: true });
      try {
        await (which === "newer" ? this.#newer() : this.#earlier());
        this.#become({ name: "ready", why: undefined, isBusy: false });
      } catch (error) {
        const { message } = error as Error;
        const code = error instanceof Refused ? error.code : undefined;
        this.#become({ name: "failed", why: { code, message }, isBusy: false });
      }
    });
    return this.#asking;
  }

  /** Looks now and then whether there is more in the log: what comes may change nothing that is seen, and nobody is told of it. */
  #watch(): void {
    const { host, copy } = this.#session;
    this.#cancel = host.clock.after(GATHER_MS, () => {
      if (copy.isIn && copy.seq > this.#last && this.state.name === "ready")
        void this.load("newer");
      this.#watch();
    });
  }

  async #newer(): Promise<void> {
    const session = this.#session;
    await session.ready;
    const { copy } = session;
    if (copy.rewinds !== this.#rewinds) this.#forget();
    if (this.#stretches.length === 0) await this.#begin(copy.seq);
    const until = copy.seq;
    const count = until - this.#last;
    const list = count > 0 ? await this.#entries(this.#last, until) : [];
    this.#last = until;
    const steps = this.#steps(list);
    if (steps.length > 0) this.#append(steps);
    // A name is an entry that is passed over. Whoever asks again asks for names too.
    if (count === 0 || count > steps.length) await this.#versions();
  }

  #forget(): void {
    this.#rewinds = this.#session.copy.rewinds;
    this.#stretches = [];
    this.#folded = [];
    this.#shown = undefined;
  }

  async #begin(last: Seq): Promise<void> {
    this.#rewinds = this.#session.copy.rewinds;
    this.#last = last;
    await this.#before(last);
  }

  async #earlier(): Promise<void> {
    await this.#before(this.state.start);
  }

  /** Puts the entries before `end`, as many as one question brings, in front of the track. */
  async #before(end: Seq): Promise<void> {
    const wanted = Math.max(0, end - MOST_ENTRIES);
    const begun = await this.#firstState(wanted, end);
    let { seq, state } = begun;
    let steps = this.#steps(await this.#entries(seq, end));
    let hasEarlier = seq > 0 && seq === wanted;
    const at = steps.findLastIndex(({ entry }) => "migrated" in entry);
    if (begun.older !== undefined || at >= 0) {
      // What came before the room was brought to this version goes over what it was then, and not over what migrations make of that.
      ({ seq, state } = await ask(this.#session, {
        of: "state",
        when: steps[at]?.change.seq ?? end,
      }));
      steps = steps.slice(at + 1);
      hasEarlier = false;
    }
    const { schema } = this.#session.copy.definition;
    const made = stretchesOf(schema, seq, state, steps);
    this.#stretches = thinned([...made, ...this.#stretches]);
    this.#become({
      start: seq,
      hasEarlier,
      changes: [...steps.map(({ change }) => change), ...this.state.changes],
    });
  }

  /** The state at `wanted`, or at the first moment after it that the server still keeps. */
  async #firstState(wanted: Seq, end: Seq): Promise<PastStateAnswer> {
    let [low, high] = [wanted, end];
    let found: PastStateAnswer | undefined;
    for (let at = wanted; ; at = (low + high) >> 1) {
      try {
        // Of a room that is no longer kept whole a state may be there, and what came next not.
        if (at < end)
          await ask(this.#session, { of: "entries", after: at, until: at + 1, limit: 1 });
        found = await ask(this.#session, { of: "state", when: at });
        high = at;
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== "history.forgotten" || at === end)
          throw error;
        low = at + 1;
      }
      if (found !== undefined && low >= high) return found;
    }
  }

  async #entries(after: Seq, until: Seq): Promise<readonly DownEntry[]> {
    const all: DownEntry[] = [];
    for (let from: Seq | undefined = after; from !== undefined && from < until;) {
      const page: { readonly list: readonly DownEntry[]; readonly next?: Seq } = await ask(
        this.#session,
        { of: "entries", after: from, until, limit: MOST_ENTRIES },
      );
      all.push(...page.list);
      from = page.next;
    }
    return all;
  }

  #steps(list: readonly DownEntry[]): Step[] {
    const names = namesIn(this.#session);
    return list.flatMap((entry) => {
      const change = pastChange(entry, names);
      return change === undefined ? [] : [{ entry, change }];
    });
  }

  #append(steps: readonly Step[]): void {
    const { schema } = this.#session.copy.definition;
    const last = this.#stretches.at(-1) as Stretch;
    // What was folded of the last stretch ends before these.
    this.#folded = this.#folded.filter(({ stretch }) => stretch !== last);
    const states = JSON.parse(last.json) as { readonly [key: string]: KeyState };
    const made = stretchesOf(schema, last.seq, states, [...last.steps, ...steps]);
    this.#stretches = thinned([...this.#stretches.slice(0, -1), ...made]);
    this.#become({ changes: [...this.state.changes, ...steps.map(({ change }) => change)] });
  }

  async #versions(): Promise<void> {
    const { list } = await ask(this.#session, { of: "versions" });
    const names = namesIn(this.#session);
    this.#become({ versions: list.map((version) => versionOf(version, names)) });
  }

  #become(patch: Partial<TrackState>): void {
    this.state = { ...this.state, ...patch };
    for (const callback of this.#listeners) callback();
  }
}

interface PastStateAnswer {
  readonly seq: Seq;
  readonly state: { readonly [key: string]: KeyState };
  readonly older?: number;
}

/** Stretches twice as long where what stands at their begins takes too much memory. */
function thinned(stretches: Stretch[]): Stretch[] {
  const letters = stretches.reduce((sum, { json }) => sum + json.length, 0);
  if (letters <= MOST_LETTERS || stretches.length < 2) return stretches;
  const merged: Stretch[] = [];
  for (let i = 0; i < stretches.length; i += 2) {
    const [one, next] = [stretches[i], stretches[i + 1]];
    if (one) merged.push({ ...one, steps: [...one.steps, ...(next?.steps ?? [])] });
  }
  return thinned(merged);
}
