import { mkdirSync, writeFileSync } from "node:fs";
import { short } from "./stats.ts";

/** A promise about a figure. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly better: "higher" | "lower";
}

/** One line of the printed table: what was measured, and its figures by column. */
export interface Row {
  readonly what: string;
  readonly figures: { readonly [column: string]: number };
}

/** The figures that there are, rounded: not every row has every figure. */
function rounded(figures: Row["figures"]): { [column: string]: number } {
  return Object.fromEntries(
    Object.entries(figures)
      .filter(([, value]) => Number.isFinite(value))
      .map(([column, value]) => [column, short(value)]),
  );
}

/** What a bench found. */
export interface Findings {
  /** How many times each thing was measured; figures are medians over them. */
  readonly runs: number;
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
  /** Versions of the peers that were measured with it. */
  readonly versions?: { readonly [name: string]: string };
}

export function isMet(bar: Bar): boolean {
  return bar.better === "higher" ? bar.value >= bar.limit : bar.value <= bar.limit;
}

/** Prints the table and the bars. Returns whether every bar was met. */
export function print(name: string, findings: Findings): boolean {
  const table: Record<string, Record<string, number>> = {};
  for (const { what, figures } of findings.rows) {
    table[what] = rounded(figures);
  }
  console.log(`\n${name}: medians of ${findings.runs}`);
  console.table(table);
  for (const bar of findings.bars) {
    const sign = bar.better === "higher" ? "≥" : "≤";
    console.log(
      `${isMet(bar) ? "met   " : "MISSED"}  ${bar.name}  ${short(bar.value)} ${sign} ${bar.limit}`,
    );
  }
  return findings.bars.every(isMet);
}

/** Writes `bench/results/NAME.json`. */
export function write(name: string, findings: Findings): void {
  const result = {
    name,
    versions: { node: process.versions.node, ...findings.versions },
    runs: findings.runs,
    figures: Object.fromEntries(findings.rows.map(({ what, figures }) => [what, rounded(figures)])),
    bars: findings.bars.map((bar) => ({ ...bar, value: short(bar.value) })),
  };
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(result, null, 2)}\n`);
}
