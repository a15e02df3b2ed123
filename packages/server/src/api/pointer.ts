import {
  Invalid,
  type CounterDraft,
  type ListDraft,
  type MapDraft,
  type TextDraft,
} from "@alongside/core";
import type { RecordSchema } from "@alongside/core/engine";
import { badRequest, Problem } from "./problem.ts";

/** What stands right in a record. */
export type Level = Pick<RecordSchema, "own" | "records">;

type FieldNode = NonNullable<ReturnType<Level["own"]["get"]>>;
type HolderNode = Extract<FieldNode, { readonly item: unknown }>;

/** The draft of a record: its fields by name. */
export type RecordDraft = Record<string, unknown>;
export type Records = ListDraft<RecordDraft, unknown>;
export type Keyed = MapDraft<RecordDraft, unknown>;

/** What a path of a patch names in a room. */
export type Target =
  | { readonly is: "record"; readonly level: Level; readonly draft: RecordDraft }
  /** A plain value, or, by `rest`, a part of one. */
  | {
      readonly is: "plain";
      readonly owner: RecordDraft;
      readonly name: string;
      readonly optional: boolean;
      readonly rest: readonly string[];
    }
  | { readonly is: "counter"; readonly draft: CounterDraft }
  | { readonly is: "text"; readonly draft: TextDraft }
  | { readonly is: "list"; readonly draft: Records; readonly node: HolderNode }
  | { readonly is: "map"; readonly draft: Keyed; readonly node: HolderNode }
  /** A place in a list: that of a record, or the end. */
  | {
      readonly is: "item";
      readonly list: Records;
      readonly node: HolderNode;
      readonly id: string | undefined;
    }
  | { readonly is: "entry"; readonly map: Keyed; readonly node: HolderNode; readonly key: string };

/** Segments of a path that a patch may have. */
const MOST_SEGMENTS = 128;

/** The segments of a JSON pointer, RFC 6901. Throws `Problem`. */
export function segmentsOf(pointer: unknown, name: string): readonly string[] {
  if (pointer === "") return [];
  if (typeof pointer !== "string" || !pointer.startsWith("/") || /~(?![01])/.test(pointer))
    throw badRequest(
      `${name} takes a JSON pointer such as "/title", got ${JSON.stringify(pointer)}`,
      name,
    );
  const segments = pointer.slice(1).split("/", MOST_SEGMENTS + 1);
  if (segments.length > MOST_SEGMENTS)
    throw badRequest(`${name} has more than ${MOST_SEGMENTS} parts`, name);
  return segments.map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What is at a path in a record. Throws `Problem`, 422 with the path, where there is nothing of that name. */
export function targetOf(root: Level, doc: RecordDraft, segments: readonly string[]): Target {
  let level = root;
  let draft = doc;
  for (let i = 0; i < segments.length; i++) {
    const name = segments[i] as string;
    const inner = level.records?.get(name);
    if (inner !== undefined) {
      level = inner;
      draft = draft[name] as RecordDraft;
      continue;
    }
    const node = level.own.get(name);
    if (node === undefined) throw nothing(segments, i, "there is no such field");
    const rest = segments.slice(i + 1);
    if (node.kind === "plain")
      return { is: "plain", owner: draft, name, optional: node.optional, rest };
    const field = draft[name];
    if (node.kind === "counter" || node.kind === "text") {
      if (rest.length > 0) throw nothing(segments, i + 1, `a ${node.kind} has no parts`);
      return { is: node.kind, draft: field } as Target;
    }
    if (rest.length === 0) return { is: node.kind, draft: field, node } as Target;
    const found = within(node, field, segments, ++i);
    if (i + 1 === segments.length) return found.target;
    if (found.record === undefined) throw nothing(segments, i, "there is no such record");
    draft = found.record;
    level = node.item;
  }
  return { is: "record", level, draft };
}

/** The place, in a list or map, that a segment names, and the record that is there. */
function within(
  node: HolderNode,
  field: unknown,
  segments: readonly string[],
  at: number,
): { readonly target: Target; readonly record: RecordDraft | undefined } {
  const name = segments[at] as string;
  if (node.kind === "map") {
    const map = field as Keyed;
    return { target: { is: "entry", map, node, key: name }, record: map.get(name) };
  }
  const list = field as Records;
  if (name === "-") return { target: { is: "item", list, node, id: undefined }, record: undefined };
  const isIndex = /^(0|[1-9]\d{0,8})$/.test(name);
  if (isIndex && Number(name) === list.length)
    return { target: { is: "item", list, node, id: undefined }, record: undefined };
  const record = isIndex ? list.at(Number(name)) : list.has(name) ? list.get(name) : undefined;
  if (record === undefined) throw nothing(segments, at, "there is no such record");
  return { target: { is: "item", list, node, id: record["id"] as string }, record };
}

function nothing(segments: readonly string[], at: number, why: string): Problem {
  return cannot(pointerOf(segments.slice(0, at + 1)), why);
}

/** A change that the definition does not take: nothing is written of it. */
export function cannot(path: string, why: string): Problem {
  return new Problem(422, "patch.refused", `${path}: ${why}`, { details: { path } });
}

export function pointerOf(segments: readonly string[]): string {
  return segments.map((one) => `/${one.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Does something to a draft; what the definition refuses is a `Problem` that names the path. */
export function tried<T>(path: string, fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    if (error instanceof Invalid)
      throw new Problem(422, error.code, error.message, { details: { path } });
    if (error instanceof TypeError || error instanceof RangeError)
      throw cannot(path, error.message);
    throw error;
  }
}
