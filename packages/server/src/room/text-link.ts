import {
  BadMessage,
  type Caret,
  cross,
  type Delta,
  mapPosition,
  type Op,
  type OpsByKey,
  type Seq,
  type Side,
  type TextOp,
} from "@alongside/core";
import type { TextRing } from "./text-ring.ts";

/** An edit was made so long ago that what came meanwhile is not kept: its author has to join again and take it over that. */
export class Rebase extends Error {
  override readonly name = "Rebase";
}

/** An edit of others' that the client had not seen, as it is after all that the client has sent. */
interface Unseen {
  readonly seq: Seq;
  delta: Delta;
  /** Where the client's own insert goes when both are at one spot. */
  readonly side: Side;
}

/** Edits of one text that a client may leave unseen while it goes on sending. */
const MAX_UNSEEN = 1000;

interface Unseens {
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
  readonly #texts = new Map<string, Unseens>();
  /** What the client has seen, as it said last. */
  #base: Seq;

  /** `base` is the `seq` up to which the client was told when it joined. */
  constructor(client: string, ring: TextRing, base: Seq) {
    this.#client = client;
    this.#ring = ring;
    this.#base = base;
  }

  /**
   * A change that was made when its author had seen the log up to `base`, over what came meanwhile. Throws `BadMessage` for a
   * `base` that cannot be, and `Rebase` for one that lies too far back.
   */
  receive(ops: OpsByKey, base: Seq, durable: Seq): OpsByKey {
    let moved: Record<string, readonly Op[]> | undefined;
    for (const key of Object.keys(ops)) {
      const list = ops[key] ?? [];
      if (!list.some(isText)) continue;
      if (moved === undefined) this.#advance(base, durable);
      moved ??= { ...ops };
      moved[key] = list.map((op) => (isText(op) ? this.#over(op) : op));
    }
    return moved ?? ops;
  }

  /** The change that was received last was refused at `seq`: for its author, the inverses of its edits stand there. */
  refused(seq: Seq, inverses: readonly TextOp[]): void {
    for (const { id, field, delta } of inverses) {
      const unseens = this.#pull(id, field);
      unseens.units.push({ seq, delta, side: "right" });
      unseens.pulled = seq;
      this.#texts.set(keyOf(id, field), unseens);
    }
  }

  /** Where a caret is at the head of the log, which its owner set having seen the log up to `caret.seq`. Throws as `receive` does. */
  locate({ id, field, anchor, head, seq }: Caret & { readonly seq: Seq }, durable: Seq): Caret {
    this.#advance(seq, durable);
    const { units } = this.#pull(id, field);
    const place = (position: number): number =>
      units.reduce((at, { delta }) => mapPosition(at, delta, "left"), position);
    return { id, field, anchor: place(anchor), head: place(head), seq: this.#ring.head };
  }

  #over(op: TextOp): TextOp {
    let own = op.delta;
    for (const unit of this.#pull(op.id, op.field).units) {
      [own, unit.delta] = cross(own, unit.delta, unit.side);
    }
    return { op: "text", id: op.id, field: op.field, delta: own };
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
    for (const [key, { units }] of this.#texts) {
      let seen = 0;
      while (seen < units.length && (units[seen] as Unseen).seq <= base) seen += 1;
      if (seen === units.length) this.#texts.delete(key);
      else if (seen > 0) units.splice(0, seen);
    }
  }

  #pull(id: string, field: string): Unseens {
    const key = keyOf(id, field);
    const unseens = this.#texts.get(key) ?? { units: [], pulled: this.#base };
    const { units, pulled } = unseens;
    if (pulled < this.#ring.start) {
      throw new Rebase(
        `The edit was made at ${pulled}; what came since is kept from ${this.#ring.start} on`,
      );
    }
    for (const { seq, client, op } of this.#ring.after(pulled, id, field)) {
      if (client === this.#client) continue;
      units.push({ seq, delta: op.delta, side: this.#client < client ? "left" : "right" });
    }
    if (units.length > MAX_UNSEEN)
      throw new Rebase(`The edit was made at ${this.#base}, ${units.length} edits ago`);
    unseens.pulled = this.#ring.head;
    // A client may name texts as it likes: where nothing is unseen, nothing is kept.
    if (units.length > 0) this.#texts.set(key, unseens);
    return unseens;
  }
}

function isText(op: Op): op is TextOp {
  return op.op === "text";
}

function keyOf(id: string, field: string): string {
  return `${id} ${field}`;
}
