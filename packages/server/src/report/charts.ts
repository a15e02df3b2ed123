import type { Step } from "./load/crowd.ts";
import { FAST_MS } from "./load/crowd.ts";
import type { Spread } from "./samples.ts";
import { ms, whole } from "./words.ts";

// Small drawings without code of anybody's: colours and fonts are those of the page around them.

/** What stands between tags or in an attribute. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Of a phone, so that all can be read there; larger on a larger page. */
const WIDTH = 420;
const ROW = 46;
const LEFT = 0;
const RIGHT = 350;

/** A bar for each time, from 0.1 ms to 10 s, each step ten times the last: up to p50 full, up to p99 light. */
export function timesChart(rows: readonly (readonly [what: string, spread: Spread])[]): string {
  const x = (value: number): number => {
    const share = (Math.log10(Math.min(10_000, Math.max(0.1, value))) + 1) / 5;
    return round(LEFT + share * (RIGHT - LEFT));
  };
  const height = rows.length * ROW + 34;
  const bars = rows.map(([what, { p50, p99 }], i) => {
    const y = i * ROW + 8;
    return (
      `<text x="${LEFT}" y="${y + 6}">${escaped(what)}</text>` +
      `<rect class="most" x="${LEFT}" y="${y + 13}" width="${x(p99) - LEFT}" height="16" rx="3"/>` +
      `<rect class="half" x="${LEFT}" y="${y + 13}" width="${x(p50) - LEFT}" height="16" rx="3"/>` +
      `<text class="figure" x="${x(p99) + 8}" y="${y + 26}">${ms(p99)}</text>`
    );
  });
  const bottom = rows.length * ROW + 6;
  const marks = [1, 10, 100, 1000, 10_000].map(
    (mark) =>
      `<line class="${mark === FAST_MS ? "bar" : "grid"}" x1="${x(mark)}" x2="${x(mark)}" y1="0" y2="${bottom}"/>` +
      `<text class="mark" x="${x(mark)}" y="${bottom + 18}" text-anchor="middle">${mark < 1000 ? `${mark} ms` : `${mark / 1000} s`}</text>`,
  );
  const words = rows.map(([what, { p50, p99 }]) => `${what}: p50 ${ms(p50)}, p99 ${ms(p99)}`);
  return svg(height, words.join("; "), [...marks, ...bars].join(""));
}

const HEIGHT = 240;
const TOP = 12;
const BOTTOM = 200;

/** How soon changes are seen, by how many people there are. Undefined where there is only one step. */
export function peopleChart(steps: readonly Step[]): string | undefined {
  const seen = steps.flatMap(({ people, seen: spread }) =>
    spread === undefined ? [] : [{ people, ...spread }],
  );
  if (seen.length < 2) return undefined;
  const most = Math.max(FAST_MS * 1.2, ...seen.map(({ p99 }) => p99));
  const x = (i: number): number => round(64 + (i * (RIGHT - 64)) / (seen.length - 1));
  const y = (value: number): number => round(BOTTOM - (value / most) * (BOTTOM - TOP));
  const line = (name: "p50" | "p99"): string => {
    const points = seen.map((step, i) => `${x(i)},${y(step[name])}`).join(" ");
    const dots = seen.map(
      (step, i) => `<circle class="${name}" cx="${x(i)}" cy="${y(step[name])}" r="4"/>`,
    );
    const last = seen.at(-1)?.[name] ?? 0;
    return `<polyline class="${name}" points="${points}"/>${dots.join("")}<text x="${RIGHT + 12}" y="${y(last) + 4}">${name}</text>`;
  };
  const marks = seen.map(
    ({ people }, i) =>
      `<text class="mark" x="${x(i)}" y="${BOTTOM + 22}" text-anchor="middle">${whole(people)}</text>`,
  );
  const frame =
    `<line class="grid" x1="64" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}"/>` +
    `<line class="bar" x1="64" x2="${RIGHT}" y1="${y(FAST_MS)}" y2="${y(FAST_MS)}"/>` +
    `<text class="mark" x="56" y="${y(FAST_MS) + 4}" text-anchor="end">100 ms</text>` +
    `<text class="mark" x="56" y="${BOTTOM + 4}" text-anchor="end">0</text>`;
  const words = seen.map(({ people, p99 }) => `${people} people: ${ms(p99)}`).join("; ");
  // Apart, so that one name does not lie over the other.
  return svg(HEIGHT, `p99 with ${words}`, frame + marks.join("") + line("p99") + line("p50"));
}

function svg(height: number, words: string, inside: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(words)}">${inside}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
