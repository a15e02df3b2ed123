import type { Editor } from "./editor.ts";
import { boxDistance, boxOf, distance, distanceToSegment } from "../lib/geometry.ts";
import type { Box, Point } from "../lib/geometry.ts";
import { arrowEnds } from "./path.ts";
import { HANDLES, handleAt } from "./resize.ts";
import type { Handle } from "./resize.ts";
import type { Shape } from "./shape.ts";
import type { Pointer } from "./drag.ts";

/** What a press takes hold of to reshape the selection. */
export type Grip =
  | { readonly type: "handle"; readonly handle: Handle }
  | { readonly type: "end"; readonly arrow: Shape; readonly end: 0 | 1 };

/** Where grips sit, and the part in the middle that is there to be moved. In board units. */
interface Grips {
  readonly places: readonly (readonly [Grip, Point])[];
  readonly bodyDistance: (point: Point) => number;
}

/** A side this long, in pixels, has room for handles on its ends. */
const ROOMY_PX = 48;

/** How far handles stand off a side without room, in pixels. */
const APART_PX = 10;

/** How far from a handle a press still takes it, in pixels. */
const REACH_PX = { mouse: 8, touch: 18 };

/** A side up to this long, in pixels, is all there to be moved. */
const SMALL_PX = { mouse: 14, touch: 24 };

/** The grip nearest to the pointer, where one is in reach and the shape's own middle is not nearer. Locked shapes have none. */
export function gripAt(editor: Editor, pointer: Pointer): Grip | undefined {
  const { zoom } = editor.camera.get();
  const device = pointer.touch ? "touch" : "mouse";
  const grips = gripsOf(editor, zoom, SMALL_PX[device], REACH_PX[device]);
  if (!grips) return undefined;
  let nearest: Grip | undefined;
  let shortest = Math.min(REACH_PX[device] / zoom, grips.bodyDistance(pointer));
  for (const [grip, place] of grips.places) {
    const away = distance(place, pointer);
    if (away > shortest || (away === shortest && nearest)) continue;
    nearest = grip;
    shortest = away;
  }
  return nearest;
}

/** The box that handles sit on: the selection's own, widened where it is so small on the screen that handles would cover it. */
export function gripBox(box: Box, zoom: number): Box {
  const x = apart(box.w * zoom) / zoom;
  const y = apart(box.h * zoom) / zoom;
  return { x: box.x - x, y: box.y - y, w: box.w + 2 * x, h: box.h + 2 * y };
}

/** Where an arrow is pulled: at its ends, and beyond them where it is short on the screen. Tail first. */
export function arrowGrips(arrow: Shape, zoom: number): [Point, Point] {
  const [tail, tip] = arrowEnds(boxOf(arrow), arrow.points);
  const length = distance(tail, tip);
  const off = apart(length * zoom) / zoom;
  const along =
    length === 0 ? { x: 1, y: 0 } : { x: (tip.x - tail.x) / length, y: (tip.y - tail.y) / length };
  return [
    { x: tail.x - along.x * off, y: tail.y - along.y * off },
    { x: tip.x + along.x * off, y: tip.y + along.y * off },
  ];
}

function gripsOf(editor: Editor, zoom: number, small: number, reach: number): Grips | undefined {
  const selected = editor.selected();
  const box = editor.selectionBox();
  const [only, ...others] = selected;
  if (!only || !box || selected.some((shape) => shape.locked)) return undefined;
  // How much of each end of a side is left to the grips.
  const inset = (length: number): number =>
    Math.max(0, Math.min(2 * reach, (length * zoom - small) / 2)) / zoom;

  if (only.kind === "arrow" && others.length === 0) {
    const [tail, tip] = arrowEnds(boxOf(only), only.points);
    const length = distance(tail, tip);
    const part = length === 0 ? 0 : inset(length) / length;
    const start = between(tail, tip, part);
    const end = between(tail, tip, 1 - part);
    const [atTail, atTip] = arrowGrips(only, zoom);
    return {
      places: [
        [{ type: "end", arrow: only, end: 1 }, atTip],
        [{ type: "end", arrow: only, end: 0 }, atTail],
      ],
      bodyDistance: (point) => distanceToSegment(point, start, end),
    };
  }

  const x = inset(box.w);
  const y = inset(box.h);
  const body = { x: box.x + x, y: box.y + y, w: box.w - 2 * x, h: box.h - 2 * y };
  const around = gripBox(box, zoom);
  return {
    places: HANDLES.map((handle) => [{ type: "handle", handle }, handleAt(handle, around)]),
    bodyDistance: (point) => boxDistance(body, point),
  };
}

function apart(length: number): number {
  return Math.max(0, Math.min(APART_PX, (ROOMY_PX - length) / 2));
}

function between(a: Point, b: Point, part: number): Point {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
}
