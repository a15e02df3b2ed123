import { type Caret } from "@alongside/core";
import {
  BadMessage,
  type Meter,
  Moving,
  type Op,
  type OpsByKey,
  type Seq,
  type TextOp,
} from "@alongside/core/engine";
import { mapPosition, type Side } from "@alongside/core/text";
import type { TextRing, TextUnit } from "./text-ring.ts";

/**
 * An edit was made so long ago that what came meanwhile is not kept, or that it would cost too much to take it over that: its
 * author has to join again and do so.
 */
export class Rebase extends Error {
  override readonly name = "Rebase";
}

/** An edit of others' that the client had not seen. */
interface Unseen {
  readonly seq: Seq;
  /** It, as it is after all that the client has sent. */
  readonly edit: Moving;
  /** Where the client's own insert goes when both are at one spot. */
  readonly side: Side;
}

/** Edits of one text that a client may leave unseen while it goes on sending. */
const MAX_UNSEEN = 1000;

/** Steps that taking one change over what its author had not seen may cost, as `Meter` counts them: some 80 ms. */
export const MAX_STEPS = 200_000;

/** Parts of unseen edits that one caret is taken over. */
const MAX_CARET_PARTS = 20_000;

/** Memory that one client's unseen edits may take. */
export const MAX_UNSEEN_BYTES = 8 * 1024 * 1024;

/** Ring entries that are looked at for a text in one step. */
const LOOKS = 16;

/** What a client had not seen of one text when it sent last. */
interface Unseens {
  readonly id: string;
  readonly field: string;
  /** Of both, as `keyOf` makes it: once, as it is looked up with every change. */
  readonly key: string;
  readonly units: Unseen[];
  /** What was decided up to here is in it. */
  pulled: Seq;
}

/**
 * The link between one session and the texts of its room: for each text what the client had not seen when it sent last, already
 * taken over what it sent (the Jupiter protocol, Nichols et al. 1995). Client and server take the same edits over the same units in the
 * same order, so both come to the same text. Filled only when the client sends: who only reads costs nothing.
 */
export class TextLink {
  readonly #client: string;
  readonly #ring: TextRing;
  /** Undefined until something is unseen: who only reads has none. */
  #texts: Map<string, Unseens> | undefined;
  /** What the client has seen, as it said last. */
  #base: Seq;
  /** About how much memory the unseen edits take. */
  #bytes = 0;
  #steps = 0;
  /** Whether an inverse was not kept: what the client sends next stands over a text that is not known here. */
  #isLost = false;

  /** `base` is the `seq` up to which the client was told when it joined. */
  constructor(client: string, ring: TextRing, base: Seq) {
    this.#client = client;
    this.#ring = ring;
    this.#base = base;
  }

  /**
   * A change that was made when its author had seen the log up to `base`, over what came meanwhile. Throws `BadMessage` for a
   * `base` that cannot be, and `Rebase` for one that lies too far back or would cost too much; this link is of no use then.
   * Edits of texts that `isHidden` from their author stay as they are: how often those were edited is not to be told either.
   */
  receive(
    ops: OpsByKey,
    base: Seq,
    durable: Seq,
    isHidden: (op: TextOp) => boolean = () => false,
  ): OpsByKey {
    const meter = { steps: 0 };
    let moved: Record<string, Op[]> | undefined;
    let hasAdvanced = false;
    for (const key in ops) {
      const list = ops[key] ?? [];
      for (let i = 0; i < list.length; i++) {
        const op = list[i] as Op;
        if (op.op !== "text") continue;
        if (!hasAdvanced) this.#advance(base, durable);
        hasAdvanced = true;
        if (isHidden(op)) continue;
        const over = this.#metered(op, meter);
        if (over === op) continue;
        ((moved ??= {})[key] ??= list.slice())[i] = over;
      }
    }
    return moved === undefined ? ops : { ...ops, ...moved };
  }

