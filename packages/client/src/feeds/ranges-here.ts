import {
  type AnchoredRange,
  moveRange,
  type OpsByKey,
  type PostState,
  type Replica,
  type Seq,
  type TextAnchor,
  type TextOp,
  unmark,
} from "@alongside/core/engine";

/** A stretch of a text, as it is seen. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** The place of a thread in a text, as the log has it. */
interface Known {
  readonly id: string;
  readonly field: string;
  range: AnchoredRange;
  /** The entry up to which it has moved. */
  seq: Seq;
}

/** An entry's edits of texts. */
export interface EntryEdits {
  readonly seq: Seq;
  readonly edits: readonly TextOp[];
}

/** Where threads of a feed have their places in texts. They move with each edit of the log, as the room's owner moves them. */
export class RangesHere {
  readonly #known = new Map<string, Known>();
  /** What is shown of them. */
  readonly #shown = new Map<string, Place | undefined>();

  /** A post came in. Of one that is known already the newer place counts. */
  learn({ id: post, seq: made, on }: PostState): void {
    if (on === undefined || !("text" in on)) return;
    const { id, field, from, to, seq = made, cuts } = on.text;
    if (from === undefined || to === undefined) return;
    const known = this.#known.get(post);
    if (known !== undefined && known.seq >= seq) return;
    this.#known.set(post, { id, field, range: { from, to, ...(cuts && { cuts }) }, seq });
  }

  /** An entry has edited texts. One that was told of before is passed over. */
  edited({ seq, edits }: EntryEdits): void {
    for (const known of this.#known.values()) {
      if (known.seq >= seq) continue;
      for (const { id, field, delta } of edits)
        if (id === known.id && field === known.field) known.range = moveRange(known.range, delta);
      known.seq = seq;
    }
  }

  /** A post with the place that is known of it, as `learn` takes it. */
  stored(post: PostState): PostState {
    const known = this.#known.get(post.id);
    if (known === undefined || post.on === undefined || !("text" in post.on)) return post;
    const { range, seq } = known;
    return { ...post, on: { text: { ...post.on.text, ...range, seq } } };
  }

  /** Nothing is known any more. Returns the posts of which something was. */
  clear(): readonly string[] {
    const posts = [...this.#known.keys()];
    this.#known.clear();
    this.#shown.clear();
    return posts;
  }

  /** Where a thread is seen, own edits included that are not in the log; undefined where its letters are gone. */
  placeOf({ id: post, on }: PostState, replica: Replica): Place | undefined {
    const text = on !== undefined && "text" in on ? on.text : undefined;
    if (text === undefined) return undefined;
    const place = this.#known.has(post) ? this.#placeOf(post, replica) : markedPlace(text, replica);
    this.#shown.set(post, place);
    return place;
  }

  /** The posts of which another place was shown last. */
  moved(replica: Replica): readonly string[] {
    return Array.from(this.#shown.keys()).filter((post) => {
      const [before, now] = [this.#shown.get(post), this.#placeOf(post, replica)];
      return before?.from !== now?.from || before?.to !== now?.to;
    });
  }

  #placeOf(post: string, replica: Replica): Place | undefined {
    const known = this.#known.get(post);
    if (known === undefined) return undefined;
    const place = over(known.range, pendingOf(known, replica));
    // Of a text that is not here, or may not be read, there is no place.
    const node = replica.node(known.id);
    if (place === undefined || node === undefined || node.stub) return undefined;
    return place.to <= replica.text(node, known.field).length ? place : undefined;
  }
}

/** The edits of texts among the ops of an entry. */
export function editsOf(ops: OpsByKey): readonly TextOp[] {
  return Object.values(ops).flatMap((list) => list.filter((op) => op.op === "text"));
}

/** Where a thread is that is not in the log yet: its range is marked in an own edit. */
function markedPlace({ id, field, mark }: TextAnchor, replica: Replica): Place | undefined {
  if (mark === undefined) return undefined;
  const deltas = pendingOf({ id, field }, replica);
  for (const [index, delta] of deltas.entries()) {
    const range = unmark(delta)?.ranges.get(mark);
    if (range === undefined) continue;
    return over({ from: range[0], to: range[1] }, deltas.slice(index + 1));
  }
  return undefined;
}

function over(range: AnchoredRange, deltas: readonly TextOp["delta"][]): Place | undefined {
  const { from, to } = deltas.reduce((now, delta) => moveRange(now, delta), range);
  return from < to ? { from, to } : undefined;
}

function pendingOf(
  { id, field }: Pick<TextOp, "id" | "field">,
  { pendingTexts }: Replica,
): readonly TextOp["delta"][] {
  return (pendingTexts?.of(id, field) ?? []).flatMap(({ deltas }) => deltas);
}
