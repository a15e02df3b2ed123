import type { Point } from "@alongside/core";
import { BYTES_TICK, type Grid } from "@alongside/core/engine";

/** Somebody of whose places a tick tells. */
export interface Mover {
  /** Their number in the room. */
  readonly place: number;
  /** Where they are in a field, if that was not told, and where they were told to be. From now on it counts as told. */
  takeMove(name: string): Move | undefined;
}

/** From where to where. Who was told to be nowhere comes from 0, 0. */
interface Move {
  readonly from: Point | null | undefined;
  readonly to: Point | null;
}

/** Grows as numbers and bytes are written to it: see `Reader` in core. */
class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  number(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  signed(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  all(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + more));
    grown.set(this.bytes);
    this.#bytes = grown;
  }
}

/**
 * Where people went since the last tick, by field: the length of its name and the name, how many people, and of each, by rising
 * numbers, the gap to the one before with a bit that says "nowhere", and else the way in steps. Undefined where nobody went anywhere.
 */
export function encodePlaces(
  movers: readonly Mover[],
  grids: ReadonlyMap<string, Grid>,
): Uint8Array | undefined {
  if (grids.size === 0) return undefined;
  const all = new Writer();
  const inOrder = movers.toSorted((a, b) => a.place - b.place);
  for (const [name, grid] of grids) {
    const written = new Writer();
    let count = 0;
    let before = -1;
    for (const mover of inOrder) {
      const move = mover.takeMove(name);
      if (move === undefined || !writeMove(written, mover.place - before - 1, move, grid)) continue;
      count += 1;
      before = mover.place;
    }
    if (count === 0) continue;
    const label = Buffer.from(name);
    all.number(label.length);
    all.all(label);
    all.number(count);
    all.all(written.bytes);
  }
  return all.bytes.length === 0 ? undefined : all.bytes;
}

/** Returns false, and writes nothing, where somebody is where they were. */
function writeMove(writer: Writer, gap: number, { from, to }: Move, grid: Grid): boolean {
  if (to === null) {
    if (from === null) return false;
    writer.number(2 * gap + 1);
    return true;
  }
  const start = from ?? { x: 0, y: 0 };
  const dx = grid.stepsOf(to.x) - grid.stepsOf(start.x);
  const dy = grid.stepsOf(to.y) - grid.stepsOf(start.y);
  if (dx === 0 && dy === 0 && from === start) return false;
  writer.number(2 * gap);
  writer.signed(dx);
  writer.signed(dy);
  return true;
}

/** A tick of bytes. `text` is JSON of what else it tells, without the brackets around it; empty where that is nothing. */
export function placesFrame(
  seat: number,
  number: number,
  text: string,
  places: Uint8Array,
): Uint8Array {
  const writer = new Writer();
  const words = Buffer.from(text === "" ? "" : `[${text}]`);
  writer.number(BYTES_TICK);
  writer.number(seat);
  writer.number(number);
  writer.number(words.length);
  writer.all(words);
  writer.all(places);
  return writer.bytes;
}
