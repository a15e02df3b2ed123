import type { Op, OpsByKey, Position } from "@alongside/core";

/** The ops again, for another change: records they make get new ids, and every mention follows. */
export function renewed(ops: OpsByKey, next: () => string): OpsByKey {
  const names = new Map<string, string>();
  const rename = (id: string): string => names.get(id) ?? id;
  const renewedOps: Record<string, readonly Op[]> = {};
  for (const [key, list] of Object.entries(ops)) {
    renewedOps[key] = list.map((op): Op => {
      if (op.op === "insert" || op.op === "put") names.set(op.id, next());
      const id = rename(op.id);
      if (!("in" in op)) return { ...op, id };
      const of = rename(op.in.of);
      if (op.op === "put") return { ...op, id, in: { ...op.in, of } };
      return { ...op, id, in: { ...op.in, of }, at: moved(op.at, rename) };
    });
  }
  return renewedOps;
}

function moved(at: Position, rename: (id: string) => string): Position {
  if (typeof at === "string") return at;
  return "after" in at ? { after: rename(at.after) } : { before: rename(at.before) };
}

/** Those ops of `later` that lean on records which `refused` would have made. */
export function leaningOn(refused: OpsByKey, later: OpsByKey): OpsByKey {
  const made = new Set<string>();
  for (const list of Object.values(refused)) {
    for (const op of list) if (op.op === "insert" || op.op === "put") made.add(op.id);
  }
  const leaning: Record<string, readonly Op[]> = {};
  for (const [key, list] of Object.entries(later)) {
    const ops = list.filter((op) => {
      const leans = made.has(op.id) || ("in" in op && made.has(op.in.of));
      // What it makes inside is gone with it, and so is what leans on that.
      if (leans && (op.op === "insert" || op.op === "put")) made.add(op.id);
      return leans;
    });
    if (ops.length > 0) leaning[key] = ops;
  }
  return leaning;
}
