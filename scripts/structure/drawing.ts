import { arrowsInCircles, type Graph, reduced } from "./graph.ts";

/** Draws a graph as Mermaid has it. What lies in a circle is drawn dotted. `labels` say more than a name. */
export function drawing(graph: Graph, labels: (name: string) => string = (name) => name): string {
  const ids = new Map([...graph.keys()].map((name, i) => [name, `n${i}`]));
  const circles = new Set(arrowsInCircles(graph).map(([from, to]) => `${from} ${to}`));
  const lines = ["```mermaid", "flowchart TD"];
  for (const [name, id] of ids) lines.push(`  ${id}["${labels(name)}"]`);
  for (const [from, targets] of reduced(graph))
    for (const to of targets) {
      if (!ids.has(to)) continue;
      const arrow = circles.has(`${from} ${to}`) ? "-. circle .->" : "-->";
      lines.push(`  ${ids.get(from)} ${arrow} ${ids.get(to)}`);
    }
  lines.push("```");
  return lines.join("\n");
}
