import { inWords } from "#words";
import { misused } from "../../mistake.ts";
import type { Point } from "../../points/grid.ts";
import { isArea } from "../../points/viewport.ts";
import { pointEngine, type PointEngine } from "../../points/points.ts";
import type { Schema } from "../standard-schema.ts";

/** The schema of a place that moves many times a second. */
export interface PointSchema extends Schema<Point | null, Point | null> {
  readonly "~point": PointEngine;
}

/** Options of {@link point}. */
export interface PointOptions {
  /**
   * What coordinates are rounded to: 1, or 1 divided by a whole number, or more than 1. They reach at most 268,435,456 of it from 0;
   * what is farther away is at that edge. @default 1
   */
  readonly resolution?: number;
}

/**
 * A field of presence: where somebody's cursor is, `{ x, y }`, or null. It costs about three bytes a move for each reader where another
 * field costs thirty. Where a room has several planes, `{ x, y, area: "page 2" }` names the one it is on, in 1 to 128 characters. Throws `TypeError` for a resolution that is not a number from 0.000001 to 1,000,000.
 */
export function point({ resolution = 1 }: PointOptions = {}): PointSchema {
  if (typeof resolution !== "number" || !(resolution >= 1e-6 && resolution <= 1e6))
    throw misused(
      "point",
      inWords(() => "the resolution should be a number from 0.000001 to 1000000"),
      resolution,
    );
  return {
    "~point": pointEngine(resolution),
    "~standard": {
      version: 1,
      vendor: "alongside",
      validate: (given) =>
        given === null || isPoint(given)
          ? { value: given }
          : { issues: [{ message: "should be null, { x, y } or { x, y, area }" }] },
    },
  };
}

function isPoint(given: unknown): given is Point {
  if (typeof given !== "object" || given === null) return false;
  const { x, y, area, ...rest } = given as Partial<Point>;
  if (!Number.isFinite(x) || !Number.isFinite(y) || Object.keys(rest).length > 0) return false;
  return area === undefined ? !Object.hasOwn(given, "area") : isArea(area);
}
