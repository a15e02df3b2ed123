import type { Json } from "@alongside/core";
import type { OpenChange, Replica, SeenField } from "@alongside/core/engine";

/** A change that is being written, with what was seen in the plain fields that it sets. */
export interface Seeing extends OpenChange {
  seen(): readonly SeenField[] | undefined;
}

/** Notes what a change sets plain fields over, but for those of records that it makes or takes out of the trash itself. */
export function seeing(open: OpenChange, replica: Replica): Seeing {
  const fields = new Map<string, SeenField | undefined>();
  return {
    n: open.n,
    push(key, op) {
      if (op.op === "insert" || op.op === "put" || op.op === "restore")
        fields.set(op.id, undefined);
      else if (op.op === "set" && !fields.has(op.id)) {
        const { id, field } = op;
        const slot = `${id} ${field}`;
        const value = fields.has(slot) ? undefined : seenIn(replica, id, field, open.n);
        if (!fields.has(slot))
          fields.set(slot, { id, field, ...(value !== undefined && { value }) });
      }
      open.push(key, op);
    },
    ops: () => open.ops(),
    abort: () => open.abort(),
    isShared: (node, field) => open.isShared(node, field),
    seen() {
      const list = [...fields.values()].filter((one) => one !== undefined);
      return list.length > 0 ? list : undefined;
    },
  };
}

/** A plain field as the log has it with the own changes before `n`: not what others, or a gesture, just show. */
function seenIn(replica: Replica, id: string, field: string, n: number): Json | undefined {
  const node = replica.node(id);
  if (node === undefined) return undefined;
  const last = replica
    .stacks(node)
    ?.get(field)
    ?.findLast(({ layer }) => typeof layer.n === "number" && layer.n < n);
  return last?.op.op === "set" ? last.op.value : node.fields[field];
}
