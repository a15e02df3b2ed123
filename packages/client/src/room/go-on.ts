import { Refused, type RoomDefinition } from "@alongside/core";
import {
  linked,
  type Op,
  type OpsByKey,
  ownerOf,
  recordId,
  type Replica,
  type TextOp,
} from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { Report } from "../readable.ts";
import { attempt } from "./attempt.ts";
import type { RoomCopy } from "./copy.ts";
import { listOutdated } from "./outdated.ts";
import type { PendingChange } from "./pending.ts";
import type { Refusals } from "./refusals.ts";
import type { Rejections } from "./rejections.ts";
import {
  joinOps,
  madeBy,
  movedOps,
  notLeaningOn,
  renamedArgs,
  renamedOps,
  renamedSeen,
} from "./renew.ts";
import { Renames } from "./renames.ts";
import { REWOUND } from "./rewound.ts";
import type { Segment } from "./segment.ts";
import { countOps, mapOps, pushAll } from "./written-ops.ts";

/** Where an edit of the change with that number stands now; undefined where its text is gone. */
type Moved = (n: number, op: TextOp) => Delta | undefined;

/** A pending change, with what of it can go on and what cannot. */
interface Parted {
  readonly change: PendingChange;
  readonly ops: OpsByKey;
  readonly gone: OpsByKey;
}

/**
 * The log has gone back to what `now` has, and what is pending is not in it: what is sent now goes on as the changes 1, 2, 3 … of
 * `client`, with new ids for the records that it makes. What other clients have pending behind it waits as it is, until the server is
 * asked what became of that. What writes to records that the log does not have any more is handed back in `room.rejected`, as
 * is what only the old log could say. Returns the new ids by the old ones.
 */
export function goOn<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  refusals: Refusals<D>,
  rejections: Rejections<D>,
  now: Replica,
  client: string,
  report: Report,
): Renames {
  const { pending, textEvents, recorder } = copy;
  const old = copy.replica;
  const isLater = (n: number): boolean => n > pending.end;
  for (const change of pending.all()) if (!isLater(change.data.n)) listOutdated(change, rejections);
  const leaning = takeGone(copy, refusals, now);
  const left = parted(copy, refusals, now);
  const open = new Set(left.map(({ change }) => change.data.n));
  const made = new Set(left.flatMap(({ ops }) => madeBy(ops)));
  const moved = old.pendingTexts?.movedTo(
    now.state,
    (n) => !open.has(n),
    (id) => made.has(id),
    report,
  );
  copy.become(now);
  const going = left
    .map((one) => (moved === undefined ? one : withTextsMoved(one, moved)))
    .filter((one) => {
      const { n } = one.change.data;
      return isGoingOn(one, leaning.get(n), rejections, isLater(n));
    });
  const names = new Renames();
  const numbers = new Map<number, number>();
  for (const [i, { change, ops }] of going.entries()) {
    numbers.set(change.data.n, i + 1);
    if (isLater(change.data.n)) continue;
    const n = copy.onWire(change.data.n);
    for (const id of madeBy(ops)) names.set(id, renamedId(id, client, n, i + 1));
  }
  renumber(copy, client, numbers);
  recorder?.rewound(numbers);
  const again = going.map(({ change, ops: before }, i) => {
    const ops = renamedOps(before, names);
    const { n } = change.data;
    attempt(report, () => {
      const writing = now.begin(i + 1);
      pushAll(recorder?.again(n, writing) ?? writing, ops);
      recorder?.writtenAgain(n, ops);
    });
    return renewed(change, i + 1, ops, names, numbers);
  });
  pending.restart(again);
  rejections.rewound(names);
  // What was told of them by their old ids is told to who follows them by the new ones.
  textEvents.renamed(names);
  if (old.pendingTexts !== undefined) {
    now.pendingTexts?.takeShelves(old.pendingTexts, report);
    // What can be undone was noted over the texts as they are now.
    textEvents.recorder = undefined;
    for (const { id, field } of textEvents.watched()) {
      // A text in a record that goes on under another id is as it was.
      if (names.has(id)) continue;
      const delta = attempt(report, () => now.pendingTexts?.difference(old, now, id, field));
      textEvents.push({ id, field, delta, isOwn: false });
    }
    textEvents.recorder = recorder;
  }
  return names;
}

/**
 * What was pending goes on under other numbers: `numbers` has them by the old ones, in order. What is sent now is that of `client`
 * from here on, which begins with 1; what is sent after it keeps its numbers on the wire.
 */
