import { Refused } from "@alongside/core";
import {
  type Clock,
  decoding,
  fold,
  Replica,
  type Rights,
  ROOT,
  type RoomId,
  type Seq,
  type State,
  type Snapshot,
  textEngine,
  topKeyOf,
  type RecordSchema,
} from "@alongside/core/engine";
import { mayRead } from "../room/rights.ts";
import { Authors, AUTHORS_PART } from "../store/authors/authors.ts";
import type { Store } from "../store/store.ts";
import { piecesOf } from "./entries.ts";

/** A text whose writers are asked for, or a range of it in UTF-16 code units. */
export interface TextAt {
  readonly id: string;
  readonly field: string;
  readonly range?: readonly [from: number, to: number];
}

/** A stretch of a text, and the id of the user who wrote it; null where nobody knows. */
export type Written = readonly [text: string, user: string | null];

/**
 * Who wrote which letters of a text, as it is at the entry `seq`: from what the snapshot before it has of that, and the entries since.
 * Rejects with `Refused`: `history.no-text` where the user may read no such text, `history.forgotten` for what is not kept.
 */
export async function writersOf(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  room: RoomId,
  schema: RecordSchema,
  seq: Seq,
  { id, field, range: [from, to] = [0, Infinity] }: TextAt,
  rights: Rights,
): Promise<readonly Written[]> {
  const rest = (): Promise<void> => new Promise((resolve) => void clock.after(0, resolve));
  const snapshot = seq === 0 ? undefined : await store.loadSnapshot(room, seq);
  const part = snapshot && (await store.loadPart(room, snapshot.seq, AUTHORS_PART));
  const authors = new Authors(part);
  const state = await stateOf(snapshot, rights, rest);
  const since = snapshot?.seq ?? 0;
  const wanted = { after: since, until: seq, keys: rights.read };
  for await (const entry of piecesOf(store, room, wanted, rest)) {
    if ("pruned" in entry) {
      state.prune(entry.pruned);
      continue;
    }
    const actor = "actor" in entry ? entry.actor : undefined;
    for (const [key, ops] of Object.entries(entry.ops))
      for (const op of ops) {
        authors.note(state, op, actor);
        state.applyOp(key, op);
      }
  }
  const node = state.nodes.get(id);
  const key = id === ROOT ? topKeyOf(field) : node?.key;
  const kind = node && new Replica(schema, state).schemaOf(node)?.fields.get(field)?.kind;
  if (node === undefined || kind !== "text" || key === undefined || !mayRead(rights, key))
    throw new Refused("history.no-text", `There is no text ${field} of ${id} at the entry ${seq}`);
  const text = state.text(node, field);
  const runs = authors.runs(id, field) ?? [[text.length, authors.of(id, field)] as const];
  let at = 0;
  const written: Written[] = [];
  for (const [length, user] of runs) {
    const stretch = text.slice(Math.max(at, from), Math.min(at + length, to));
    if (stretch !== "") written.push([stretch, user ?? null]);
    at += length;
  }
  return written;
}

/** What a snapshot has under the keys that may be read, decoded in steps. */
async function stateOf(
  snapshot: Snapshot | undefined,
  rights: Rights,
  rest: () => Promise<void>,
): Promise<State> {
  if (snapshot === undefined) return fold(undefined, [], textEngine).state;
  const state = new Map([...snapshot.state].filter(([key]) => mayRead(rights, key)));
  const steps = decoding({ ...snapshot, state, ledger: "[]" }, textEngine);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value.state;
    // oxlint-disable-next-line no-await-in-loop -- everybody else has a turn after each step
    await rest();
  }
}
