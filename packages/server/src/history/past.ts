import { Refused } from "@alongside/core";
import {
  checkStored,
  type Clock,
  decoding,
  encodeSnapshot,
  fold,
  type Folded,
  keyStates,
  type OpsByKey,
  type Rights,
  type RoomId,
  type Seq,
  type Snapshot,
  textEngine,
  type When,
} from "@alongside/core/engine";
import type { RoomImplementation } from "../implement.ts";
import { runStep } from "../room/migration.ts";
import { Dropped, type Keys, type Store } from "../store/store.ts";

/** A room as it was: JSON of a `KeyState` by top-level key. */
export interface PastState {
  readonly seq: Seq;
  /** Server time of the entry `seq`, in ms; 0 before the first one. */
  readonly at: number;
  readonly keys: ReadonlyMap<string, string>;
  /** Of which version of the definition it was, where that is not the present one. */
  readonly older?: number;
}

/** What is known of the kind of a room. */
export interface Kind {
  readonly implementation: RoomImplementation;
  /** What new rooms of this kind begin with, where that is anything. */
  readonly initial: OpsByKey | undefined;
}

/** Looks into the past of rooms, as far as the store has it. Everything that it answers is durable. */
export class Past {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * The last entry of a moment, 0 for the room before its first one. Rejects with `Refused`: `history.future` for a moment that has not
   * been, `history.forgotten` for a time before all entries that are kept.
   */
  async seqOf(room: RoomId, when: When): Promise<Seq> {
    const head = await this.#store.head(room);
    if (typeof when === "number") {
      if (when <= head) return when;
      throw new Refused("history.future", `${room} has ${head} entries, and was asked for ${when}`);
    }
    const now = Math.floor(this.#clock.now());
    if (when.ms > now)
      throw new Refused("history.future", `It is ${now} here, and ${when.ms} was asked for`);
    return this.#lastUpTo(room, when.ms, head);
  }

  /** The same, of a moment that can be looked at: `history.forgotten` for one that is not kept. */
  async keptSeqOf(room: RoomId, when: When): Promise<Seq> {
    const seq = await this.seqOf(room, when);
    const floor = await this.#floorOf(room);
    if (seq >= floor || seq === 0 || (await this.#store.loadSnapshot(room, seq))?.seq === seq)
      return seq;
    throw forgotten(room, floor);
  }

  /** Before the entries that are kept one by one, the last moment up to then that is kept. */
  async #lastUpTo(room: RoomId, ms: number, head: Seq): Promise<Seq> {
    const floor = await this.#floorOf(room);
    const seq = Math.min(await this.#store.lastUpTo(room, ms), head);
    if (seq > floor || floor === 0) return seq;
    const saved = await this.#store.loadSnapshot(room, floor);
    if (saved?.seq === floor && saved.at <= ms) return floor;
    const kept = (await this.#store.moments(room)).findLast(({ at }) => at <= ms);
    if (kept !== undefined) return kept.seq;
    throw forgotten(room, floor);
  }

  #floorOf(room: RoomId): Promise<Seq> {
    return this.#store.lastUpTo(room, -1);
  }

  /**
   * What stood under the keys that may be read, as the definition has it now: a room of an older version is brought to the present one
   * by its steps, here alone. Rejects with `Refused`, `history.forgotten`, for what is not kept, and with `Incompatible` where the
   * steps cannot do with what there was.
   */
  async state(room: RoomId, seq: Seq, { read }: Rights, kind: Kind): Promise<PastState> {
    const { definition } = kind.implementation;
    if (seq === 0) {
      const older = await this.#firstVersion(room);
      const isOlder = older !== undefined && older !== definition.version;
      return { ...cut(before(kind.initial), read), ...(isOlder && { older }) };
    }
    try {
      const found = await this.#store.stateAt(room, seq, read);
      if (found.version === definition.version) return { seq, at: found.at, keys: found.state };
      // A step may make what is under one key of what was under another.
      const whole = read === true ? found : await this.#store.stateAt(room, seq, true);
      return await this.#broughtUp(room, whole, read, kind);
    } catch (error) {
      throw error instanceof Dropped ? forgotten(room, error.floor) : error;
    }
  }

  /** What stood there as the log had it, whatever version of the definition that was of. Rejects as `state` does. */
  async stored(room: RoomId, seq: Seq, { read }: Rights): Promise<PastState> {
    if (seq === 0) return cut(before(undefined), read);
    try {
      const { at, state } = await this.#store.stateAt(room, seq, read);
      return { seq, at, keys: state };
    } catch (error) {
      throw error instanceof Dropped ? forgotten(room, error.floor) : error;
    }
  }

  /** Of which version of the definition the first entry was; undefined where that is not kept, or there is none. */
  async #firstVersion(room: RoomId): Promise<number | undefined> {
    if ((await this.#store.head(room)) === 0) return undefined;
    try {
      return (await this.#store.stateAt(room, 1, [])).version;
    } catch (error) {
      if (error instanceof Dropped) return undefined;
      throw error;
    }
  }

  async #broughtUp(
    room: RoomId,
    snapshot: Snapshot,
    keys: Keys,
    { implementation: { definition } }: Kind,
  ): Promise<PastState> {
    const { state, seq, at } = await this.decoded(snapshot);
    for (let to = snapshot.version + 1; to <= definition.version; to++) {
      runStep(definition, room, to, state);
      await this.rest();
    }
    checkStored(state, definition.schema);
    const jsons = new Map<string, string>();
    for (const [key, part] of keyStates(state)) {
      if (keys !== true && !keys.includes(key)) continue;
      jsons.set(key, JSON.stringify(part));
      await this.rest();
    }
    return { seq, at, keys: jsons, older: snapshot.version };
  }

  /** Reads a snapshot in steps, between which others have their turn. */
  async decoded(snapshot: Snapshot): Promise<Folded> {
    const steps = decoding(snapshot, textEngine);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      await this.rest();
    }
  }

  /** Gives everybody else a turn. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => void this.#clock.after(0, resolve));
  }
}

/** The refusal of what the log has let go of. */
export function forgotten(room: RoomId, floor: Seq): Refused {
  return new Refused("history.forgotten", `Of ${room} nothing is kept before the entry ${floor}`);
}

/** A room in which nothing has happened yet. */
function before(initial: OpsByKey | undefined): Snapshot {
  if (initial === undefined) return encodeSnapshot(fold(undefined, [], textEngine));
  const first = { seq: 1, at: 0, kind: "migration", version: 1, ops: initial } as const;
  return encodeSnapshot(fold(undefined, [first], textEngine));
}

function cut({ state }: Snapshot, keys: Keys): PastState {
  const kept = keys === true ? state : new Map([...state].filter(([key]) => keys.includes(key)));
  return { seq: 0, at: 0, keys: kept };
}
