/** Where in a list: right beside the anchor, in an order that keeps trashed records. */
export type Position = "start" | "end" | { readonly after: string } | { readonly before: string };

/** The id a position leans on. */
export function anchorOf(at: Position): string | undefined {
  if (typeof at === "string") return undefined;
  return "after" in at ? at.after : at.before;
}
