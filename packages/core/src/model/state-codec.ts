import type { Json } from "../json.ts";
import type { Entry, Seq } from "../log.ts";
import { topKeyOf } from "./top-key.ts";
import type { Snapshot } from "../snapshot.ts";
import type { TextEngine } from "../text/engine.ts";
import type { Box, Node } from "./node.ts";
import type { Op } from "./op.ts";
import { keyParts, type PartRecord } from "./key-parts.ts";
import { type LedgerLine, LedgerLines } from "./ledger.ts";
import { loadMore, loadPart } from "./load-part.ts";
import type { KeyState, RecordState } from "./record-state.ts";
import { State } from "./state.ts";

/** Everything a log folds to. */
export interface Folded {
  readonly seq: Seq;
  /** Server time of the last entry, in ms; 0 before the first. */
  readonly at: number;
  /** The version of the room's definition that wrote it. */
  readonly version: number;
  readonly state: State;
  /** How each client's changes ended. */
  readonly ledger: LedgerLines;
}

/**
 * Folds `entries`, which follow `base` without a gap. Needs no schema and runs no app code, so it can run in any thread.
 * `base` is used up: its state and ledger are written to. Without `texts`, the engine that `text()` brings along, edits of texts are
 * passed over, and `State.hasPassedEdits` says so. `onOp` is called right before each op is written to the state.
 */
export function fold(
  base: Folded | undefined,
  entries: Iterable<Entry>,
  texts?: TextEngine,
  onOp?: (state: State, op: Op, entry: Entry) => void,
): Folded {
  const state = base?.state ?? new State(texts);
  const ledger = base?.ledger ?? new LedgerLines();
  let seq = base?.seq ?? 0;
  let at = base?.at ?? 0;
  let version = base?.version ?? 1;
  for (const entry of entries) {
    if (entry.seq !== seq + 1) throw new RangeError(`Entry ${entry.seq} cannot follow ${seq}`);
    seq = entry.seq;
    at = entry.at;
    if (onOp === undefined || !("ops" in entry)) applyEntry(state, entry);
    else
      for (const key in entry.ops)
        for (const op of entry.ops[key] ?? []) {
          onOp(state, op, entry);
          state.applyOp(key, op);
        }
    if (entry.kind === "migration") version = entry.version;
    if ("client" in entry) ledger.note(entry);
  }
  ledger.forget(at);
  return { seq, at, version, state, ledger };
}

/** Applies an entry of the log. */
export function applyEntry(state: State, entry: Entry): void {
  if (entry.kind === "change" || entry.kind === "migration") state.apply(entry.ops);
  else if (entry.kind === "prune") state.prune(entry.ids);
}

/** A state and its ledger as a store keeps them, in JSON. */
export function encodeSnapshot({ seq, at, version, state, ledger }: Folded): Snapshot {
  const jsons = new Map<string, string>();
  for (const [key, keyState] of keyStates(state)) jsons.set(key, JSON.stringify(keyState));
  return {
    seq,
    at,
    version,
    state: jsons,
    trash: JSON.stringify([...trashOf(state.root)]),
    ledger: JSON.stringify([...ledger]),
  };
}

/** How many characters of a snapshot are read in one step: some milliseconds. */
const STEP = 128 * 1024;

