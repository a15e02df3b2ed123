import type { OpsByKey, Seq, TextOp } from "@alongside/core";

const KEEP_ENTRIES = 1000;
const KEEP_BYTES = 1 << 20;
/** What is kept is let go of in lumps, so that a busy room does not shift an array for every key. */
const LUMP = KEEP_ENTRIES / 4;

/** One edit of a text in the log. */
export interface TextUnit {
  readonly seq: Seq;
  readonly client: string;
  readonly op: TextOp;
}

interface Kept {
  readonly seq: Seq;
  readonly client: string;
  readonly texts: readonly TextOp[];
  readonly bytes: number;
}

/** The newest edits of all texts of a room, decided and maybe not yet durable: what an edit made without them goes over. */
export class TextRing {
  #kept: Kept[] = [];
  #bytes = 0;
  #start: Seq;
  #head: Seq;

  constructor(head: Seq) {
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

  /** An entry was decided. */
  push(seq: Seq, client: string, ops: OpsByKey, bytes: number): void {
    this.#head = seq;
    const texts = textsIn(ops);
    if (texts.length === 0) return;
    this.#kept.push({ seq, client, texts, bytes });
    this.#bytes += bytes;
    this.#trim();
  }

  /** The edits of a text after `after`, which is at least `start`, in order. */
  after(after: Seq, id: string, field: string): readonly TextUnit[] {
    const kept = this.#kept;
    let at = kept.length;
    while (at > 0 && (kept[at - 1] as Kept).seq > after) at -= 1;
    const units: TextUnit[] = [];
    for (; at < kept.length; at++) {
      const { seq, client, texts } = kept[at] as Kept;
      for (const op of texts)
        if (op.id === id && op.field === field) units.push({ seq, client, op });
    }
    return units;
  }

  #trim(): void {
    if (this.#kept.length < KEEP_ENTRIES + LUMP && this.#bytes <= KEEP_BYTES) return;
    let drop = 0;
    let left = this.#bytes;
    while (
      this.#kept.length - drop > KEEP_ENTRIES ||
      (left > KEEP_BYTES && drop < this.#kept.length)
    ) {
      left -= this.#kept[drop]?.bytes ?? 0;
      drop += 1;
    }
    if (drop === 0 || (drop < LUMP && this.#bytes < 2 * KEEP_BYTES)) return;
    this.#start = this.#kept[drop - 1]?.seq ?? this.#start;
    this.#kept = this.#kept.slice(drop);
    this.#bytes = left;
  }
}

/** The ops of a change that edit texts. */
export function textsIn(ops: OpsByKey): readonly TextOp[] {
  const texts: TextOp[] = [];
  for (const key of Object.keys(ops))
    for (const op of ops[key] ?? []) if (op.op === "text") texts.push(op);
  return texts;
}
