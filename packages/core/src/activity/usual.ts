import { type FeedOp, type Op, type OpsByKey, ROOT } from "../model/op.ts";
import type { MadeActivity } from "../schema/activity/types.ts";

/** Fields that say where something is: who writes only these has moved it. */
const PLACES = new Set(["at", "x", "y", "position"]);

/** What is done to records, the most telling first. */
const VERBS = ["added", "restored", "deleted", "moved", "wrote", "changed"] as const;
type Verb = (typeof VERBS)[number];

/** What a change was, without a function of the app's: for each key what was done to its records, or to the key itself. */
export function usualActivities(ops: OpsByKey): readonly MadeActivity[] {
  return Object.keys(ops).flatMap((key) => [...ofKey(key, ops[key] ?? [])]);
}

function* ofKey(key: string, ops: readonly Op[]): Generator<MadeActivity, undefined> {
  const done = new Map<Verb, Set<string>>(VERBS.map((verb) => [verb, new Set()]));
  const made = new Set<string>();
  let [isSet, isWritten] = [false, false];
  const posts: string[] = [];
  for (const op of ops) {
    // What is done to a post beyond making it is seen on the post.
    if (op.op === "feed") {
      if (op.act[0] === "post") posts.push(op.id);
      continue;
    }
    // What a new record begins with, and what stands inside it, came with it.
    if ((op.op === "insert" || op.op === "put") && made.has(op.in.of)) made.add(op.id);
    if (made.has(op.id)) continue;
    if (op.op === "insert" || op.op === "put") made.add(op.id);
    if (op.id !== ROOT) done.get(verbOf(op))?.add(op.id);
    else if (op.op === "text") isWritten = true;
    else isSet = true;
  }
  const changed = done.get("changed");
  for (const id of changed ?? []) done.get("moved")?.delete(id);
  for (const id of done.get("deleted") ?? [])
    for (const verb of ["moved", "wrote", "changed"] as const) done.get(verb)?.delete(id);
  for (const [verb, ids] of done) {
    if (ids.size === 0) continue;
    const summary = { one: oneOf(verb), other: `{name} ${verb} {count} ${key}` };
    if (verb === "wrote") summary.other = `{name} wrote in {count} ${key}`;
    yield { type: verb, summary, target: { key, ids: [...ids] } };
  }
  if (posts.length > 0) {
    const summary = {
      one: `{name} posted in ${key}`,
      other: `{name} posted {count} times in ${key}`,
    };
    yield { type: "posted", summary, target: { key, ids: posts } };
  }
  if (isWritten) yield { type: "wrote", summary: "{name} wrote in {title}", target: { key } };
  if (isSet) yield { type: "set", summary: `{name} changed the ${key}`, target: { key } };
}

function oneOf(verb: Verb): string {
  return verb === "wrote" ? "{name} wrote in {title}" : `{name} ${verb} {title}`;
}

function verbOf(op: Exclude<Op, FeedOp>): Verb {
  switch (op.op) {
    case "insert":
    case "put":
      return "added";
    case "restore":
      return "restored";
    case "delete":
      return "deleted";
    case "move":
      return "moved";
    case "text":
      return "wrote";
    case "set":
      return PLACES.has(op.field) ? "moved" : "changed";
    case "add":
      return "changed";
  }
}
