import type { Attributes, Delta } from "@alongside/core/text";

/**
 * What a step wants of a stretch: that it is in the text, or not; or other attributes. Places count all units there are and were,
 * as `Graves` does.
 */
export interface Mark {
  at: number;
  n: number;
  readonly isAlive?: boolean;
  readonly attributes?: Attributes;
}

/** Units that are forgotten, in order. */
export interface Gone {
  readonly at: number;
  /** How many they are, with those before them. */
  readonly sum: number;
}

/** What a step wants of a text. Of marks on one unit the last counts. */
export class Marks {
  list: Mark[];
  /** The `Graves` that count the places. */
  readonly graves: object;
  readonly #deltaOf: (marks: Marks) => Delta;

  /** `deltaOf` makes the edit that its `graves` say makes it so now. */
  constructor(graves: object, deltaOf: (marks: Marks) => Delta, list: Mark[]) {
    this.graves = graves;
    this.#deltaOf = deltaOf;
    this.list = list;
  }

  /** The edit that makes it so now. */
  delta(): Delta {
    return this.#deltaOf(this);
  }

  /** What was done before this, as one with it. */
  join(later: Marks): void {
    const one =
      this.list.length + later.list.length === 2 ? joined(this.list, later.list) : undefined;
    this.list = one === undefined ? [...later.list, ...this.list] : [one];
    // A mark is in one list, or it would be moved twice.
    later.list = [];
  }

  /** `n` units were put in at a place. */
  grow(at: number, n: number): void {
    const rests = new Map<Mark, Mark>();
    for (const mark of this.list) {
      if (mark.at >= at) mark.at += n;
      else if (mark.at + mark.n > at) {
        rests.set(mark, { ...mark, at: at + n, n: mark.at + mark.n - at });
        mark.n = at - mark.at;
      }
    }
    if (rests.size === 0) return;
    // The parts keep their turn: of marks on one unit the last counts.
    this.list = this.list.flatMap((mark) => {
      const rest = rests.get(mark);
      return rest === undefined ? [mark] : [mark, rest];
    });
  }

  /** Units of which it wants nothing are forgotten. */
  shrink(gone: readonly Gone[]): void {
    for (const mark of this.list) {
      let low = 0;
      let high = gone.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((gone[middle] as Gone).at < mark.at) low = middle + 1;
        else high = middle;
      }
      mark.at -= gone[low - 1]?.sum ?? 0;
    }
  }

  /** Wants nothing any more. */
  clear(): void {
    this.list = [];
  }
}

/** Two neighbours that are both wanted in the text, or both not, as one. */
function joined([mine]: readonly Mark[], [next]: readonly Mark[]): Mark | undefined {
  if (mine === undefined || next === undefined || mine.isAlive !== next.isAlive) return undefined;
  const at = Math.min(mine.at, next.at);
  const n = mine.n + next.n;
  const end = Math.max(mine.at + mine.n, next.at + next.n);
  if (mine.isAlive === undefined || end - at !== n) return undefined;
  return { at, n, isAlive: mine.isAlive };
}

/** Returns a function that tells what is wanted of the unit at a place. It is called for one place after the other. */
export function wantedIn(
  list: readonly Mark[],
): (at: number) => Pick<Mark, "isAlive" | "attributes"> {
  const waiting = list
    .map((mark, turn) => ({ mark, turn }))
    .toSorted((a, b) => a.mark.at - b.mark.at);
  let next = 0;
  let open: typeof waiting = [];
  return (at) => {
    const before = next;
    while ((waiting[next]?.mark.at ?? Infinity) <= at) next += 1;
    open.push(...waiting.slice(before, next));
    open = open.filter(({ mark }) => mark.at + mark.n > at);
    if (next > before) open.sort((a, b) => a.turn - b.turn);
    let isAlive: boolean | undefined;
    let attributes: Attributes | undefined;
    for (const { mark } of open) {
      if (mark.isAlive !== undefined) isAlive = mark.isAlive;
      if (mark.attributes !== undefined) attributes = { ...attributes, ...mark.attributes };
    }
    return { ...(isAlive !== undefined && { isAlive }), ...(attributes && { attributes }) };
  };
}
