/** The slow, obvious version of the model: everything is replayed from the first entry, on plain arrays, each time. */
import { type Json, type Position } from "@alongside/core";
import {
  type Entry,
  type Op,
  type OpsByKey,
  type RecordSchema,
  ROOT,
} from "@alongside/core/engine";

interface Rec {
  readonly id: string;
  readonly key?: string;
  trashed: boolean;
  readonly fields: Map<string, Json>;
  /** Lists and maps alike: records in an array, trashed ones too. Of a map's records at a key one at most is not trashed. */
  readonly boxes: Map<string, Rec[]>;
  owner?: Rec;
  home?: Rec[];
}

type Records = Map<string, Rec>;

function make(id: string, fields: { readonly [field: string]: Json }, key?: string): Rec {
  return {
    id,
    ...(key !== undefined && { key }),
    trashed: false,
    fields: new Map(Object.entries(fields)),
    boxes: new Map(),
  };
}

/** What a person sees: the log, then others' gestures, then the own changes that have not ended. */
export function replay(
  schema: RecordSchema,
  log: readonly Entry[],
  previews: readonly OpsByKey[] = [],
  pending: readonly OpsByKey[] = [],
): unknown {
  const records = replayLog(log);
  // First what exists, then what its fields hold: a gesture may write to a record which this person has not heard of as made.
  const inLog = new Set(records.keys());
  const over: Op[] = [];
  for (const preview of previews) {
    const all = Object.values(preview).flat();
    const made = new Set(
      all.flatMap(({ op, id }) => (op === "insert" || op === "put" ? [id] : [])),
    );
    // A gesture whose new records are here has ended. One writes to nothing that neither the log nor it has made.
    if ([...made].some((id) => records.has(id))) continue;
    const isKnown = (id: string): boolean => inLog.has(id) || made.has(id);
    const seen = all.filter((op) => isKnown(op.id) && (!("in" in op) || isKnown(op.in.of)));
    for (const op of seen) if (op.op !== "set" && op.op !== "add") apply(records, op);
    over.push(...seen);
  }
  for (const ops of pending) {
    const all = Object.values(ops).flat();
    for (const op of all) if (op.op !== "set" && op.op !== "add") apply(records, op);
    over.push(...all);
  }
  for (const op of over) if (op.op === "set" || op.op === "add") apply(records, op);
  return show(records.get(ROOT) as Rec, schema);
}

/** Every record of a log, by whether it is in the trash itself. */
export function recordsOf(
  log: readonly Entry[],
): readonly { readonly id: string; readonly trashed: boolean }[] {
  return [...replayLog(log).values()].filter((record) => record.id !== ROOT);
}

function replayLog(log: readonly Entry[]): Records {
  const records: Records = new Map([[ROOT, make(ROOT, {})]]);
  for (const entry of log) {
    if (entry.kind === "change" || entry.kind === "migration")
      for (const op of Object.values(entry.ops).flat()) apply(records, op);
    if (entry.kind === "prune") for (const id of entry.ids) prune(records, id);
  }
  return records;
}

function apply(records: Records, op: Op): void {
  const record = records.get(op.id);
  switch (op.op) {
    case "set":
      if (op.value === undefined) record?.fields.delete(op.field);
      else record?.fields.set(op.field, op.value);
      return;
    case "add":
      record?.fields.set(
        op.field,
        ((record.fields.get(op.field) as number | undefined) ?? 0) + op.by,
      );
      return;
    // Texts have an oracle and worlds of their own.
    case "text":
    // Posts are no part of the state.
    case "feed":
      return;
    case "insert":
    case "put": {
      const owner = records.get(op.in.of);
      if (owner === undefined || record !== undefined) return;
      const made = make(op.id, op.fields, op.op === "put" ? op.key : undefined);
      records.set(op.id, made);
      enter(made, owner, op.in.field, op.op === "put" ? "end" : op.at);
      trashOthersAtKey(made);
      return;
    }
    case "move": {
      const owner = records.get(op.in.of);
      if (owner === undefined || record === undefined || record.key !== undefined) return;
      for (let at: Rec | undefined = owner; at !== undefined; at = at.owner)
        if (at === record) return;
      const isBesideItself = typeof op.at === "object" && Object.values(op.at)[0] === record.id;
      if (isBesideItself && record.home === owner.boxes.get(op.in.field)) return;
      leave(record);
      enter(record, owner, op.in.field, op.at);
      return;
    }
    case "delete":
      if (record !== undefined) record.trashed = true;
      return;
    case "restore":
      if (record === undefined) return;
      record.trashed = false;
      trashOthersAtKey(record);
  }
}

function prune(records: Records, id: string): void {
  const record = records.get(id);
  if (record === undefined || !record.trashed) return;
  leave(record);
  forget(records, record);
}

function forget(records: Records, record: Rec): void {
  records.delete(record.id);
  for (const box of record.boxes.values()) for (const child of box) forget(records, child);
}

function leave(record: Rec): void {
  record.home?.splice(record.home.indexOf(record), 1);
}

function enter(record: Rec, owner: Rec, field: string, at: Position): void {
  const box = owner.boxes.get(field) ?? [];
  owner.boxes.set(field, box);
  record.owner = owner;
  record.home = box;
  const anchor = typeof at === "string" ? undefined : "after" in at ? at.after : at.before;
  const index = box.findIndex((other) => other.id === anchor);
  if (at === "start") box.unshift(record);
  else if (at === "end" || index < 0) box.push(record);
  else box.splice("after" in at ? index + 1 : index, 0, record);
}

function trashOthersAtKey(record: Rec): void {
  if (record.key === undefined) return;
  for (const other of record.home ?? [])
    if (other !== record && other.key === record.key) other.trashed = true;
}

function show(record: Rec, schema: RecordSchema): unknown {
  return showLevel(record, schema, record.id === ROOT ? {} : { id: record.id });
}

/** The fields that stand right in a record, or in a record() of it, then the records in that. */
function showLevel(
  record: Rec,
  { prefix, own, records }: Pick<RecordSchema, "prefix" | "own" | "records">,
  seen: Record<string, unknown>,
): unknown {
  for (const [name, node] of own) {
    const field = prefix + name;
    const box = (record.boxes.get(field) ?? []).filter((child) => !child.trashed);
    let value: unknown;
    if (node.kind === "plain")
      value = record.fields.has(field) ? record.fields.get(field) : node.initial();
    else if (node.kind === "counter") value = record.fields.get(field) ?? 0;
    else if (node.kind === "text") value = record.fields.get(field) ?? "";
    else if (node.kind === "list") value = box.map((child) => show(child, node.item));
    else {
      const keyed = box.map((child) => [child.key as string, show(child, node.item)] as const);
      value = Object.fromEntries(keyed.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    }
    if (value !== undefined) seen[name] = value;
  }
  for (const [name, inner] of records ?? []) seen[name] = showLevel(record, inner, {});
  return seen;
}
