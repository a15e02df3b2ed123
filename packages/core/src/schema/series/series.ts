import { inWords } from "#words";
import { misused } from "../../mistake.ts";
import { isSchema, type Schema } from "../standard-schema.ts";
import type { CheckPoint, PointOf, Resolution, Series, SeriesOptions } from "./types.ts";

/** Keys and buckets that a series may have, and both together. */
const MOST_KEYS = 10_000;
const MOST_KEPT = 10_000;
const MOST_BUCKETS = 2_000_000;

const SHORTEST_MS = 100;
const LONGEST_MS = 24 * 60 * 60 * 1000;

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Live values by key, which nobody keeps: the newest buckets are in the memory of the room's owner, and a page that watches gets them
 * at once and what comes, by ticks. `point` is the schema of a number, or of an object of numbers. Throws `TypeError` for options that
 * cannot be.
 */
export function series<S extends Schema, const K extends string = string>(
  point: S & CheckPoint<S>,
  options: SeriesOptions<K> = {},
): Series<PointOf<S>, K> {
  const { keys = 1000, keep = 600, resolution = "1s", step = 0.001 } = options;
  const names = typeof keys === "number" ? undefined : keys;
  const most = typeof keys === "number" ? keys : keys.length;
  const resolutionMs = msOf(resolution);
  const fault = !isSchema(point)
    ? ["the first argument should be a schema", point]
    : !isCount(most, MOST_KEYS) || names?.every(isKey) === false
      ? [
          `keys should be a number from 1 to ${MOST_KEYS}, or that many names of 1 to 128 characters`,
          keys,
        ]
      : !isCount(keep, Math.min(MOST_KEPT, Math.floor(MOST_BUCKETS / most)))
        ? [`keep should be from 1 to ${MOST_KEPT}, and with the keys ${MOST_BUCKETS} at most`, keep]
        : !(resolutionMs >= SHORTEST_MS && resolutionMs <= LONGEST_MS)
          ? [`resolution should be from "100ms" to "24h", in whole ms`, resolution]
          : !isStep(step)
            ? [
                "step should be 1, 1 divided by a whole number, or a whole number, from 1e-9 to 1e9",
                step,
              ]
            : undefined;
  if (fault !== undefined)
    throw misused(
      "series",
      inWords(() => String(fault[0])),
      fault[1],
    );
  return { "~series": { point, most, names, keep, resolutionMs, step } };
}

/** Whether it is the name of a key: 1 to 128 UTF-16 code units, and no half of a letter. */
export function isKey(key: unknown): key is string {
  return typeof key === "string" && key.length > 0 && key.length <= 128 && key.isWellFormed();
}

function isCount(value: unknown, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
}

function isStep(step: unknown): boolean {
  if (typeof step !== "number" || !(step >= 1e-9 && step <= 1e9)) return false;
  const whole = step < 1 ? 1 / step : step;
  return Math.abs(whole - Math.round(whole)) < 1e-6 * whole;
}

/** NaN for what is no whole number of ms. */
function msOf(resolution: Resolution): number {
  if (typeof resolution === "number") return Number.isInteger(resolution) ? resolution : NaN;
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(resolution) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? NaN);
  return Number.isInteger(ms) ? ms : NaN;
}
