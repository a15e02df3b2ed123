import type { Delta, Side } from "./delta.ts";
import { asEdit, deltaOf, type Edit } from "./edit.ts";
import { cross, pastEdit } from "./transform.ts";

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

  /** Takes this and `unit`, made for the same text, past each other: each can then follow the other. `side` is this one's. */
  cross(unit: Moving, side: Side): void {
    const mine = this.#edit;
    const theirs = unit.#edit;
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
    const [my, their] = cross(this.delta, unit.delta, side);
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
