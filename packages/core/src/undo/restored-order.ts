/**
 * Which of `wanted` may stay where they stand in `order`, as many as possible: those of a longest run that has one order in both.
 * Each id stands once in each. n log n.
 */
export function around(order: readonly string[], wanted: readonly string[]): ReadonlySet<string> {
  const places = new Map(order.map((id, place) => [id, place]));
  // By the length of a run its end with the least place, and of each id the one before it in its run.
  const ends: string[] = [];
  const before = new Map<string, string | undefined>();
  const placeOf = (id: string): number => places.get(id) as number;
  for (const id of wanted) {
    if (!places.has(id)) continue;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placeOf(ends[middle] as string) < placeOf(id)) low = middle + 1;
      else high = middle;
    }
    before.set(id, ends[low - 1]);
    ends[low] = id;
  }
  const staying = new Set<string>();
  for (let at = ends.at(-1); at !== undefined; at = before.get(at)) staying.add(at);
  return staying;
}
