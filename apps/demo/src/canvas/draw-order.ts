/** One thing to put in front of another, or at the end. */
export interface Shift {
  readonly id: string;
  readonly before: string | undefined;
}

/** How to bring what stands in the order `now` into the order `wanted`, with as few shifts as that takes. Both hold the same ids. */
export function shiftsBetween(now: readonly string[], wanted: readonly string[]): readonly Shift[] {
  if (now.every((id, i) => id === wanted[i])) return [];
  const placeNow = new Map(now.map((id, i) => [id, i]));
  const places = wanted.map((id) => placeNow.get(id) ?? -1);
  const staying = longestRise(places);
  const shifts: Shift[] = [];
  for (let i = wanted.length - 1; i >= 0; i--) {
    const id = wanted[i];
    if (id !== undefined && !staying.has(i)) shifts.push({ id, before: wanted[i + 1] });
  }
  return shifts;
}

/** The indexes of a longest part of `values`, not all in a row, in which each is larger than the one before it. */
function longestRise(values: readonly number[]): ReadonlySet<number> {
  /** Of all rises of length n + 1, the index at which the one with the smallest end ends. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [i, value] of values.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[i] = ends[low - 1];
    ends[low] = i;
  }
  const rise = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) rise.add(at);
  return rise;
}