/** Reads a snapshot; `texts` as for `fold`. Throws `SyntaxError` when a part is not JSON. */
export function decodeSnapshot(snapshot: Snapshot, texts?: TextEngine): Folded {
  const steps = decoding(snapshot, texts);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Decodes a snapshot in steps of some milliseconds, and yields between them. Throws as `decodeSnapshot` does. */
export function* decoding(snapshot: Snapshot, texts?: TextEngine): Generator<void, Folded> {
  const state = new State(texts);
  for (const [key, text] of snapshot.state) {
    for (const part of keyParts(text, STEP)) {
      loadPart(state, key, JSON.parse(part) as KeyState);
      if (text.length > STEP) yield;
    }
  }
  for (const part of keyParts(`{"list":${snapshot.trash}}`, STEP)) {
    const { list } = JSON.parse(part) as { readonly list: readonly PartRecord[] };
    for (const record of list) {
      const node = state.nodes.get(record.id);
      if (record.more === true) loadMore(state, record);
      else if (node?.stub === true) state.fill(node, record);
    }
    if (snapshot.trash.length > STEP) yield;
  }
  const ledger = new LedgerLines(JSON.parse(snapshot.ledger) as LedgerLine[]);
  const { seq, at, version } = snapshot;
  return { seq, at, version, state, ledger };
}

/** What stands under each top-level key, as a joiner gets it: of trashed records only id and place, unless `whole`. */
export function* keyStates(
  state: State,
  whole = false,
): Generator<readonly [key: string, state: KeyState]> {
  const { lists, maps } = state.root;
  const fields = storedFields(state.root);
  const records = new Map<string, Record<string, Json>>();
  for (const field of Object.keys(fields)) {
    const key = topKeyOf(field);
    if (key !== field && !records.has(key)) records.set(key, {});
  }
  for (const field of Object.keys(fields)) {
    const record = records.get(topKeyOf(field));
    if (record === undefined) yield [field, { value: fields[field] as Json }];
    else record[field] = fields[field] as Json;
  }
  for (const [key, record] of records) yield [key, { fields: record }];
  for (const [key, box] of lists ?? []) {
    if (box.order.chunks.length > 0) yield [key, { list: recordsOf(box, whole) }];
  }
  for (const [key, box] of maps ?? []) {
    if (box.all.size > 0) yield [key, { map: recordsOf(box, whole) }];
  }
}

/** A record with all that is in it. `whole`: the trashed records in it too are whole. */
export function recordState(node: Node, whole: boolean): RecordState {
  const state: { -readonly [K in keyof RecordState]: RecordState[K] } = stubState(node);
  if (node.stub) return state;
  state.fields = storedFields(node);
  const lists = boxStates(node.lists, whole);
  const maps = boxStates(node.maps, whole);
  if (lists !== undefined) state.lists = lists;
  if (maps !== undefined) state.maps = maps;
  return state;
}

/** What the log has written to a record's fields, texts included. */
function storedFields(node: Node): Record<string, Json> {
  const fields = { ...node.fields };
  for (const [field, text] of node.texts ?? []) {
    if (text.length > 0) fields[field] = text.toJSON() as Json;
    else delete fields[field];
  }
  return fields;
}

/** What a joiner gets of a trashed record. */
export function stubState(node: Node): RecordState {
  return {
    id: node.id,
    ...(node.mapKey !== undefined && { key: node.mapKey }),
    ...(node.trashed && { trashed: true }),
  };
}

/** What is in lists or maps, by field; undefined for nothing. */
function boxStates(
  of: ReadonlyMap<string, Box> | undefined,
  whole: boolean,
): { readonly [field: string]: readonly RecordState[] } | undefined {
  let states: { [field: string]: readonly RecordState[] } | undefined;
  for (const [field, box] of of ?? []) {
    const records = recordsOf(box, whole);
    if (records.length > 0) (states ??= {})[field] = records;
  }
  return states;
}

function recordsOf(box: Box, whole: boolean): readonly RecordState[] {
  const nodes = [...(box.kind === "list" ? box.order : box.all)];
  return nodes.map((node) => (node.trashed && !whole ? stubState(node) : recordState(node, whole)));
}

/** The trashed records of which a joiner gets only id and place. */
function* trashOf(node: Node): Generator<RecordState> {
  for (const boxes of [node.lists, node.maps]) {
    for (const box of boxes?.values() ?? []) {
      for (const child of box.kind === "list" ? box.order : box.all) {
        if (child.trashed) yield recordState(child, true);
        else yield* trashOf(child);
      }
    }
  }
}
