import type { Json } from "../json.ts";
import type { Entry, Seq } from "../log.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Box, Node } from "./node.ts";
import type { KeyState, RecordState } from "./record-state.ts";
import { State } from "./state.ts";

/** A line of the ledger: where a client's counter stands. */
export type LedgerLine = readonly [client: string, user: string, clientSeq: number, at: number];

/** Everything a log folds to. */
export interface Folded {
  readonly seq: Seq;
  readonly state: State;
  readonly ledger: ReadonlyMap<string, LedgerLine>;
}

/** Folds `entries`, which follow `base` without a gap. `base` is used up: its state is written to. */
export function fold(base: Folded | undefined, entries: Iterable<Entry>): Folded {
  const state = base?.state ?? new State();
  const ledger = new Map(base?.ledger);
  let seq = base?.seq ?? 0;
  for (const entry of entries) {
    if (entry.seq !== seq + 1) throw new RangeError(`Entry ${entry.seq} cannot follow ${seq}`);
    seq = entry.seq;
    state.entry(entry);
    if ("client" in entry) ledger.set(entry.client, [entry.client, entry.actor, entry.clientSeq, entry.at]);
  }
  return { seq, state, ledger };
}

export function encodeSnapshot({ seq, state, ledger }: Folded): Snapshot {
  const texts = new Map<string, string>();
  for (const [key, keyState] of keyStates(state)) texts.set(key, JSON.stringify(keyState));
  const trash: RecordState[] = [];
  for (const node of state.nodes.values()) if (node.trashed) trash.push(recordState(node, true));
  return { seq, state: texts, trash: JSON.stringify(trash), ledger: JSON.stringify([...ledger.values()]) };
}

/** Throws SyntaxError when a part is not JSON. */
export function decodeSnapshot(snapshot: Snapshot): Folded {
  const state = new State();
  for (const [key, text] of snapshot.state) state.loadKey(key, JSON.parse(text) as KeyState);
  for (const record of JSON.parse(snapshot.trash) as RecordState[]) {
    const node = state.nodes.get(record.id);
    if (node?.stub === true) state.fill(node, record);
  }
  const ledger = new Map<string, LedgerLine>();
  for (const line of JSON.parse(snapshot.ledger) as LedgerLine[]) ledger.set(line[0], line);
  return { seq: snapshot.seq, state, ledger };
}

/** What stands under each top-level key, as a joiner gets it: of trashed records only id and place. */
export function* keyStates(state: State): Iterable<[string, KeyState]> {
  for (const [key, value] of Object.entries(state.root.fields)) yield [key, { value }];
  for (const [key, box] of state.root.boxes ?? []) {
    yield [key, box.kind === "list" ? { list: records(box, false) } : { map: records(box, false) }];
  }
}

/** A record with all that is in it. `whole`: trashed records too are whole. */
export function recordState(node: Node, whole: boolean): RecordState {
  const state: { -readonly [K in keyof RecordState]: RecordState[K] } = { id: node.id };
  if (node.mapKey !== undefined) state.key = node.mapKey;
  if (node.trashed) state.trashed = true;
  if (node.trashed && !whole) return state;
  state.fields = node.fields as { [field: string]: Json };
  for (const [field, box] of node.boxes ?? []) {
    if (box.kind === "list") state.lists = { ...state.lists, [field]: records(box, whole) };
    else state.maps = { ...state.maps, [field]: records(box, whole) };
  }
  return state;
}

function records(box: Box, whole: boolean): readonly RecordState[] {
  const nodes = box.kind === "list" ? box.order : [...box.all];
  return nodes.map((node) => recordState(node, whole));
}
