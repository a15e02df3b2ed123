/** The top-level storage key that a field of the root is under, by the field's path: `meta` of `meta.title`. */
export function topKeyOf(path: string): string {
  const dot = path.indexOf(".");
  return dot === -1 ? path : path.slice(0, dot);
}
