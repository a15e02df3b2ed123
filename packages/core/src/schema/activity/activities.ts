import { inWords } from "#words";
import { isFields, misused } from "../../mistake.ts";
import type { Schema } from "../standard-schema.ts";
import { MOST_OF_SUMMARY, MOST_OF_TYPE, PRIORITIES, TELLING } from "./telling.ts";
import type { ActivityOptions, ActivityRules } from "./types.ts";

/**
 * Says how changes of a room become activities, and which ones `room.activity` may tell. Without it the usual ones are shown. Throws
 * `TypeError` for what is no function and for what are no types.
 */
export function activities(options: ActivityOptions): ActivityRules {
  const given: unknown = options;
  if (!isFields(given))
    throw misused(
      "defineRoom",
      inWords(() => "activities() should be given { ofChange, types }"),
      given,
    );
  const { ofChange, types = [] } = options;
  if (ofChange !== undefined && typeof ofChange !== "function")
    throw misused(
      "defineRoom",
      inWords(() => "activities.ofChange should be a function of a change"),
      ofChange,
    );
  if (!Array.isArray(types) || !types.every((type) => isText(type, MOST_OF_TYPE)))
    throw misused(
      "defineRoom",
      inWords(() => `activities.types should be texts of 1 to ${MOST_OF_TYPE} characters`),
      types,
    );
  if (types.length === 0) return { ofChange, mutations: {} };
  const args = toldBy(new Set(types));
  // It writes nothing: that it was done is what is kept.
  return { ofChange, mutations: { [TELLING]: { args, run: () => {} } } };
}

/** A schema of what `room.activity` is given. */
function toldBy(types: ReadonlySet<string>): Schema {
  const validate: Schema["~standard"]["validate"] = (value) => {
    const wrong = faultIn(value, types);
    return wrong === undefined ? { value } : { issues: [{ message: wrong }] };
  };
  return { "~standard": { version: 1, vendor: "alongside", validate } };
}

function faultIn(value: unknown, types: ReadonlySet<string>): string | undefined {
  if (!isFields(value)) return "an activity is { type, summary }";
  const { type, summary, target, priority = "normal", ...others } = value;
  if (!types.has(type as string)) return `type is one of ${[...types].join(", ")}`;
  if (!isText(summary, MOST_OF_SUMMARY))
    return `summary is a text of 1 to ${MOST_OF_SUMMARY} characters`;
  if (!PRIORITIES.includes(priority as never)) return `priority is ${PRIORITIES.join(", ")}`;
  if (target !== undefined && !isTarget(target)) return "target is { key } or { key, id }";
  const [other] = Object.keys(others);
  return other === undefined ? undefined : `an activity has no ${other.slice(0, 40)}`;
}

function isTarget(target: unknown): boolean {
  if (!isFields(target)) return false;
  const { key, id, ...others } = target;
  return (
    isText(key, MOST_OF_NAME) &&
    (id === undefined || isText(id, MOST_OF_NAME)) &&
    Object.keys(others).length === 0
  );
}

/** Longer are no names of fields and no ids. */
const MOST_OF_NAME = 256;

function isText(value: unknown, most: number): boolean {
  return typeof value === "string" && value !== "" && value.length <= most;
}
