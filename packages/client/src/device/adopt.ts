import type { RoomDefinition } from "@alongside/core";
import { LEDGER_MS, ownerOf, setGround } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import { turnTo } from "../room/gone.ts";
import { type ChangeData, pendingChange } from "../room/pending.ts";
import { madeBy, movedOps } from "../room/renew.ts";
import type { Segment } from "../room/segment.ts";
import { editsOf } from "../room/written-ops.ts";
import type { RoomRow, StoredQueue } from "./rows.ts";

/** Begins a room with what the device has of it. Nothing of it is seen or pending yet. */
export function beginWith<D extends RoomDefinition>(copy: RoomCopy<D>, room: RoomRow): void {
  const { log, seq, at } = room;
  // Whether the server's log is still this one it says also where the state is of another version.
  copy.log = log;
  copy.seq = seq;
  copy.at = at;
  if (room.version !== copy.definition.version) return;
  copy.begin(room.states);
  if (room.hasPassedEdits) copy.replica.state.hasPassedEdits = true;
  copy.mark = room.mark;
  copy.asOf = room.asOf;
}

/** As many changes are taken up before other things have their turn. */
const SLICE = 1000;

/**
 * Takes up what earlier pages had not sent: it is pending, over the room and under what this page will write, and is sent before
 * that, queue by queue, each under its own client id. Returns whose queues have nothing to send.
 */
export function takeUp<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  queues: readonly StoredQueue[],
): readonly string[] {
  const steps = takingUp(copy, queues);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same in steps, between which the page may do something else: a week of work takes longer than a page may stand still. */
export function* takingUp<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  queues: readonly StoredQueue[],
): Generator<undefined, readonly string[]> {
  const { pending, writer } = copy;
  const empty: string[] = [];
  const segments: Segment[] = [];
  let last = writer.before;
  pending.restart([]);
  for (const queue of queues) {
    const [first] = queue.changes;
    if (first === undefined) {
      empty.push(queue.client);
      continue;
    }
    const before = first.n - 1;
    const segment = { ...queue, stored: queue.client, offset: last - before, before };
    last = (queue.changes.at(-1)?.n ?? before) + segment.offset;
    segments.push({ ...segment, end: last });
    yield* takingUpOne(copy, queue, segment.offset);
  }
  pending.skipTo(last);
  pending.end = segments[0]?.end ?? Infinity;
  pending.frozen = last;
  copy.segments = [...segments, { ...writer, offset: last - writer.before }];
  tellWho(copy, (segments[0]?.last?.seq ?? Infinity) >= copy.seq);
  return empty;
}

/**
 * Makes ready to enter the room as the first of those whose changes are pending. `isFollowed`: how those ended is told by entries that
 * this page has not seen yet, or has seen as somebody else's and none of them was.
 */
export function tellWho<D extends RoomDefinition>(copy: RoomCopy<D>, isFollowed: boolean): void {
  const { last } = copy.segment;
  turnTo(copy, copy.segment.end);
  copy.lastEntry = undefined;
  // Made on another log than the one that this page knows: the server has to say what became of that.
  // So it is where others have kept the room since, for longer than the server knows who has written.
  if (last !== undefined && (last.epoch !== copy.log?.epoch || last.at < copy.at - LEDGER_MS))
    copy.lastEntry = last;
  const { pending } = copy;
  // Which changes of an older version had ended before is told with the state, and what has no place is listed then.
  const isOlder = pending.all().some(({ data }) => data.outdated && data.n <= pending.end);
  if (copy.lastEntry !== undefined || !isFollowed || isOlder) copy.mark = undefined;
}

function* takingUpOne<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  queue: StoredQueue,
  offset: number,
): Generator<undefined, void> {
  const { pending, replica } = copy;
  const moved = overTexts(copy, queue);
  const isLong = queue.changes.length > SLICE;
  for (const [i, stored] of queue.changes.entries()) {
    if (isLong && i % SLICE === 0) yield;
    const data = numbered(stored, offset);
    const edits = editsOf(data.ops);
    const ops = edits.length === 0 ? data.ops : movedOps(data.ops, moved).ops;
    replica.addPending(data.n, ops);
    let waitsFor: number | undefined;
    for (const { id } of edits) {
      const maker = ownerOf(id);
      const n = maker?.client === queue.client ? maker.n + offset : 0;
      if (pending.get(n)?.data.mutation !== undefined) waitsFor = Math.max(waitsFor ?? 0, n);
    }
    const known = { editsTexts: edits.length > 0, isTyping: false, typed: 0, frame: undefined };
    pending.add(pendingChange({ ...data, ops }, { ...known, waitsFor }));
  }
}

/** A change whose number, and that of the change which it takes back, are `by` larger. */
export function numbered(data: ChangeData, by: number): ChangeData {
  const { n, undo } = data;
  return { ...data, n: n + by, ...(undo && { undo: { ...undo, n: undo.n + by } }) };
}

/** Returns where the edits of a queue's texts stand, asked for one after the other, over what is seen of those texts now. */
function overTexts<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  { texts, last, changes }: StoredQueue,
): Parameters<typeof movedOps>[1] {
  const { replica, log, seq } = copy;
  const { pendingTexts } = replica;
  const { textEngine } = replica.schema;
  if (pendingTexts === undefined || textEngine === undefined) return ({ delta }) => delta;
  const grounds = new Map(
    texts.map(({ id, field, text }) => [`${id} ${field}`, textEngine.open(text)] as const),
  );
  // What was read of the room last may be older than what was typed on: the text is known as it was then.
  const isNewer = last.epoch === log?.epoch && last.seq >= seq;
  const made = new Set(changes.flatMap(({ ops }) => madeBy(ops)));
  for (const place of texts) {
    const ground = grounds.get(`${place.id} ${place.field}`);
    const node = replica.node(place.id);
    const isFirst = pendingTexts.of(place.id, place.field).length === 0;
    if (ground === undefined || !isFirst || made.has(place.id)) continue;
    if (node !== undefined && (!isNewer || node.stub)) continue;
    if (node !== undefined && replica.text(node, place.field).equals(ground)) continue;
    setGround(replica, place, ground);
    copy.mark = undefined;
  }
  return pendingTexts.mover(grounds, (id) => replica.node(id));
}
