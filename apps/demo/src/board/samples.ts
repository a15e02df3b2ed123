import type { BoardDraft, BoardRoom } from "./room.ts";
import { boxArrow } from "./path.ts";
import type { NewShape } from "./shape.ts";
import type { Undo } from "@alongside/client";

/** What stands on a board that welcomes somebody: something to take hold of, and what one can do. */
const SAMPLES: readonly (NewShape & { readonly words?: string })[] = [
  {
    kind: "note",
    at: { x: -250, y: -220 },
    size: { w: 180, h: 180 },
    color: "yellow",
    words: "Hello!\nDrag me somewhere",
  },
  { kind: "arrow", color: "slate", ...boxArrow({ x: -50, y: -130 }, { x: 20, y: -130 }) },
  {
    kind: "rectangle",
    at: { x: 40, y: -190 },
    size: { w: 210, h: 120 },
    color: "blue",
    words: "Press twice to write in here",
  },
  { kind: "arrow", color: "slate", ...boxArrow({ x: 145, y: -50 }, { x: 145, y: 10 }) },
  {
    kind: "note",
    at: { x: 60, y: 30 },
    size: { w: 170, h: 170 },
    color: "pink",
    words: "Whoever has the link sees all this as it happens",
  },
  {
    kind: "ellipse",
    at: { x: -260, y: 10 },
    size: { w: 210, h: 140 },
    color: "green",
    words: "Take a tool\nand draw",
  },
  wave({ x: -235, y: 170 }, "violet"),
];

/** Puts the samples on an empty board. They are nobody's step to take back. */
export function putSamples(
  room: Pick<BoardRoom, "get" | "update">,
  own: Pick<Undo, "clear">,
): void {
  if (room.get()?.shapes.length !== 0) return;
  room.update((doc) => {
    for (const sample of SAMPLES) put(doc, sample);
  });
  own.clear();
}

function put(doc: BoardDraft, { words, ...shape }: (typeof SAMPLES)[number]): void {
  const id = doc.shapes.push(shape);
  if (words !== undefined) doc.shapes.get(id)?.text.insert(0, words);
}

/** A line as somebody would scribble it. */
function wave(at: NewShape["at"], color: NewShape["color"]): NewShape {
  const samples = 40;
  const points = Array.from({ length: samples }, (_, i) => {
    const part = i / (samples - 1);
    const up = 0.5 - 0.45 * Math.sin(part * 5 * Math.PI) * (1 - part / 2);
    return [part, up, 0.35 + 0.3 * Math.sin(part * Math.PI)].map(rounded);
  }).flat();
  return { kind: "ink", at, size: { w: 160, h: 46 }, color, points };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
