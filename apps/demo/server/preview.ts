import type { StorageOf, TextValue } from "@alongside/core";
import type { Board } from "../src/board/definition.ts";
import type { Preview, PreviewLine, PreviewShape } from "../src/home/definition.ts";

/** The size of a picture of a board. */
const WIDE = 160;
const HIGH = 100;

/** A card shows no more than this. */
const MOST_SHAPES = 60;
const MOST_POINTS = 12;
const MOST_LINES = 7;
const MOST_LETTERS = 72;

/** No more of a text is looked at, in UTF-16 units: it may be long, and a card is told anew with each second of writing. */
const MOST_READ = 4000;

/** What a card of the home shows of a room with this state. */
export function previewOf(
  page: "board" | "document" | "code",
  state: { readonly [key: string]: unknown },
): Preview {
  if (page === "board") return { shapes: shapesIn(state["shapes"] as Shapes) };
  const text = state[page === "code" ? "source" : "body"] as TextValue;
  return { lines: linesIn(text) };
}

type Shapes = StorageOf<typeof Board>["shapes"];

/** The first shapes, in a picture that shows all of them. */
function shapesIn(all: Shapes): readonly PreviewShape[] {
  const shapes = all.slice(0, MOST_SHAPES);
  if (shapes.length === 0) return [];
  const left = Math.min(...shapes.map(({ at }) => at.x));
  const top = Math.min(...shapes.map(({ at }) => at.y));
  const width = Math.max(...shapes.map(({ at, size }) => at.x + size.w)) - left || 1;
  const height = Math.max(...shapes.map(({ at, size }) => at.y + size.h)) - top || 1;
  const scale = Math.min(WIDE / width, HIGH / height, 1);
  const dx = (WIDE - width * scale) / 2;
  const dy = (HIGH - height * scale) / 2;
  const put = (value: number): number => Math.round(value * 10) / 10;
  return shapes.map(({ kind, color, at, size, points = [] }) => [
    kind,
    color,
    put(dx + (at.x - left) * scale),
    put(dy + (at.y - top) * scale),
    put(size.w * scale),
    put(size.h * scale),
    kind === "ink" ? thinned(points) : points.map(hundredth),
  ]);
}

/** So many points of a drawing as a small picture needs, without their pressure. */
function thinned(points: readonly number[]): readonly number[] {
  const count = Math.floor(points.length / 3);
  const most = Math.min(count, MOST_POINTS);
  return Array.from({ length: most }, (_, i) => {
    const at = 3 * Math.round((i * (count - 1)) / Math.max(1, most - 1));
    return [hundredth(points[at] ?? 0), hundredth(points[at + 1] ?? 0)];
  }).flat();
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The first lines with something in them. */
function linesIn(text: TextValue): readonly PreviewLine[] {
  const lines: [string, PreviewLine[1]][] = [];
  let line = "";
  for (const stretch of text.toDelta(0, Math.min(text.length, MOST_READ))) {
    const { insert, attributes } = typeof stretch === "string" ? { insert: stretch } : stretch;
    if (typeof insert !== "string") continue;
    const parts = insert.split("\n");
    for (const [i, part] of parts.entries()) {
      line += part;
      if (i === parts.length - 1) break;
      const kind = attributes?.["header"] ? "heading" : attributes?.["list"] ? "item" : "text";
      if (line.trim() !== "") lines.push([line.slice(0, MOST_LETTERS), kind]);
      line = "";
    }
    if (lines.length >= MOST_LINES) return lines.slice(0, MOST_LINES);
  }
  if (line.trim() !== "") lines.push([line.slice(0, MOST_LETTERS), "text"]);
  return lines.slice(0, MOST_LINES);
}
