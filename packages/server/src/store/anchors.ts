import { type AnchoredRange, moveRange, type Op, type State } from "@alongside/core/engine";

/** The name of the part of a snapshot that has them. */
export const ANCHORS_PART = "anchors";

/** So many anchors of one text are kept, and so many of a room; then the oldest goes, and its thread has no place any more. */
const MOST_IN_TEXT = 1000;
const MOST = 10_000;

/** As JSON: a line for each, `[post, id, field, from, to, ...cuts]`. */
type StoredAnchor = readonly [
  post: string,
  id: string,
  field: string,
  from: number,
  to: number,
  ...cuts: number[],
];

/** A stretch of a text. */
interface Anchor {
  readonly id: string;
  readonly field: string;
  range: AnchoredRange;
}

/** Where the threads of a room that are pinned to stretches of its texts have their places, as its log has moved them. */
export class Anchors {
  /** By the posts that begin the threads, oldest first. */
  readonly #all = new Map<string, Anchor>();
  readonly #byText = new Map<string, Map<string, Anchor>>();
  /** Those of the entry that is being noted: they hold for the texts as they are after it. */
  readonly #fresh: (readonly [post: string, anchor: Anchor])[] = [];

  /** `part` is what `encode` gave; undefined for nothing. */
  constructor(part?: Uint8Array) {
    if (part === undefined) return;
    for (const line of JSON.parse(new TextDecoder().decode(part)) as readonly StoredAnchor[]) {
      const [post, id, field, from, to, ...cuts] = line;
      this.#add(post, {
        id,
        field,
        range: { from, to, ...(cuts.length > 0 && { cuts }) },
      });
    }
  }

  /** The place of a thread; undefined where it has none, or is not known any more. */
  of(post: string): Readonly<Anchor> | undefined {
    return this.#all.get(post);
  }

  /** The ops of one entry are in the log. */
  took(ops: Iterable<Op>): void {
    for (const op of ops) this.note(op);
    this.settle();
  }

  /** An op of an entry is in the log; `settle` comes after the last one of it. */
  note(op: Op): void {
    if (op.op === "text") {
      const anchors = this.#byText.get(keyOf(op.id, op.field));
      if (anchors === undefined) return;
      for (const anchor of anchors.values()) anchor.range = moveRange(anchor.range, op.delta);
    } else if (op.op === "feed") {
      const { act } = op;
      const on = act[0] === "post" ? act[2]?.on : undefined;
      if (act[0] === "delete") this.#remove(op.id);
      if (on === undefined || !("text" in on)) return;
      const { id, field, from, to } = on.text;
      if (from === undefined || to === undefined) return;
      this.#fresh.push([op.id, { id, field, range: { from, to } }]);
    }
  }

  settle(): void {
    for (const [post, anchor] of this.#fresh.splice(0)) this.#add(post, anchor);
  }

  /** The part of a snapshot: those in texts of records that are in `state`. Undefined for none. */
  encode({ nodes }: State): Uint8Array | undefined {
    const lines = Array.from(this.#all).flatMap(([post, { id, field, range }]) => {
      const { from, to, cuts = [] } = range;
      return nodes.has(id) ? [[post, id, field, from, to, ...cuts] satisfies StoredAnchor] : [];
    });
    return lines.length === 0 ? undefined : new TextEncoder().encode(JSON.stringify(lines));
  }

  #add(post: string, anchor: Anchor): void {
    const key = keyOf(anchor.id, anchor.field);
    let inText = this.#byText.get(key);
    if (inText === undefined) this.#byText.set(key, (inText = new Map<string, Anchor>()));
    this.#all.set(post, anchor);
    inText.set(post, anchor);
    const crowded = inText.size > MOST_IN_TEXT ? inText : this.#all;
    if (inText.size <= MOST_IN_TEXT && this.#all.size <= MOST) return;
    for (const oldest of crowded.keys()) return this.#remove(oldest);
  }

  #remove(post: string): void {
    const anchor = this.#all.get(post);
    if (anchor === undefined) return;
    this.#all.delete(post);
    const key = keyOf(anchor.id, anchor.field);
    const inText = this.#byText.get(key);
    inText?.delete(post);
    if (inText?.size === 0) this.#byText.delete(key);
  }
}

function keyOf(id: string, field: string): string {
  return `${id} ${field}`;
}
