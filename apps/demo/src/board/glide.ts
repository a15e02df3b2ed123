import { createMotion, followGestures } from "@alongside/client/motion";
import type { Room } from "@alongside/client";
import type { Cell } from "../lib/cell.ts";
import type { Board } from "./definition.ts";
import type { Patches, Shape, ShapePatch } from "./shape.ts";

/** Of a point of ink: x, y, pressure. */
const SAMPLE = 3;

/**
 * Lets what others drag, resize and draw glide as their cursors do, by what `gliding` says of the shapes on their way. Returns a
 * function that ends it.
 */
export function glide(room: Room<typeof Board>, gliding: Cell<Patches>): () => void {
  const patches = new Map<string, ShapePatch>();
  const shapeOf = (id: string): Shape | undefined =>
    room.get()?.shapes.find((shape) => shape.id === id);
  const motion = createMotion({
    // A stroke is played as it was drawn; what is dragged is at its cursor.
    easing: (id) => (shapeOf(id)?.kind === "ink" ? "spline" : "ease-out"),
    write(id, values, isAtRest) {
      const shape = shapeOf(id);
      if (isAtRest || shape === undefined) patches.delete(id);
      else patches.set(id, patchOf(shape, values));
    },
    forgotten(id) {
      patches.delete(id);
      gliding.set(new Map(patches));
    },
    written() {
      if (patches.size > 0 || gliding.get().size > 0) gliding.set(new Map(patches));
    },
  });
  const stop = followGestures(room, { records: ({ shapes }) => shapes, numbers }, motion);
  return () => {
    stop();
    motion.stop();
    gliding.set(new Map());
  };
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