  /** The change that was received last was refused at `seq`: for its author, the inverses of its edits stand there. */
  refused(seq: Seq, inverses: readonly TextOp[]): void {
    for (const { id, field, delta } of inverses) {
      this.#isLost ||= this.#isFull;
      // This edit has its answer; the next one is told to join again.
      if (this.#isLost) return;
      const unseens = this.#pull(id, field);
      this.#keep(unseens, { seq, edit: new Moving(delta), side: "right" });
      unseens.pulled = seq;
      (this.#texts ??= new Map()).set(unseens.key, unseens);
    }
  }

  /** Where a caret is at the head of the log, which its owner set having seen the log up to `caret.seq`. Throws as `receive` does. */
  locate({ id, field, anchor, head, seq }: Caret & { readonly seq: Seq }, durable: Seq): Caret {
    this.#advance(seq, durable);
    const { units } = this.#pull(id, field);
    const parts = units.reduce((sum, { edit }) => sum + edit.parts, 0);
    if (parts > MAX_CARET_PARTS)
      throw new Rebase(`The caret was set ${units.length} edits of ${parts} parts ago`);
    const place = (position: number): number =>
      units.reduce((at, { edit }) => mapPosition(at, edit.delta, "left"), position);
    return { id, field, anchor: place(anchor), head: place(head), seq: this.#ring.head };
  }

  #metered(op: TextOp, meter: Meter): TextOp {
    const before = meter.steps;
    try {
      return this.#over(op, meter);
    } finally {
      this.#steps += meter.steps - before;
    }
  }

  #over(op: TextOp, meter: Meter): TextOp {
    const { units } = this.#pull(op.id, op.field, meter);
    if (units.length === 0) return op;
    const own = new Moving(op.delta);
    for (const { edit, side } of units) {
      const before = edit.bytes;
      own.cross(edit, side, meter);
      this.#bytes += edit.bytes - before;
      this.#check(meter);
    }
    const { delta } = own;
    return delta === op.delta ? op : { op: "text", id: op.id, field: op.field, delta };
  }

  /** Steps that were taken since this was asked last, as `Meter` counts them. */
  takeSteps(): number {
    const steps = this.#steps;
    this.#steps = 0;
    return steps;
  }

  /** The client has seen the log up to `base`. */
  #advance(base: Seq, durable: Seq): void {
    if (base < this.#base || base > durable) {
      throw new BadMessage(
        `A base is from ${this.#base}, the one before, to ${durable}, the end of the log; got ${base}`,
      );
    }
    if (base === this.#base) return;
    this.#base = base;
    if (this.#texts === undefined) return;
    for (const { key, units } of this.#texts.values()) {
      let seen = 0;
      for (; seen < units.length; seen++) {
        const { seq, edit } = units[seen] as Unseen;
        if (seq > base) break;
        this.#bytes -= edit.bytes;
      }
      if (seen === units.length) this.#texts.delete(key);
      if (seen > 0) units.splice(0, seen);
    }
  }

  get #isFull(): boolean {
    return this.#bytes > MAX_UNSEEN_BYTES;
  }

  #check({ steps }: Meter): void {
    if (steps > MAX_STEPS || this.#isFull || this.#isLost)
      throw new Rebase(
        `The edit was made at ${this.#base}, and goes over too much that came since`,
      );
  }

  #keep({ units }: Unseens, unit: Unseen): void {
    units.push(unit);
    this.#bytes += unit.edit.bytes;
  }

  #pull(id: string, field: string, meter: Meter = { steps: 0 }): Unseens {
    this.#check(meter);
    const unseens = this.#of(id, field);
    const { units } = unseens;
    const ring = this.#ring;
    const pulled = Math.max(unseens.pulled, this.#base);
    if (pulled < ring.start) {
      throw new Rebase(
        `The edit was made at ${pulled}; what came since is kept from ${ring.start} on`,
      );
    }
    const before = units.length;
    const from = ring.indexAfter(pulled);
    meter.steps += (ring.units.length - from) / LOOKS;
    for (let at = from; at < ring.units.length; at++) {
      const { seq, client, op } = ring.units[at] as TextUnit;
      if (client === this.#client || op.id !== id || op.field !== field) continue;
      const side = this.#client < client ? "left" : "right";
      this.#keep(unseens, { seq, edit: new Moving(op.delta), side });
    }
    if (units.length > MAX_UNSEEN)
      throw new Rebase(`The edit was made at ${this.#base}, ${units.length} edits ago`);
    unseens.pulled = ring.head;
    // A client may name texts as it likes: where nothing is unseen, nothing is kept.
    if (before === 0 && units.length > 0) (this.#texts ??= new Map()).set(unseens.key, unseens);
    return unseens;
  }

  #of(id: string, field: string): Unseens {
    const key = keyOf(id, field);
    return this.#texts?.get(key) ?? { id, field, key, units: [], pulled: this.#base };
  }
}

function keyOf(id: string, field: string): string {
  return `${id} ${field}`;
}
