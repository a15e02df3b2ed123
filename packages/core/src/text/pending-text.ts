import type { TextOp } from "../model/op.ts";
import type { Layer } from "../model/slots.ts";
import type { Delta, Side } from "./delta.ts";
import type { TextEngine } from "./engine.ts";
import type { TextValue } from "./text-value.ts";

/**
 * What one change does to one text. Edits are added one by one and composed like the digits of a binary counter: two that stand
 * for equally many edits become one, so that a long stretch of typing costs each key little. It is an op itself: the whole delta.
 */
export class PendingText implements TextOp {
  readonly op = "text";
  /** The change; undefined for what only gathers edits of others. */
  layer: Layer | undefined;
  readonly id: string;
  readonly field: string;
  readonly #engine: TextEngine;
  #deltas: Delta[] = [];
  /** How many edits each of them stands for. */
  #counts: number[] = [];

  constructor(layer: Layer | undefined, id: string, field: string, engine: TextEngine) {
    this.layer = layer;
    this.id = id;
    this.field = field;
    this.#engine = engine;
  }

  /** All edits as one. */
  get delta(): Delta {
    while (this.#deltas.length > 1) this.#join();
    return this.#deltas[0] ?? [];
  }

  /** The edits, in few deltas, in order. */
  get deltas(): readonly Delta[] {
    return this.#deltas;
  }

  add(delta: Delta): void {
    this.#deltas.push(delta);
    this.#counts.push(1);
    while (this.#counts.at(-1) === this.#counts.at(-2)) this.#join();
  }

  applyTo(text: TextValue): TextValue {
    return this.#deltas.reduce((value, delta) => value.apply(delta), text);
  }

  /** Goes over somebody else's unit, in one step. Answers that unit past this one. */
  past(unit: Delta, side: Side): Delta {
    const [own, others] = this.#engine.cross(this.delta, unit, side);
    this.#deltas = [own];
    return others;
  }

  #join(): void {
    const second = this.#deltas.pop() as Delta;
    const first = this.#deltas.pop() as Delta;
    const count = (this.#counts.pop() ?? 0) + (this.#counts.pop() ?? 0);
    this.#deltas.push(this.#engine.compose(first, second));
    this.#counts.push(count);
  }
}
