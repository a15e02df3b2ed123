import { BYTES_TICK, type Grid } from "@alongside/core/engine";
import { type Move, Run } from "./run.ts";
import { Writer } from "./writer.ts";

/** Somebody of whose places a tick tells. */
export interface Mover {
  /** Their number in the room. */
  readonly place: number;
  /** Where they are in a field, if that was not told and they went anywhere. From now on it counts as told. */
  takeMove(name: string): Move | undefined;
}

/** Where people went since the last tick, by field. Undefined where nobody went anywhere. `each` hears of every way. */
export function encodePlaces<M extends Mover>(
  movers: readonly M[],
  grids: ReadonlyMap<string, Grid>,
  each: (name: string, mover: M, move: Move) => void,
): Uint8Array | undefined {
  if (grids.size === 0) return undefined;
  const all = new Writer();
  const inOrder = movers.toSorted((a, b) => a.place - b.place);
  for (const [name, grid] of grids) {
    const run = new Run();
    for (const mover of inOrder) {
      const move = mover.takeMove(name);
      if (move === undefined) continue;
      run.move(mover.place, move, grid);
      each(name, mover, move);
    }
    if (!run.isEmpty) writeRuns(all, name, [run]);
  }
  return all.bytes.length === 0 ? undefined : all.bytes;
}

/** The name of a field, how many runs there are, and the runs. */
export function writeRuns(writer: Writer, name: string, runs: readonly Run[]): void {
  writer.text(name);
  writer.number(runs.length);
  for (const run of runs) run.writeTo(writer);
}

/**
 * A tick of bytes. `step`: by how much its number is more than that of the one before it that its reader was sent. `words` is JSON of
 * what else it tells; empty where that is nothing.
 */
export function placesFrame(
  seat: number,
  number: number,
  step: number,
  words: Uint8Array,
  places: Uint8Array,
): Uint8Array {
  const writer = new Writer(places.length + words.length + 32);
  writer.number(BYTES_TICK);
  writer.number(seat);
  writer.number(number);
  writer.number(step);
  writer.number(words.length);
  writer.all(words);
  writer.all(places);
  return writer.bytes;
}
