import {
  type DownEntry,
  type KeyState,
  keyStates,
  type PastChange,
  Replica,
  type Seq,
} from "@alongside/core/engine";

/** Entries that are folded for a step back, at most, while the stretches of a track take no more than their share of memory. */
const STRETCH = 250;

/** An entry that says something to people, and what that is. */
export interface Step {
  readonly entry: DownEntry;
  readonly change: PastChange;
}

/** Some steps of a track in a row, and what the room was before them. */
export interface Stretch {
  /** The entry that the room is as after, before the first step. */
  readonly seq: Seq;
  /** What stood under each key, as JSON: smaller than objects, and each replica gets objects of its own. */
  readonly json: string;
  readonly steps: Step[];
}

/** Makes stretches of steps that follow on one another, by folding them once. */
export function stretchesOf(
  schema: Replica["schema"],
  seq: Seq,
  states: { readonly [key: string]: KeyState },
  steps: readonly Step[],
): Stretch[] {
  const json = JSON.stringify(states);
  const { state } = Replica.from(schema, states);
  const made: Stretch[] = [{ seq, json, steps: [] }];
  for (const step of steps) {
    let last = made.at(-1) as Stretch;
    if (last.steps.length === STRETCH) {
      const at = (last.steps.at(-1) as Step).change.seq;
      last = { seq: at, json: JSON.stringify(Object.fromEntries(keyStates(state))), steps: [] };
      made.push(last);
    }
    last.steps.push(step);
    if ("pruned" in step.entry) state.prune(step.entry.pruned);
    else if ("ops" in step.entry && step.entry.ops) state.apply(step.entry.ops);
  }
  return made;
}

type View = Replica["view"];

/** What the room was after each step of a stretch, folded as far as it was looked at. */
export class Folded {
  readonly stretch: Stretch;
  readonly #views: View[];
  #replica: Replica | undefined;

  /** `before` is a replica that stands where the stretch begins: what is equal in both is the same object then. */
  constructor(stretch: Stretch, schema: Replica["schema"], before?: Replica) {
    this.stretch = stretch;
    this.#replica = before ?? Replica.from(schema, JSON.parse(stretch.json) as Keys);
    this.#views = [this.#replica.view];
  }

  /** The room after so many steps. */
  at(count: number): View {
    while (this.#replica !== undefined && this.#views.length <= count) {
      const step = this.stretch.steps[this.#views.length - 1];
      if (step === undefined) break;
      if ("pruned" in step.entry) this.#replica.prune(step.entry.pruned);
      else if ("ops" in step.entry) this.#replica.confirm(step.entry.ops);
      this.#views.push(this.#replica.view);
    }
    return (this.#views[count] ?? this.#views.at(-1)) as View;
  }

  /** The replica where it stands at the stretch's end, once: whoever takes it goes on with it. */
  takeEnd(): Replica | undefined {
    if (this.#views.length <= this.stretch.steps.length) return undefined;
    const replica = this.#replica;
    this.#replica = undefined;
    return replica;
  }
}

type Keys = { readonly [key: string]: KeyState };
