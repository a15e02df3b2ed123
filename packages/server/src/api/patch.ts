import type { Json } from "@alongside/core";
import { equalJson, isFields } from "@alongside/core/engine";
import {
  cannot,
  type Level,
  type RecordDraft,
  segmentsOf,
  type Target,
  targetOf,
  tried,
} from "./pointer.ts";
import { badRequest, Problem } from "./problem.ts";

/** One step of a JSON patch. */
interface Step {
  readonly op: Op;
  readonly path: string;
  readonly at: readonly string[];
  readonly from: readonly string[] | undefined;
  readonly given: { readonly [name: string]: Json };
}

const OPS = ["add", "replace", "remove", "move", "test", "increment", "text"] as const;
type Op = (typeof OPS)[number];

/** Steps of one patch. */
const MOST_STEPS = 1000;

/** A JSON patch, RFC 6902, with `increment` and `text` beside what that has. Throws `Problem`, 400, for what is none. */
export function patchOf(json: unknown): readonly Step[] {
  if (!Array.isArray(json) || json.length === 0 || json.length > MOST_STEPS)
    throw badRequest(`A JSON patch is a list of 1 to ${MOST_STEPS} steps`);
  return json.map((given: unknown, i): Step => {
    const name = `${i}`;
    if (!isFields(given)) throw badRequest(`Step ${i} is no object`, name);
    const op = OPS.find((one) => one === given["op"]);
    if (op === undefined)
      throw badRequest(
        `Step ${i}: op is one of ${OPS.join(", ")}, got ${JSON.stringify(given["op"])}`,
        `${name}/op`,
      );
    if (["add", "replace", "test"].includes(op) && !Object.hasOwn(given, "value"))
      throw badRequest(`Step ${i}: ${op} has a value`, `${name}/value`);
    const at = segmentsOf(given["path"], `${name}/path`);
    const from = op === "move" ? segmentsOf(given["from"], `${name}/from`) : undefined;
    return { op, path: String(given["path"]), at, from, given: given as Step["given"] };
  });
}

/**
 * Writes a patch into a room, one step after the other. Throws `Problem`, 422 with the path, for what the definition does not take, and
 * 409 for a test that does not hold.
 */
export function patch(schema: Level, doc: object, steps: readonly Step[]): void {
  for (const step of steps) {
    const root = doc as RecordDraft;
    const target = tried(step.path, () => targetOf(schema, root, step.at));
    const source = step.from && tried(step.path, () => targetOf(schema, root, step.from ?? []));
    tried(step.path, () => WRITES[step.op](target, step, source));
  }
}

type Write = (target: Target, step: Step, source?: Target) => void;

