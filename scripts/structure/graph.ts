/** Who points at whom, by name. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Returns which circle each name is in, as the set of all names in it; a name in none is alone. */
export function circlesOf(graph: Graph): ReadonlyMap<string, ReadonlySet<string>> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles = new Map<string, ReadonlySet<string>>();

  function visit(name: string): number {
    const own = index.size;
    index.set(name, own);
    let lowest = own;
    stack.push(name);
    for (const to of graph.get(name) ?? []) {
      if (!index.has(to)) lowest = Math.min(lowest, visit(to));
      else if (!circles.has(to)) lowest = Math.min(lowest, index.get(to) ?? own);
    }
    low.set(name, lowest);
    if (lowest !== own) return lowest;
    const circle = new Set(stack.splice(stack.indexOf(name)));
    for (const one of circle) circles.set(one, circle);
    return lowest;
  }

  for (const name of graph.keys()) if (!index.has(name)) visit(name);
  return circles;
}

/** Returns the arrows that lie in a circle. */
export function arrowsInCircles(graph: Graph): readonly (readonly [from: string, to: string])[] {
  const circles = circlesOf(graph);
  return [...graph].flatMap(([from, targets]) =>
    Array.from(targets, (to) => [from, to] as const).filter(
      ([, to]) => from !== to && circles.get(from)?.has(to) === true,
    ),
  );
}

/** Returns the graph without the arrows that others imply. Those in circles all stay. */
export function reduced(graph: Graph): Graph {
  const circles = circlesOf(graph);
  const inCircle = (from: string, to: string): boolean => circles.get(from)?.has(to) === true;
  function reaches(from: string, to: string): boolean {
    const seen = new Set<string>();
    const todo = [...(graph.get(from) ?? [])].filter(
      (next) => next !== to && !inCircle(from, next),
    );
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (next === to) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      todo.push(...(graph.get(next) ?? []));
    }
    return false;
  }
  return new Map(
    [...graph].map(([from, targets]) => [
      from,
      new Set([...targets].filter((to) => inCircle(from, to) || !reaches(from, to))),
    ]),
  );
}
