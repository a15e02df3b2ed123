import { Refused, type RoomDefinition } from "@alongside/core";
import { linked, type Op, type OpsByKey, type Replica, type TextOp } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { Report } from "../readable.ts";
import { attempt } from "./attempt.ts";
import type { RoomCopy } from "./copy.ts";
import { leaveOthers } from "./gone.ts";
import { listOutdated } from "./outdated.ts";
import type { PendingChange } from "./pending.ts";
import type { Refusals } from "./refusals.ts";
import type { Rejections } from "./rejections.ts";
import { joinOps, madeBy, movedOps, notLeaningOn, seenBy } from "./renew.ts";
import { REWOUND } from "./rewound.ts";
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
 * The log has gone back to what `now` has, and knows how the changes up to `ended` came out: what is pending is not in it. What is sent
 * now goes on as it was numbered, with the records that it makes. What other clients have pending behind it waits as it is, until the
 * server is asked what became of that. What writes to records that the log does not have any more is handed back in `room.rejected`,
 * as is what only the old log could say.
 */
export function goOn<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  refusals: Refusals<D>,
  rejections: Rejections<D>,
  now: Replica,
  ended: number,
  report: Report,
): void {
  const { pending, textEvents, recorder } = copy;
  const old = copy.replica;
  for (const change of pending.all())
    if (change.data.n <= pending.end) listOutdated(change, rejections);
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
      return isGoingOn(one, leaning.get(n), rejections, n > pending.end);
    });
  recorder?.rewound(new Set(going.map(({ change }) => change.data.n)));
  for (const { change, ops } of going) {
    const { n } = change.data;
    attempt(report, () => {
      const writing = now.begin(n);
      pushAll(recorder?.again(n, writing) ?? writing, ops);
      recorder?.writtenAgain(n, ops);
    });
    const { seen, undo } = change.data;
    // What it takes back is sent before it, and comes after all that is there.
    const asked = undo && { ...undo, after: copy.seq };
    change.data = { ...change.data, ops, seen: seenBy(seen, ops), undo: asked };
    change.frame = change.lost = undefined;
  }
  leaveOthers(
    copy,
    going.map(({ change }) => change),
    ended,
  );
  rejections.rewound();
  if (old.pendingTexts !== undefined) {
    now.pendingTexts?.takeShelves(old.pendingTexts, report);
    // What can be undone was noted over the texts as they are now.
    textEvents.recorder = undefined;
    for (const { id, field } of textEvents.watched()) {
      const delta = attempt(report, () => now.pendingTexts?.difference(old, now, id, field));
      textEvents.push({ id, field, delta, isOwn: false });
    }
    textEvents.recorder = recorder;
  }
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
  const going = new Set<number>();
  for (const { change, ops, gone } of parted(copy, refusals, now)) {
    const { n, strict, undo, mutation } = change.data;
    if (change.isOrphan || n > copy.pending.end) continue;
    const isWhole = countOps(gone) === 0;
    // What the server is asked to take back has gone with the old log, unless it goes on too.
    const isLost = undo !== undefined && !(isWhole && going.has(undo.n));
    if (isLost || (strict === true && !isWhole)) {
      refusals.refuse({ refused: n, ...REWOUND });
      continue;
    }
    if (isWhole || countOps(ops) > 0 || mutation !== undefined) going.add(n);
    if (mutation !== undefined) continue;
    const alone = change.lost === undefined ? gone : notLeaningOn(change.lost, gone);
    leaning.set(n, refusals.takeLeaning(n, alone, REWOUND.message));
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
  if (isLater || data.undo !== undefined || countOps(ops) > 0) return true;
  change.reject(linked(new Refused(REWOUND.code, REWOUND.message)));
  return false;
}