const WRITES: Readonly<Record<Op, Write>> = {
  add(target, step) {
    const { path, given } = step;
    const value = given["value"] as Json;
    if (target.is === "item")
      target.list.insert(value, target.id === undefined ? "end" : { before: target.id });
    else if (target.is === "entry") target.map.set(target.key, value);
    else if (target.is === "plain") setPart(target, path, "add", value);
    else WRITES.replace(target, step);
  },
  replace(target, { path, given }) {
    const value = given["value"] as Json;
    if (target.is === "plain") return setPart(target, path, "replace", value);
    if (target.is === "text") {
      if (typeof value !== "string") throw cannot(path, "a text takes a string");
      return target.draft.replace(0, target.draft.length, value);
    }
    if (target.is === "entry") {
      if (!target.map.has(target.key)) throw cannot(path, "there is no such record");
      return void target.map.set(target.key, value);
    }
    if (target.is === "item" && target.node.plain && target.id !== undefined) {
      (target.list.get(target.id) as RecordDraft)["value"] = value;
      return;
    }
    throw cannot(path, REPLACED[target.is] ?? "it cannot be replaced");
  },
  remove(target, { path }) {
    if (target.is === "item" && target.id !== undefined) return target.list.delete(target.id);
    if (target.is === "plain") return setPart(target, path, "remove", undefined);
    if (target.is !== "entry") throw cannot(path, "it cannot be taken away");
    if (!target.map.has(target.key)) throw cannot(path, "there is no such record");
    target.map.delete(target.key);
  },
  move(target, { path }, source) {
    if (source?.is !== "item" || source.id === undefined || target.is !== "item")
      throw cannot(path, "only records of lists move, to a place in a list");
    const place = target.id === undefined ? "end" : { before: target.id };
    source.list.move(source.id, target.list, place);
  },
  test(target, { path, given }) {
    const value = testable(target, path);
    if (equalJson(value, given["value"])) return;
    throw new Problem(409, "patch.test", `${path} is not what the test says`, {
      details: { path },
    });
  },
  increment(target, { path, given }) {
    if (target.is !== "counter") throw cannot(path, `it is a ${target.is}, and no counter`);
    target.draft.add((given["by"] === undefined ? 1 : given["by"]) as number);
  },
  text(target, { path, given }) {
    if (target.is !== "text") throw cannot(path, `it is a ${target.is}, and no text`);
    const delta = given["delta"];
    if (!isDelta(delta)) throw cannot(path, 'delta takes such as [5, "abc", -2]');
    target.draft.apply(delta);
  },
};

const REPLACED: { readonly [is: string]: string } = {
  counter: "a counter is added to: use increment",
  record: "a record's fields are replaced one by one",
  item: "a record's fields are replaced one by one",
  list: "a list's records are added and removed one by one",
  map: "a map's records are added and removed one by one",
};

/** A delta of plain text: what it keeps, inserts and deletes. */
function isDelta(value: unknown): value is (string | number)[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (part) =>
        (typeof part === "string" && part !== "") || (Number.isSafeInteger(part) && part !== 0),
    )
  );
}

function testable(target: Target, path: string): Json | undefined {
  if (target.is === "counter") return target.draft.value;
  if (target.is === "text") return target.draft.toString();
  if (target.is !== "plain") throw cannot(path, "only values, counters and texts are tested");
  let value = target.owner[target.name] as Json | undefined;
  for (const name of target.rest) value = partOf(value, name);
  return value;
}

function partOf(value: Json | undefined, name: string): Json | undefined {
  const isInside = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return isInside ? (value as { readonly [name: string]: Json })[name] : undefined;
}

/** Writes a plain value, or a part of one; the whole of it is what is written. */
function setPart(
  { owner, name, rest }: Extract<Target, { readonly is: "plain" }>,
  path: string,
  op: "add" | "replace" | "remove",
  value: Json | undefined,
): void {
  const last = rest.at(-1);
  if (last === undefined) {
    owner[name] = value;
    return;
  }
  const whole = structuredClone(owner[name]) as Json | undefined;
  let at: Json | undefined = whole;
  for (const part of rest.slice(0, -1)) at = partOf(at, part);
  if (Array.isArray(at)) setItem(at as Json[], last, path, op, value);
  else if (typeof at !== "object" || at === null) throw cannot(path, "there is nothing it is in");
  else {
    const fields = at as Record<string, Json>;
    if (op !== "add" && !Object.hasOwn(fields, last)) throw cannot(path, "it is not there");
    if (value === undefined) delete fields[last];
    else if (last === "__proto__") throw cannot(path, "no value has such a part");
    else fields[last] = value;
  }
  owner[name] = whole;
}

function setItem(
  list: Json[],
  name: string,
  path: string,
  op: "add" | "replace" | "remove",
  value: Json | undefined,
): void {
  const index = name === "-" ? list.length : /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : -1;
  const most = op === "add" ? list.length : list.length - 1;
  if (index < 0 || index > most) throw cannot(path, "the array has no such place");
  list.splice(index, op === "add" ? 0 : 1, ...(value === undefined ? [] : [value]));
}
