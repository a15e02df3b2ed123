import type { Delta, Side } from "./delta.ts";
import { asEdit, deltaOf, type Edit } from "./edit.ts";
import { cross, type Meter, pastEdit } from "./transform.ts";
import { lengthOf } from "./parts.ts";

/**
 * A delta that is taken past many others, as `cross` does it. As long as it edits one spot that is arithmetic, and its parts
 * are put together only when somebody asks.
 */
export class Moving {
  #delta: Delta | undefined;
  /** Nobody else has it. */
  #edit: { -readonly [Field in keyof Edit]: Edit[Field] } | undefined;

  constructor(delta: Delta) {
    this.#delta = delta;
    this.#edit = asEdit(delta);
  }

  /** The delta as it is by now. */
  get delta(): Delta {
    return (this.#delta ??= this.#edit === undefined ? [] : deltaOf(this.#edit));
  }

  /** How many parts it has, at most. */
  get parts(): number {
    return this.#edit === undefined ? this.delta.length : 3;
  }

  /** About how many bytes of memory it takes. */
  get bytes(): number {
    if (this.#edit !== undefined) return 64 + this.#edit.text.length;
    return this.delta.reduce<number>(
      (sum, part) => sum + (typeof part === "number" ? 8 : 16 + lengthOf(part)),
      64,
    );
  }

  /** Takes this and `unit`, made for the same text, past each other: each can then follow the other. `side` is this one's. */
  cross(unit: Moving, side: Side, meter?: Meter): void {
    const mine = this.#edit;
    const theirs = unit.#edit;
    if (meter !== undefined) meter.steps += 1;
    if (mine !== undefined && theirs !== undefined) {
      const isLeft = side === "left";
      // Mostly one of them is behind the other, and only moves.
      if (mine.at < theirs.at || (mine.at === theirs.at && isLeft)) {
        if (mine.at + mine.gone <= theirs.at) return unit.#move(mine.text.length - mine.gone);
      } else if (theirs.at + theirs.gone <= mine.at)
        return this.#move(theirs.text.length - theirs.gone);
      const my = pastEdit(mine, theirs, isLeft);
      const their = pastEdit(theirs, mine, !isLeft);
      if (my !== undefined && their !== undefined) {
        this.#take(my);
        unit.#take(their);
        return;
      }
    }
    const [my, their] = cross(this.delta, unit.delta, side, meter);
    this.#become(my);
    unit.#become(their);
  }

  #move(by: number): void {
    if (this.#edit === undefined || by === 0) return;
    this.#edit.at += by;
    this.#delta = undefined;
  }

  #take(edit: Edit): void {
    if (edit === this.#edit) return;
    this.#edit = edit;
    this.#delta = undefined;
  }

  #become(delta: Delta): void {
    this.#delta = delta;
    this.#edit = asEdit(delta);
  }
}
