import { createMotion, followGestures } from "@alongside/client/motion";
import type { ShownByGesture } from "@alongside/client/motion";
import type { Room } from "@alongside/client";
import type { Board } from "./definition.ts";
import type { Editor } from "./editor.ts";
import type { Point } from "../lib/geometry.ts";
import type { Shape, ShapePatch } from "./shape.ts";

/** Of a point of ink: x, y, pressure. */
const SAMPLE = 3;

/**
 * Lets what others drag, resize and draw glide as their cursors do, by what `gliding` says of the shapes on their way. A stroke is
 * played later than cursors are: `tips` says where it is, so that whoever draws it is there. Returns a function that ends it.
 */
export function glide(
  room: Room<typeof Board>,
  { gliding, tips }: Pick<Editor, "gliding" | "tips">,
): () => void {
  const patches = new Map<string, ShapePatch>();
  /** Of each stroke that somebody draws: who, and where it ends by now. */
  const ends = new Map<string, readonly [client: string, at: Point]>();
  let shown: ReadonlyMap<string, ShownByGesture> = new Map();
  const shapeOf = (id: string): Shape | undefined =>
    room.get()?.shapes.find((shape) => shape.id === id);
  const isDrawn = (id: string): boolean =>
    shown.get(id)?.isMade === true && shapeOf(id)?.kind === "ink";

  /** Whoever rests in the middle of a stroke is at its end still; what was drawn is played on for a while once its gesture is over. */
  function follow(id: string, shape: Shape): void {
    const client = isDrawn(id) ? shown.get(id)?.client : ends.get(id)?.[0];
    const end = endOf(shape);
    if (client !== undefined && end) ends.set(id, [client, end]);
  }

  function show(): void {
    if (patches.size > 0 || gliding.get().size > 0) gliding.set(new Map(patches));
    if (ends.size > 0 || tips.get().size > 0) tips.set(new Map(ends.values()));
  }

  const motion = createMotion({
    // A stroke is played as it was drawn; what is dragged is at its cursor.
    easing: (id) => (isDrawn(id) ? "spline" : "ease-out"),
    write(id, values, isAtRest) {
      const shape = shapeOf(id);
      const patch = shape && !isAtRest ? patchOf(shape, values) : undefined;
      if (patch) patches.set(id, patch);
      else patches.delete(id);
      if (shape && (patch || isDrawn(id))) follow(id, { ...shape, ...patch });
      else ends.delete(id);
    },
    forgotten(id) {
      patches.delete(id);
      ends.delete(id);
      show();
    },
    written: show,
  });
  const followed = {
    records: ({ shapes }: { readonly shapes: readonly Shape[] }) => shapes,
    numbers,
    shown(now: ReadonlyMap<string, ShownByGesture>) {
      shown = now;
      const over = [...ends.keys()].filter((id) => !now.has(id) && !patches.has(id));
      for (const id of over) ends.delete(id);
      if (over.length > 0) show();
    },
  };
  const stop = followGestures(room, followed, motion);
  return () => {
    stop();
    motion.stop();
    patches.clear();
    ends.clear();
    show();
  };
}

/** Where a stroke ends, on the board. */
function endOf({ kind, at, size, points }: Shape): Point | undefined {
  const [x, y] = points?.slice(-SAMPLE) ?? [];
  if (kind !== "ink" || x === undefined || y === undefined) return undefined;
  return { x: at.x + x * size.w, y: at.y + y * size.h };
}

/** A shape's box, and of ink how many samples there are. */
function numbers({ kind, at, size, points }: Shape): readonly number[] {
  const box = [at.x, at.y, size.w, size.h];
  return kind === "ink" && points !== undefined ? [...box, points.length / SAMPLE] : box;
}

function patchOf(shape: Shape, [x = 0, y = 0, w = 0, h = 0, samples]: Float64Array): ShapePatch {
  const { points } = shape;
  if (samples !== undefined && points !== undefined && samples * SAMPLE < points.length)
    return { points: strokeUntil(points, samples) };
  return { at: { x, y }, size: { w: Math.max(0, w), h: Math.max(0, h) } };
}

/** The first `samples` of a stroke, the last of them on its way to the next. */
function strokeUntil(points: readonly number[], samples: number): readonly number[] {
  const whole = Math.floor(samples);
  const part = samples - whole;
  const shown = points.slice(0, whole * SAMPLE);
  for (let i = 0; i < SAMPLE; i++) {
    const from = points[(whole - 1) * SAMPLE + i];
    const to = points[whole * SAMPLE + i];
    if (from !== undefined && to !== undefined) shown.push(from + (to - from) * part);
  }
  return shown;
}
