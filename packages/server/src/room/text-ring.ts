import type { OpsByKey, Seq, TextOp } from "@alongside/core/engine";
import { KEEP, type Keep } from "./keep.ts";

/** One edit of a text in the log. */
export interface TextUnit {
  readonly seq: Seq;
  readonly client: string;
  readonly op: TextOp;
  /** Of the change it came in, which the first of its edits counts for all. */
  readonly bytes: number;
}

/** The newest edits of all texts of a room, decided and maybe not yet durable: what an edit made without them goes over. */
export class TextRing {
  readonly #keep: Keep;
  #units: TextUnit[] = [];
  #bytes = 0;
  #start: Seq;
  #head: Seq;

  constructor(head: Seq, keep: Keep = KEEP) {
    this.#keep = keep;
    this.#start = head;
    this.#head = head;
  }

  /** Every edit after this `seq` is here. */
  get start(): Seq {
    return this.#start;
  }

  /** The last `seq` decided. */
  get head(): Seq {
    return this.#head;
  }

  /** The edits, in order. */
  get units(): readonly TextUnit[] {
    return this.#units;
  }

  /** An entry was decided, with these edits of texts. */
  push(seq: Seq, client: string, edits: readonly TextOp[], bytes: number): void {
    this.#head = seq;
    let rest = bytes;
    for (const op of edits) {
      this.#units.push({ seq, client, op, bytes: rest });
      rest = 0;
    }
    this.#bytes += bytes - rest;
    this.#trim();
  }

  /** Where the edits after `after` begin in `units`; it is at least `start`. */
  indexAfter(after: Seq): number {
    let at = this.#units.length;
    while (at > 0 && (this.#units[at - 1] as TextUnit).seq > after) at -= 1;
    return at;
  }

  #trim(): void {
    const { entries, bytes } = this.#keep;
    // In lumps, so that a busy room does not shift an array for every key.
    const lump = entries / 4;
    const units = this.#units;
    if (units.length < entries + lump && this.#bytes <= bytes) return;
    let drop = 0;
    let left = this.#bytes;
    while (units.length - drop > entries || (left > bytes && drop < units.length)) {
      left -= units[drop]?.bytes ?? 0;
      drop += 1;
    }
    if (drop === 0 || (drop < lump && this.#bytes < 2 * bytes)) return;
    this.#start = units[drop - 1]?.seq ?? this.#start;
    this.#units = units.slice(drop);
    this.#bytes = left;
  }
}

const NONE: readonly TextOp[] = [];

/** The ops of a change that edit texts. */
export function editsIn(ops: OpsByKey): readonly TextOp[] {
  let edits: TextOp[] | undefined;
  for (const key in ops)
    for (const op of ops[key] ?? []) if (op.op === "text") (edits ??= []).push(op);
  return edits ?? NONE;
}
