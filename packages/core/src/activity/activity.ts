import type { Json } from "../json.ts";
import type { Seq } from "../log.ts";
import { isFields } from "../mistake.ts";
import type { OpsByKey } from "../model/op.ts";
import { MOST_OF_SUMMARY, MOST_OF_TYPE, PRIORITIES, TELLING } from "../schema/activity/telling.ts";
import type {
  ActivityPriority,
  ActivityRules,
  ActivitySummary,
  MadeActivity,
} from "../schema/activity/types.ts";
import { usualActivities } from "./usual.ts";

/** What a change of the log was, for people. A change may be several. */
export interface Activity {
  readonly seq: Seq;
  readonly at: Date;
  /** The id of the user who made the change. */
  readonly by: string;
  readonly type: string;
  readonly summary: ActivitySummary;
  readonly priority: ActivityPriority;
  /** The top-level key that it is about. */
  readonly key: string | undefined;
  /** The records there, the first 100 of them. */
  readonly ids: readonly string[];
  /** How many records, or 1. */
  readonly count: number;
}

/** A change as one reader may see it. */
export interface SeenChange {
  readonly seq: Seq;
  readonly at: number;
  readonly actor: string;
  readonly ops: OpsByKey;
  readonly mutation?: { readonly name: string; readonly args: Json } | undefined;
}

/** Activities of one change, at most, and ids of one activity. */
const MOST = 8;
const MOST_IDS = 100;

/**
 * The activities of a change, by the rules of its room. It depends on nothing else, so that whoever reads the change finds the same.
 * `onThrown` hears what the app's function throws, and what it returns that is no activity: then the usual ones are returned.
 */
export function activitiesOf(
  change: SeenChange,
  { ofChange }: Pick<ActivityRules, "ofChange">,
  onThrown: (error: unknown) => void,
): readonly Activity[] {
  const { seq, at, actor: by, ops, mutation } = change;
  if (mutation?.name === TELLING) return toldIn(change, mutation.args);
  // Nothing was done, or nothing that this reader may see.
  if (Object.keys(ops).length === 0) return [];
  const usual = usualActivities(ops);
  let made = usual;
  if (ofChange !== undefined)
    try {
      const given = { seq, at: new Date(at), by, ops, usual, ...(mutation && { mutation }) };
      made = [ofChange(given) ?? []].flat();
      for (const one of made) checkMade(one);
    } catch (error) {
      onThrown(error);
      made = usual;
    }
  return made.slice(0, MOST).map((one) => activityOf(change, one));
}

/**
 * Whether a change tells an activity that somebody with these rights is shown: one about a key that they may read. What is about no key is shown to who may read
 * everything.
 */
export function isToldTo(
  mutation: SeenChange["mutation"],
  { read }: { readonly read: true | readonly string[] },
): boolean {
  if (mutation?.name !== TELLING) return false;
  if (read === true) return true;
  const key = toldKey(mutation);
  return key !== undefined && read.includes(key);
}

/** The top-level key that a change tells an activity about; undefined where it tells none, or about no key. */
export function toldKey(mutation: SeenChange["mutation"]): string | undefined {
  const args = mutation?.name === TELLING ? mutation.args : undefined;
  const target = isFields(args) ? args["target"] : undefined;
  const key = isFields(target) ? target["key"] : undefined;
  return typeof key === "string" ? key : undefined;
}

function toldIn(change: SeenChange, args: Json): readonly Activity[] {
  // The definition may have had other rules when it was told.
  if (!isFields(args)) return [];
  const { type, summary, target, priority } = args;
  if (typeof type !== "string" || typeof summary !== "string") return [];
  const made: MadeActivity = { type, summary };
  const { key, id } = isFields(target) ? target : {};
  const about =
    typeof key === "string" ? { target: { key, ids: id === undefined ? [] : [id as string] } } : {};
  const isPriority = PRIORITIES.includes(priority as ActivityPriority);
  return [
    activityOf(change, {
      ...made,
      ...about,
      ...(isPriority && { priority: priority as ActivityPriority }),
    }),
  ];
}

function activityOf({ seq, at, actor }: SeenChange, made: MadeActivity): Activity {
  const { type, summary, target, priority = "normal" } = made;
  const ids = target?.ids ?? [];
  return {
    seq,
    at: new Date(at),
    by: actor,
    type,
    summary: typeof summary === "string" ? { one: summary, other: summary } : summary,
    priority,
    key: target?.key,
    ids: ids.slice(0, MOST_IDS),
    count: Math.max(1, ids.length),
  };
}

/** Throws `TypeError` for what an app's function returned that is no activity. */
function checkMade({ type, summary, target, priority = "normal" }: MadeActivity): void {
  const words = typeof summary === "string" ? [summary] : [summary?.one, summary?.other];
  const { key = "", ids = [] } = target ?? {};
  const isOne =
    isText(type, MOST_OF_TYPE) &&
    words.every((one) => isText(one, MOST_OF_SUMMARY)) &&
    PRIORITIES.includes(priority) &&
    typeof key === "string" &&
    Array.isArray(ids) &&
    ids.every((id) => typeof id === "string");
  if (!isOne)
    throw new TypeError(
      "activities.ofChange returned something else than { type, summary, target, priority } (docs/activity.md)",
    );
}

function isText(value: unknown, most: number): boolean {
  return typeof value === "string" && value !== "" && value.length <= most;
}