function renumber<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  client: string,
  numbers: ReadonlyMap<number, number>,
): void {
  let after = 0;
  const last = [...numbers.values()].at(-1) ?? 0;
  copy.segments = copy.segments.map((segment, i): Segment => {
    const mine = [...numbers].filter(([old]) => old > after && old <= segment.end);
    after = segment.end;
    const [first] = mine;
    const end = segment.end === Infinity ? Infinity : (mine.at(-1)?.[1] ?? 0);
    if (i === 0) return { ...segment, client, offset: 0, before: 0, end };
    const offset =
      first === undefined ? last - segment.before : first[1] - (first[0] - segment.offset);
    return { ...segment, offset, end };
  });
  copy.pending.end = copy.segment.end;
}

/**
 * Refuses what can only go on as a whole and cannot. Returns, by the number of what cannot go on either, what later changes wrote to
 * records that it would make: it stands with that, as with any change that is refused.
 */
function takeGone<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  refusals: Refusals<D>,
  now: Replica,
): ReadonlyMap<number, OpsByKey> {
  const leaning = new Map<number, OpsByKey>();
  for (const { change, gone } of parted(copy, refusals, now)) {
    const { n, strict, undo, mutation } = change.data;
    if (change.isOrphan || n > copy.pending.end) continue;
    // What the server is asked to take back it knows by the old id.
    if (undo !== undefined || (strict === true && countOps(gone) > 0))
      refusals.refuse({ refused: n, ...REWOUND });
    else if (mutation === undefined) {
      const alone = change.lost === undefined ? gone : notLeaningOn(change.lost, gone);
      leaning.set(n, refusals.takeLeaning(n, alone, REWOUND.message));
    }
  }
  return leaning;
}

/** What is pending, and which ops of it write to records that neither the log has nor one of the changes before makes. */
function parted<D extends RoomDefinition>(
  { pending }: RoomCopy<D>,
  refusals: Refusals<D>,
  { state }: Replica,
): readonly Parted[] {
  const made = new Set<string>();
  const isHere = (id: string): boolean => made.has(id) || state.find(id) !== undefined;
  const canGoOn = (op: Op): boolean => {
    const isNew = op.op === "insert" || op.op === "put";
    const can = (isNew || isHere(op.id)) && (!("in" in op) || isHere(op.in.of));
    if (can && isNew) made.add(op.id);
    return can;
  };
  return pending.all().flatMap((change) => {
    const isLater = change.data.n > pending.end;
    // What it wrote went with what it leaned on.
    if (change.isOrphan) return isLater ? [{ change, ops: {}, gone: {} }] : [];
    const all = refusals.opsOf(change);
    if (isLater) return [{ change, ops: all, gone: {} }];
    const ops = mapOps(all, (list) => list.filter(canGoOn));
    const kept = new Set(Object.values(ops).flat());
    return [{ change, ops, gone: mapOps(all, (list) => list.filter((op) => !kept.has(op))) }];
  });
}

/** Its edits of texts where they stand now; those whose text is not there any more are gone. */
function withTextsMoved({ change, ops, gone }: Parted, moved: Moved): Parted {
  const now = movedOps(ops, (op) => moved(change.data.n, op));
  return { change, ops: now.ops, gone: joinOps(gone, now.gone) };
}

/** Whether something of a change goes on. What does not is handed back. */
function isGoingOn<D extends RoomDefinition>(
  { change, ops, gone }: Parted,
  leaning: OpsByKey = {},
  rejections: Rejections<D>,
  isLater: boolean,
): boolean {
  const { data } = change;
  // The server runs a mutation, and says what becomes of it.
  if (data.mutation !== undefined) return true;
  if (countOps(gone) > 0)
    rejections.add({ ...data, ...REWOUND, ops: gone, shelves: new Map(), leaning });
  // Its number has to end.
  if (isLater || countOps(ops) > 0) return true;
  change.reject(linked(new Refused(REWOUND.code, REWOUND.message)));
  return false;
}

/** A record's id, as the change `now` of `client` makes it that was the change `n`. */
function renamedId(id: string, client: string, n: number, now: number): string {
  const owner = ownerOf(id);
  return recordId(client, owner?.n === n ? now : 0, owner?.index ?? 0);
}

function renewed(
  change: PendingChange,
  n: number,
  ops: OpsByKey,
  names: Renames,
  numbers: ReadonlyMap<number, number>,
): PendingChange {
  const { data, waitsFor } = change;
  const mutation = data.mutation && {
    ...data.mutation,
    args: renamedArgs(data.mutation.args, names),
  };
  return Object.assign(change, {
    data: { ...data, n, ops, mutation, seen: renamedSeen(data.seen, ops, names) },
    frame: undefined,
    lost: undefined,
    waitsFor: waitsFor === undefined ? undefined : numbers.get(waitsFor),
  });
}
