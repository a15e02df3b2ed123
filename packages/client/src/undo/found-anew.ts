import type { Json } from "@alongside/core";
import { equalJson, type FieldNote, type UndoStep } from "@alongside/core/engine";

// What a step found in a field before it wrote there is what an earlier step wrote. Where that came out otherwise, or not at all,
// the later step found something else.

/** A step has come to nothing: it is taken out of its stack. `guessed` are the fields that it was thought to write. */
export function dropStep(stack: UndoStep[], step: UndoStep, guessed: readonly FieldNote[]): void {
  for (const note of guessed) foundAnew(stack, step, note, note.after, note.before);
  stack.splice(stack.indexOf(step), 1);
}

/** What a step wrote to fields is not what was guessed. */
export function wroteOtherwise(
  stack: readonly UndoStep[],
  step: UndoStep,
  guessed: readonly FieldNote[],
): void {
  for (const note of guessed) {
    const known = step.field(note.id, note.field);
    foundAnew(stack, step, note, note.after, known === undefined ? note.before : known.after);
  }
  const known = new Set(guessed.map(({ id, field }) => `${id} ${field}`));
  for (const note of step.fields())
    if (!known.has(`${note.id} ${note.field}`))
      foundAnew(stack, step, note, note.before, note.after);
}

/** What the step after `step` found in a field as `was` was in truth `is`. */
export function foundAnew(
  stack: readonly UndoStep[],
  step: UndoStep,
  { id, field }: FieldNote,
  was: Json | undefined,
  is: Json | undefined,
): void {
  for (let i = stack.indexOf(step) + 1; i < stack.length; i++) {
    const later = stack[i]?.field(id, field);
    if (later === undefined) continue;
    if (equalJson(later.before, was)) later.before = is;
    return;
  }
}
