import type { UndoStep } from "@alongside/core/engine";

/** Which steps belong together: one press takes them all. */
export class StepGroups {
  /** Of the steps that are written just now. */
  #current: object | undefined;
  readonly #groups = new WeakMap<UndoStep, object>();

  /** Steps that `fn` writes are a group. A group inside another one is part of it. */
  run<T>(fn: () => T): T {
    const outer = this.#current;
    this.#current ??= {};
    try {
      return fn();
    } finally {
      this.#current = outer;
    }
  }

  /** A step was written. */
  add(step: UndoStep): void {
    if (this.#current !== undefined) this.#groups.set(step, this.#current);
  }

  /** What the steps of one group have in common; undefined for a step that is alone. */
  groupOf(step: UndoStep): object | undefined {
    return this.#groups.get(step);
  }

  /** A step belongs to a group. */
  put(step: UndoStep, group: object): void {
    this.#groups.set(step, group);
  }

  /** A step takes the place of another. */
  replace(old: UndoStep, step: UndoStep): void {
    const group = this.#groups.get(old);
    if (group !== undefined) this.#groups.set(step, group);
  }

  /** The steps of a stack that one press takes together with `step`, in the order in which they are taken. */
  of(step: UndoStep, stack: readonly UndoStep[]): readonly UndoStep[] {
    const group = this.#groups.get(step);
    if (group === undefined) return [step];
    return stack.filter((one) => this.#groups.get(one) === group).toReversed();
  }
}
