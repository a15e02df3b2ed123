/** Where two JSON values first differ, and how; undefined when they do not. */
export function firstDifference(a: unknown, b: unknown, path = "state"): string | undefined {
  if (Object.is(a, b)) return undefined;
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = firstDifference(a[key as never], b[key as never], `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return `${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
}
