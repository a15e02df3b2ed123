import type { Json, Position } from "@alongside/core";
import { type Anchor, isMark } from "@alongside/core/engine";
import type { FeedOp, Op, OpsByKey, SeenField, TextOp } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { Names } from "./names.ts";
import { mapOps } from "./written-ops.ts";

/** The id that a record has now. */
type NewIds = Pick<Names, "of">;

/** The ids of the records that ops make, in order. */
export function madeBy(ops: OpsByKey): readonly string[] {
  return Object.values(ops).flatMap((list) => list.filter(makes).map(({ id }) => id));
}

/** Which record of `now` stands for which of `old`: those made in fields of one name, under one key, in the order in which they are made. */
export function pairs(old: OpsByKey, now: OpsByKey): readonly (readonly [string, string])[] {
  return Object.entries(old).flatMap(([key, ops]) => {
    const instead = byField(now[key] ?? []);
    return [...byField(ops)].flatMap(([field, ids]) => {
      const made = instead.get(field) ?? [];
      return made.slice(0, ids.length).map((id, i) => [ids[i] ?? id, id] as const);
    });
  });
}

/** The ids of the records that ops make, in order, by the field that they are made in. */
function byField(ops: readonly Op[]): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const { id, in: home } of makersOf(ops)) {
    const ids = fields.get(home.field);
    if (ids === undefined) fields.set(home.field, [id]);
    else ids.push(id);
  }
  return fields;
}

function makersOf(ops: readonly Op[]): readonly Extract<Op, { op: "insert" | "put" }>[] {
  return ops.filter((op) => op.op === "insert" || op.op === "put");
}

/** Whether an op makes something that has an id: a record, a post. */
function makes(op: Op): boolean {
  return op.op === "insert" || op.op === "put" || (op.op === "feed" && op.act[0] === "post");
}

/** The ops again, for another change: records they make get new ids, and every mention follows. Those ids are noted in `names`. */
export function renewed(ops: OpsByKey, names: Names, next: () => string): OpsByKey {
  const here = names.about([]);
  const rename = (id: string): string => here.of(id);
  const again = (op: Op): Op => {
    if (makes(op)) here.set(op.id, next());
    const id = rename(op.id);
    if (op.op === "feed") return answering({ ...op, id }, rename);
    if (!("in" in op)) return { ...op, id };
    const ref = { ...op.in, of: rename(op.in.of) };
    return op.op === "put"
      ? { ...op, id, in: ref }
      : { ...op, id, in: ref, at: renamedAt(op.at, rename) };
  };
  return mapOps(ops, (list) => list.map(again));
}

/** A post that answers another one, which may have got another id too. */
function answering(op: FeedOp, rename: (id: string) => string): FeedOp {
  const { act } = op;
  if (act[0] !== "post" || act[2] === undefined) return op;
  const [, body, { to, on, ...more }] = act;
  const anchor = on && anchorAgain(on, rename);
  return {
    ...op,
    act: [
      "post",
      body,
      { ...more, ...(to !== undefined && { to: rename(to) }), ...(anchor && { on: anchor }) },
    ],
  };
}

function anchorAgain(on: Anchor, rename: (id: string) => string): Anchor {
  if ("record" in on) return { record: rename(on.record) };
  return "text" in on ? { text: { ...on.text, id: rename(on.text.id) } } : on;
}

function renamedAt(at: Position, rename: (id: string) => string): Position {
  if (typeof at === "string") return at;
  return "after" in at ? { after: rename(at.after) } : { before: rename(at.before) };
}

/** What was seen in the fields that `ops` set. */
export function seenBy(
  seen: readonly SeenField[] | undefined,
  ops: OpsByKey,
): readonly SeenField[] | undefined {
  const set = new Set(
    Object.values(ops).flatMap((list) =>
      list.flatMap((op) => (op.op === "set" ? [`${op.id} ${op.field}`] : [])),
    ),
  );
  return seen?.filter(({ id, field }) => set.has(`${id} ${field}`));
}

/** A mutation's arguments, with the new ids in place of the old ones. */
export function renamedArgs(args: Json, names: NewIds): Json {
  if (typeof args === "string") return names.of(args);
  if (typeof args !== "object" || args === null) return args;
  if (Array.isArray(args)) return args.map((item: Json) => renamedArgs(item, names));
  return Object.fromEntries(
    Object.entries(args).map(([key, item]) => [key, renamedArgs(item, names)]),
  );
}

/**
 * Those of `ops` that write to one of the records `gone`, or in it. What they make is gone as well, and joins `gone`.
 */
export function leaningOn(gone: Set<string>, ops: OpsByKey): OpsByKey {
  return mapOps(ops, (list) =>
    list.filter((op) => {
      const isLeaning = leansOn(gone, op);
      if (isLeaning && makes(op)) gone.add(op.id);
      return isLeaning;
    }),
  );
}

/** The others of `ops`. */
export function notLeaningOn(gone: ReadonlySet<string>, ops: OpsByKey): OpsByKey {
  return mapOps(ops, (list) => list.filter((op) => !leansOn(gone, op)));
}

function leansOn(gone: ReadonlySet<string>, op: Op): boolean {
  const to = op.op === "feed" && op.act[0] === "post" ? op.act[2]?.to : undefined;
  return (
    gone.has(op.id) || ("in" in op && gone.has(op.in.of)) || (to !== undefined && gone.has(to))
  );
}

/** Two groups of ops as one, in order. */
export function joinOps(a: OpsByKey, b: OpsByKey): OpsByKey {
  const joined: Record<string, readonly Op[]> = { ...a };
  for (const [key, list] of Object.entries(b)) joined[key] = [...(joined[key] ?? []), ...list];
  return joined;
}

/** Ops with their edits of texts where `moved` says that they stand now, and those of which it says that their text is gone. */
export function movedOps(
  all: OpsByKey,
  moved: (op: TextOp) => Delta | undefined,
): { readonly ops: OpsByKey; readonly gone: OpsByKey } {
  const gone = new Set<Op>();
  const ops = mapOps(all, (list) =>
    list.flatMap((op): readonly Op[] => {
      const delta = op.op === "text" ? moved(op) : undefined;
      if (op.op !== "text") return [op];
      if (delta !== undefined) return [{ ...op, delta }];
      if (!isMark(op)) gone.add(op);
      return [];
    }),
  );
  return {
    ops,
    gone: gone.size === 0 ? {} : mapOps(all, (list) => list.filter((op) => gone.has(op))),
  };
}
