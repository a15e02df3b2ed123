import type { OpenChange, Replica, UndoStep } from "@alongside/core/engine";

/** A change of which `step` notes what each op writes over. */
export function noted(change: OpenChange, replica: Replica, step: UndoStep): OpenChange {
  return {
    n: change.n,
    push(key, op) {
      step.noteLogged(replica, key, op);
      change.push(key, op);
      if (op.op === "text") step.edited(op.id, op.field, op.delta);
    },
    ops: () => change.ops(),
    abort: () => change.abort(),
    isShared: (node, field) => change.isShared(node, field),
  };
}
