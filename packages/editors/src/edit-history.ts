import { compose, cross, invert } from "@alongside/core/text";
import type { TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core/text";

/** What follows within this time is undone together. */
const TOGETHER_MS = 500;
const MAX_STEPS = 200;

/** What one person did in an editor that has no history for it. */
interface EditHistory {
  /** The person changed `before` by `delta`. */
  readonly record: (delta: Delta, before: TextValue) => void;
  /** Somebody else changed the text: what there is to undo moves along. */
  readonly map: (delta: Delta) => void;
  /** The change of `shown` that takes the last step back, or does again what was taken back; empty where there is none. */
  readonly step: (isRedo: boolean, shown: TextValue) => Delta;
}

/** An empty history. It holds a step as the change that takes it back. */
export function editHistory(): EditHistory {
  const undo: Delta[] = [];
  const redo: Delta[] = [];
  let lastAt = 0;
  return {
    record(delta, before) {
      if (delta.length === 0) return;
      const now = performance.now();
      const last = now - lastAt < TOGETHER_MS ? undo.pop() : undefined;
      undo.push(compose(invert(delta, before), last ?? []));
      if (undo.length > MAX_STEPS) undo.shift();
      redo.length = 0;
      lastAt = now;
    },
    map(delta) {
      for (const steps of [undo, redo]) {
        let others = delta;
        for (let i = steps.length - 1; i >= 0; i--)
          [steps[i], others] = cross(steps[i] as Delta, others, "left") as [Delta, Delta];
      }
    },
    step(isRedo, shown) {
      const [from, to] = isRedo ? [redo, undo] : [undo, redo];
      lastAt = 0;
      let delta: Delta | undefined;
      while ((delta = from.pop())) {
        // Of some steps others left nothing.
        if (delta.length === 0) continue;
        to.push(invert(delta, shown));
        return delta;
      }
      return [];
    },
  };
}
