import { barsOf, type Bars } from "./bars.ts";
import type { Report } from "./result.ts";
import {
  aboutOf,
  figuresOf,
  ms,
  noiseOf,
  percent,
  short,
  timesOf,
  verdictOf,
  whole,
  doingOf,
} from "./words.ts";

/** A report as Markdown, that GitHub shows well and a terminal too. */
export function markdownOf(report: Report, bars: Bars = {}): string {
  const parts = [
    "# How it works together",
    verdictOf(report),
    table(
      ["What", "p50", "p95", "p99", "Times"],
      timesOf(report).map(([what, { p50, p95, p99, count }]) => [
        what,
        ms(p50),
        ms(p95),
        ms(p99),
        whole(count),
      ]),
    ),
    table(["What", "Figure"], figuresOf(report)),
    ...peopleOf(report),
    ...barLines(report, bars),
    "## What was measured",
    table(["", ""], aboutOf(report)),
    noiseOf(report),
    list(report.notes),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function peopleOf(report: Report): readonly string[] {
  const { people } = report;
  if (people === undefined || people.steps.length === 0) return [];
  const rows = people.steps.map(({ people: count, seen, cpuEach }) => [
    whole(count),
    seen === undefined ? "–" : ms(seen.p50),
    seen === undefined ? "–" : ms(seen.p99),
    cpuEach === undefined ? "not known" : percent(cpuEach * count),
  ]);
  return [
    "## People at once",
    doingOf(report),
    table(["People", "p50", "p99", "Server, of a core"], rows),
  ];
}

function barLines(report: Report, bars: Bars): readonly string[] {
  const results = barsOf(report, bars);
  if (results.length === 0) return [];
  const rows = results.map(({ name, what, unit, limit, value, isMet }) => [
    isMet ? "met" : "**missed**",
    `--${name}`,
    what,
    value === undefined ? "not measured" : `${short(value)}${unit}`,
    `${limit}${unit}`,
  ]);
  return ["## Bars", table(["", "Option", "What", "Figure", "Bar"], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const lines = [head.map(cell), head.map(() => "---"), ...rows.map((row) => row.map(cell))];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) => `| ${line.map((one, i) => one.padEnd(widths[i] ?? 0)).join(" | ")} |`)
    .join("\n");
}

/** What stands in a cell: on one line, and no bar of its own. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line.replaceAll(/\s+/g, " ")}`).join("\n");
}
