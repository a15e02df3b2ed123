import { barsOf, type Bars } from "./bars.ts";
import { escaped, peopleChart, timesChart } from "./charts.ts";
import type { Report } from "./result.ts";
import {
  aboutOf,
  doingOf,
  figuresOf,
  ms,
  noiseOf,
  percent,
  short,
  timesOf,
  verdictOf,
  whole,
} from "./words.ts";

/** A report as a page of its own: no code runs in it and nothing is loaded, so it can be sent and printed. */
export function htmlOf(report: Report, bars: Bars = {}): string {
  const times = timesOf(report);
  const { people, isUnder100 } = report;
  const chart = people === undefined ? undefined : peopleChart(people.steps);
  const mood = isUnder100 === undefined ? "" : isUnder100 ? "good" : "bad";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>How it works together</title>
<style>${STYLE}</style>
<main>
<header>
<h1>How it works together</h1>
<p class="verdict ${mood}">${escaped(verdictOf(report))}</p>
</header>
${section(
  "How soon",
  times.length === 0
    ? ""
    : `<p>Full up to p50, light up to p99; each mark is ten times the last.</p>${timesChart(times)}${table(
        ["What", "p50", "p95", "p99", "Times"],
        times.map(([what, { p50, p95, p99, count }]) => [
          what,
          ms(p50),
          ms(p95),
          ms(p99),
          whole(count),
        ]),
      )}`,
)}
${section("How much", table(["What", "Figure"], figuresOf(report)))}
${section(
  "People at once",
  people === undefined
    ? ""
    : `<p>${escaped(doingOf(report))}</p>${chart ?? ""}${table(
        ["People", "p50", "p99", "Server, of a core"],
        people.steps.map(({ people: count, seen, cpuEach }) => [
          whole(count),
          seen === undefined ? "–" : ms(seen.p50),
          seen === undefined ? "–" : ms(seen.p99),
          cpuEach === undefined ? "not known" : percent(cpuEach * count),
        ]),
      )}`,
)}
${section(
  "Bars",
  table(
    ["", "Option", "What", "Figure", "Bar"],
    barsOf(report, bars).map(({ name, what, unit, limit, value, isMet }) => [
      isMet ? "✓ met" : "✗ missed",
      `--${name}`,
      what,
      value === undefined ? "not measured" : `${short(value)}${unit}`,
      `${limit}${unit}`,
    ]),
  ),
)}
${section(
  "What was measured",
  `${table(["", ""], aboutOf(report))}<p>${escaped(noiseOf(report))}</p>${list(report.notes)}`,
)}
</main>
</html>
`;
}

function section(title: string, inside: string): string {
  return inside === "" ? "" : `<section>\n<h2>${title}</h2>\n${inside}\n</section>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const cells = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escaped(cell).replaceAll(UNIT, "$1\u00a0$2")}</${tag}>`).join("")}</tr>`;
  const top = head.every((cell) => cell === "") ? "" : `<thead>${cells("th", head)}</thead>`;
  return `<div class="wide"><table>${top}<tbody>${rows.map((row) => cells("td", row)).join("")}</tbody></table></div>`;
}

function list(lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul>`;
}

/** A number stays on the line of its unit. */
const UNIT = /(\d) (ms|s|%|KB|MB|GB)\b/g;

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1e26; --soft: #5b6070; --paper: #fff; --line: #dfe1e8; --full: #3b5bdb; --light: #a9b8f5; --good: #12753f; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e9ee; --soft: #a3a8b8; --paper: #15171d; --line: #343844; --full: #8ea2ff; --light: #5e6fc9; --good: #58d68d; --bad: #ff8a80; } }
@media print { :root { --ink: #000; --soft: #444; --paper: #fff; --line: #ccc; --full: #3b5bdb; --light: #a9b8f5; --good: #12753f; --bad: #b3261e; } section { break-inside: avoid; } }
* { box-sizing: border-box; print-color-adjust: exact; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 20px; margin: 40px 0 8px; }
p { margin: 0 0 12px; }
.verdict { font-size: 18px; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
td { overflow-wrap: break-word; }
td:last-child { overflow-wrap: anywhere; }
@media (max-width: 500px) { body { font-size: 14px; } th, td { padding-right: 10px; } }
ul, .wide + p { margin-top: 16px; }
ul { margin-bottom: 0; padding-left: 20px; color: var(--soft); }
svg { display: block; width: 100%; max-width: 560px; height: auto; margin: 8px 0 20px; font: 13px system-ui, sans-serif; fill: var(--ink); }
svg text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
svg .mark { fill: var(--soft); font-size: 12px; }
svg .figure { font-weight: 600; }
svg .half { fill: var(--full); }
svg .most { fill: var(--light); }
svg line { stroke: var(--line); }
svg line.bar { stroke: var(--bad); stroke-dasharray: 4 4; }
svg polyline { fill: none; stroke-width: 2; }
svg polyline.p50 { stroke: var(--full); }
svg polyline.p99 { stroke: var(--light); }
svg circle.p50 { fill: var(--full); }
svg circle.p99 { fill: var(--light); }
`;
