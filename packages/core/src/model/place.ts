import type { Position } from "./op.ts";

/** The id a position leans on. */
export function anchorOf(at: Position): string | undefined {
  if (typeof at === "string") return undefined;
  return "after" in at ? at.after : at.before;
}
