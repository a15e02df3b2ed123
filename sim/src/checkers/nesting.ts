import type { Entry } from "@alongside/core/engine";
import { Broken } from "./broken.ts";

/** So deep records may stand in one another. */
const DEEPEST = 64;

/** Holds a log to what records may do: none moves into itself, and none stands deeper than they may. */
export function checkNesting(entries: readonly Entry[]): void {
  const parents = new Map<string, string>();
  const children = new Map<string, Set<string>>();
  const put = (id: string, into: string): void => {
    children.get(parents.get(id) ?? "")?.delete(id);
    parents.set(id, into);
    children.set(into, (children.get(into) ?? new Set()).add(id));
  };
  const height = (id: string): number =>
    1 + Math.max(0, ...Array.from(children.get(id) ?? [], height));
  for (const { seq, ops } of entries.flatMap((entry) => ("ops" in entry ? entry : []))) {
    for (const op of Object.values(ops).flat()) {
      if (!("in" in op)) continue;
      let depth = 0;
      for (let at = op.in.of; at !== "root"; at = parents.get(at) ?? "root") {
        if (at === op.id) throw new Broken(`entry ${seq} moves ${op.id} into itself`);
        depth += 1;
      }
      if (depth + height(op.id) > DEEPEST)
        throw new Broken(`entry ${seq} puts ${op.id} ${depth + height(op.id)} deep`);
      put(op.id, op.in.of);
    }
  }
}
