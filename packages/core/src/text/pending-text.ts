import { compose, typedOn } from "./compose.ts";
import type { Delta, Side } from "./delta.ts";
import type { TextOp } from "./text-op.ts";
import type { TextOwner } from "./text-state.ts";
import type { TextValue } from "./text-value.ts";
import { cross } from "./transform.ts";

/** Some edits as one, and how many they were. */
interface Digit {
  readonly delta: Delta;
  readonly count: number;
}

/**
 * What one change does to one text. What is typed on becomes part of the edit before it. Other edits are added one by one and
 * composed like the digits of a binary counter: two that stand for equally many edits become one, so that a long stretch of
 * typing costs each key little. It is an op itself: the whole delta.
 */
export class PendingText implements TextOp {
  readonly op = "text";
  /** The change; undefined for what only gathers edits of others. */
  layer: TextOwner | undefined;
  readonly id: string;
  readonly field: string;
  /** The newest digit, which mostly is the only one. */
  #delta: Delta;
  #count = 1;
  /** Those before it, oldest first. */
  #earlier: Digit[] | undefined;
  /** What it is a part of, while several changes are sent as one: others' edits are taken over that. */
  whole: TextBundle | undefined;

  constructor(layer: TextOwner | undefined, id: string, field: string, delta: Delta) {
    this.layer = layer;
    this.id = id;
    this.field = field;
    this.#delta = delta;
  }

  /** All edits as one. */
  get delta(): Delta {
    this.whole?.settleParts();
    while (this.#join()) continue;
    return this.#delta;
  }

  /** The edits, in few deltas, in order. */
  get deltas(): readonly Delta[] {
    this.whole?.settleParts();
    return [...(this.#earlier ?? []).map(({ delta }) => delta), this.#delta];
  }

  add(delta: Delta): void {
    const one = typedOn(this.#delta, delta);
    if (one !== undefined) {
      this.#delta = one;
      return;
    }
    (this.#earlier ??= []).push({ delta: this.#delta, count: this.#count });
    this.#delta = delta;
    this.#count = 1;
    while (this.#earlier.at(-1)?.count === this.#count) this.#join();
  }

  /** Adds what `next` does, which comes right after it. */
  append(next: PendingText): void {
    for (const { delta } of next.#earlier ?? []) this.add(delta);
    this.add(next.#delta);
  }

  applyTo(text: TextValue): TextValue {
    const before = (this.#earlier ?? []).reduce((value, { delta }) => value.apply(delta), text);
    return before.apply(this.#delta);
  }

  /** Goes over somebody else's unit, in one step. Returns that unit past this one. */
  past(unit: Delta, side: Side): Delta {
    const [own, others] = cross(this.delta, unit, side);
    this.#delta = own;
    return others;
  }

  /** The newest two digits become one. Returns false when there is only one. */
  #join(): boolean {
    const before = this.#earlier?.pop();
    if (before === undefined) return false;
    this.#delta = compose(before.delta, this.#delta);
    this.#count += before.count;
    return true;
  }
}

/**
 * What several changes in a row do to one text, as one edit: so the server has it, where they are sent as one. Others' edits go over
 * it whole, as they do there; its parts are taken over the same ones by themselves, for when they are told apart again.
 */
export class TextBundle extends PendingText {
  readonly parts: readonly PendingText[];
  /** What the parts have still to be taken over. */
  #units: (readonly [unit: Delta, side: Side])[] = [];

  /** `layer` is the change that ends them all. There has to be at least one part. */
  constructor(layer: TextOwner, parts: readonly PendingText[]) {
    const [first, ...rest] = parts as readonly [PendingText, ...PendingText[]];
    super(layer, first.id, first.field, first.delta);
    for (const part of rest) this.append(part);
    for (const part of parts) part.whole = this;
    this.parts = parts;
  }

  override past(unit: Delta, side: Side): Delta {
    this.#units.push([unit, side]);
    return super.past(unit, side);
  }

  /** Takes the parts over what the whole has been taken over. */
  settleParts(): void {
    const units = this.#units;
    if (units.length === 0) return;
    this.#units = [];
    for (const [given, side] of units) {
      let unit = given;
      for (const part of this.parts) unit = part.past(unit, side);
    }
  }

  /** The parts stand by themselves again. */
  end(): void {
    this.settleParts();
    for (const part of this.parts) part.whole = undefined;
  }
}
