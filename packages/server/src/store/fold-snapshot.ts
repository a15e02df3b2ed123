import {
  decodeSnapshot,
  encodeSnapshot,
  type Entry,
  fold,
  type OpsByKey,
  type Snapshot,
  textEngine,
} from "@alongside/core/engine";
import { Anchors, ANCHORS_PART } from "./anchors.ts";
import { Authors, AUTHORS_PART } from "./authors/authors.ts";
import type { Keys } from "./store.ts";
import { TRASH_PART, TrashTimes } from "./trash-times.ts";
import type { Parts, WholeSnapshot } from "./whole-snapshot.ts";
import { noting, VERSIONS_PART, versionsIn, versionsPart } from "./versions.ts";

/** Throws `RangeError` for parts that are not the caller's to give. */
export function checkParts(given: Parts | undefined): void {
  for (const name of [ANCHORS_PART, AUTHORS_PART, TRASH_PART, VERSIONS_PART])
    if (given?.has(name) === true)
      throw new RangeError(`The part "${name}" of a snapshot is folded, and cannot be given`);
}

/** Copies: what the caller does to its own afterwards is not seen. */
export function copied(parts: Parts | undefined): Parts | undefined {
  return parts && new Map([...parts].map(([name, bytes]) => [name, bytes.slice()]));
}

/** What `entries` make of `previous`, which they follow without a gap: only under `keys`, without ledger and parts. */
export function foldState(
  previous: Snapshot | undefined,
  entries: Iterable<Entry>,
  keys: Keys,
): Snapshot {
  const base = previous && decodeSnapshot(cutTo(previous, keys), textEngine);
  const folded = fold(base, cutEntries(entries, keys), textEngine);
  return { ...encodeSnapshot(folded), ledger: "[]" };
}

/** Of the trash nothing comes in but what stands under the keys: the others' records are not known. */
function cutTo(snapshot: Snapshot, keys: Keys): Snapshot {
  const { seq, at, version, trash } = snapshot;
  const state =
    keys === true
      ? snapshot.state
      : new Map([...snapshot.state].filter(([key]) => keys.includes(key)));
  return { seq, at, version, trash, state, ledger: "[]" };
}

function* cutEntries(entries: Iterable<Entry>, keys: Keys): Iterable<Entry> {
  for (const entry of entries) {
    // A line of the ledger for each client would be made, and thrown away.
    if (entry.kind === "outcome") yield { seq: entry.seq, at: entry.at, kind: "prune", ids: [] };
    else if (keys === true || !("ops" in entry)) yield entry;
    else yield { ...entry, ops: cutOps(entry.ops, keys) };
  }
}

function cutOps(ops: OpsByKey, keys: readonly string[]): OpsByKey {
  const cut: { [key: string]: OpsByKey[string] } = {};
  for (const key in ops) if (keys.includes(key)) cut[key] = ops[key] ?? [];
  return cut;
}

/**
 * The snapshot after `entries`, which follow `previous` without a gap. Its parts are those of `previous` with `given` in place of
 * those of the same names, and `AUTHORS_PART` and, where there are named moments, `VERSIONS_PART`, which are folded from the entries.
 */
export function foldSnapshot(
  previous: WholeSnapshot | undefined,
  entries: Iterable<Entry>,
  given: Parts = new Map(),
): WholeSnapshot {
  const base = previous && decodeSnapshot(previous.snapshot, textEngine);
  const authors = new Authors(previous?.parts.get(AUTHORS_PART));
  const versions = versionsIn(previous?.parts.get(VERSIONS_PART));
  const trash = new TrashTimes(previous?.parts.get(TRASH_PART));
  const anchors = new Anchors(previous?.parts.get(ANCHORS_PART));
  let seq = 0;
  const folded = fold(base, noting(entries, versions), textEngine, (state, op, entry) => {
    if (entry.seq !== seq) anchors.settle();
    ({ seq } = entry);
    anchors.note(op);
    authors.note(state, op, "actor" in entry ? entry.actor : undefined);
    trash.note(state, op, entry.at);
  });
  const parts = new Map([
    ...(previous?.parts ?? []),
    ...given,
    [AUTHORS_PART, authors.encode(folded.state)] as const,
  ]);
  if (versions.length > 0) parts.set(VERSIONS_PART, versionsPart(versions));
  const times = trash.encode(folded.state, folded.at);
  if (times === undefined) parts.delete(TRASH_PART);
  else parts.set(TRASH_PART, times);
  anchors.settle();
  const places = anchors.encode(folded.state);
  if (places === undefined) parts.delete(ANCHORS_PART);
  else parts.set(ANCHORS_PART, places);
  const lengths = new Map([...parts].map(([name, { length }]) => [name, length]));
  return { snapshot: { ...encodeSnapshot(folded), parts: lengths }, parts };
}
