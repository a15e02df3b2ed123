import {
  BadMessage,
  type ChangeEntry,
  applyEntry,
  type Clock,
  decoding,
  type Entry,
  fold,
  type OpsByKey,
  reinserted,
  type Reinsertion,
  type RoomId,
  type RecordSchema,
  type Seq,
  type Snapshot,
  type State,
  type TextOp,
  type UndoCall,
  UndoStep,
  unitsOf,
  textEngine,
} from "@alongside/core/engine";
import { Dropped, type Store } from "../store/store.ts";

/** Where a change is looked for that is to be taken back. */
export interface Log {
  readonly room: RoomId;
  readonly store: Store;
  readonly clock: Clock;
  readonly schema: RecordSchema;
}

/** What takes a change back, as its log has it. */
export interface Inverse {
  /** What it wrote over. Undefined where there is nothing to take back: no such change, or one that was refused. */
  readonly step: UndoStep | undefined;
  /** The edits that put back the letters it deleted, by key. */
  readonly edits: OpsByKey;
}

/** Ops that are folded before everybody else has a turn. */
const SLICE = 500;

/**
 * Finds the change of `client` that `call` names among the entries up to `until`, which are on disk, and what it wrote over: from
 * the snapshot before it and the entries in between. Reads and folds in slices. Throws `BadMessage` for letters that cannot have
 * been deleted, and what the store throws.
 */
export async function inverseIn(
  log: Log,
  client: string,
  call: UndoCall,
  until: Seq,
): Promise<Inverse> {
  let step: UndoStep | undefined;
  try {
    step = await find(log, client, call, until);
  } catch (error) {
    // What the log has let go of nobody can take back.
    if (!(error instanceof Dropped)) throw error;
  }
  return inverseOf(step, call.texts ?? []);
}

async function find(
  log: Log,
  client: string,
  call: UndoCall,
  until: Seq,
): Promise<UndoStep | undefined> {
  const pace = new Pace(log.clock);
  const found = await changeIn(log, client, call, until, pace);
  if (found === undefined) return undefined;
  const step = await stepOf(log, found, pace);
  for await (const entry of entriesOf(log, found.seq, until, pace)) leaveMoved(step, client, entry);
  return step;
}

/** A place that others have given a record since is theirs. */
export function leaveMoved(step: UndoStep, client: string, entry: Entry): void {
  if (entry.kind !== "change" || entry.client === client) return;
  for (const key in entry.ops)
    for (const op of entry.ops[key] ?? []) if (op.op === "move") step.moved(op.id);
}

async function changeIn(
  log: Log,
  client: string,
  { n, after }: UndoCall,
  until: Seq,
  pace: Pace,
): Promise<ChangeEntry | undefined> {
  for await (const entry of entriesOf(log, after, until, pace)) {
    if (!("client" in entry) || entry.client !== client || entry.n < n) continue;
    return entry.n === n && entry.kind === "change" ? entry : undefined;
  }
  return undefined;
}

/** Notes what a change wrote over, on the state that its room had before it. */
async function stepOf(log: Log, change: ChangeEntry, pace: Pace): Promise<UndoStep> {
  const { room, store, schema } = log;
  const before = change.seq - 1;
  const snapshot = before === 0 ? undefined : await store.loadSnapshot(room, before);
  const state =
    snapshot === undefined ? fold(undefined, [], textEngine).state : await stateOf(snapshot, pace);
  const after = snapshot?.seq ?? 0;
  for await (const entry of entriesOf(log, after, before, pace)) applyEntry(state, entry);
  const step = new UndoStep();
  for (const key of Object.keys(change.ops)) {
    for (const op of change.ops[key] ?? []) {
      if (pace.isOver(1)) await pace.rest();
      step.noteLogged({ state, schema }, key, op);
      if (op.op === "text") step.edited(op.id, op.field, op.delta);
      state.applyOp(key, op);
    }
  }
  return step;
}

async function stateOf(snapshot: Snapshot, pace: Pace): Promise<State> {
  const steps = decoding(snapshot, textEngine);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.state;
    // oxlint-disable-next-line no-await-in-loop -- everybody else has a turn after each step
    await pace.rest();
  }
}

/** The edits with the letters that the change deleted. Where they are others, filler stands for them, and there is no step. */
export function inverseOf(step: UndoStep | undefined, asked: readonly Reinsertion[]): Inverse {
  const edits: Record<string, TextOp[]> = {};
  let fits = true;
  for (const text of asked) {
    const { key, id, field } = text;
    const inverse = step?.text(id, field)?.delta ?? [];
    let delta = reinserted(text, inverse);
    if (delta === undefined) {
      fits = false;
      const units = unitsOf(text);
      if (units > MAX_FILLER) throw new BadMessage(`${units} letters of ${id} were never deleted`);
      delta = reinserted(text, ["\uFFFD".repeat(units)]) ?? [];
    }
    (edits[key] ??= []).push({ op: "text", id, field, delta });
  }
  return { step: fits ? step : undefined, edits };
}

/** What a page may believe to have deleted that somebody else deleted first. */
const MAX_FILLER = 1 << 22;

async function* entriesOf(log: Log, after: Seq, until: Seq, pace: Pace): AsyncGenerator<Entry> {
  if (after >= until) return;
  for await (const entry of log.store.read(log.room, after)) {
    if (entry.seq > until) return;
    let ops = 1;
    if ("ops" in entry) for (const key in entry.ops) ops += entry.ops[key]?.length ?? 0;
    if (pace.isOver(ops)) await pace.rest();
    yield entry;
    if (entry.seq === until) return;
  }
}

/** Gives everybody else a turn after each slice of work. */
class Pace {
  readonly #clock: Clock;
  #done = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isOver(work: number): boolean {
    this.#done += work;
    return this.#done >= SLICE;
  }

  async rest(): Promise<void> {
    this.#done = 0;
    await new Promise<void>((resolve) => void this.#clock.after(0, resolve));
  }
}
