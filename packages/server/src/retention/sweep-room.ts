import { type Clock, type RoomId, type Seq } from "@alongside/core/engine";
import { lastUpTo, timeOf } from "../history/time.ts";
import type { Bounds, Moment, Outside, Store } from "../store/store.ts";
import { VERSIONS_PART, versionsIn } from "../store/versions.ts";
import type { Retention } from "./policy.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** For so many days the end of each day stays. */
const DAYS_KEPT = 365;

export interface SweepOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Gives everybody else a turn. */
  rest(): Promise<void>;
}

/**
 * Lets the entries of a room go that its policy does not keep; the ends of days, moments with names, and the first state from which the
 * log goes on, stay as snapshots, each of which is on the disk and was read back before anything goes. Where the process dies in
 * between, the next sweep goes on. Resolves with how many entries went. Rejects with what the store throws.
 */
export async function sweepRoom(
  { store, clock, rest }: SweepOptions,
  room: RoomId,
  retention: Retention,
): Promise<number> {
  if (retention === "all") return 0;
  const now = Math.floor(clock.now());
  const found = await outside(store, room, retention, now);
  const { floor, upTo } = found;
  const ends = [...(await store.moments(room))];
  if (upTo > floor) {
    ends.push(...(await endsOfDays(store, room, found, now)));
    ends.push({ seq: upTo, at: await timeOf(store, room, upTo) });
  } else if (ends.every(({ at, seq }) => at >= now - DAYS_KEPT * DAY_MS || seq === floor)) return 0;
  let named = await namedMoments(store, room, 0);
  for (;;) {
    const moments = await momentsOf(store, room, found, now, ends, named.moments);
    await store.keepMoments(room, moments);
    const saved = new Set((await store.moments(room)).map(({ seq }) => seq));
    for (const { seq } of moments) {
      if (seq <= floor || saved.has(seq)) continue;
      await store.saveSnapshot(room, seq);
      await rest();
    }
    // Somebody may have given a name meanwhile to a moment that is about to go.
    const since = await namedMoments(store, room, named.upTo);
    if (since.moments.size === 0) break;
    named = { upTo: since.upTo, moments: new Set([...named.moments, ...since.moments]) };
  }
  if (upTo > floor) await store.dropBefore(room, upTo);
  return upTo - floor;
}

/** What `retention` does not keep; of it, what a follower has still to read stays until it is outside of twice as much. */
async function outside(
  store: Store,
  room: RoomId,
  retention: Exclude<Retention, "all">,
  now: number,
): Promise<Outside> {
  const found = await store.outside(room, boundsOf(retention, now, 1));
  if (found.upTo <= found.floor) return found;
  const slowest = await store.slowestFollower(room);
  if (slowest === undefined || slowest >= found.upTo) return found;
  const late = await store.outside(room, boundsOf(retention, now, 2));
  return { ...found, upTo: Math.max(found.floor, late.upTo, slowest) };
}

/** `times` as much as `retention` keeps. */
function boundsOf(
  { days, entries, bytes }: Exclude<Retention, "all">,
  now: number,
  times: number,
): Bounds {
  return {
    ...(days !== undefined && { since: now - days * times * DAY_MS }),
    ...(entries !== undefined && { entries: entries * times }),
    ...(bytes !== undefined && { bytes: bytes * times }),
  };
}

/** The last entry of each day, by universal time, that ends among the entries that go and is not a year ago. */
async function endsOfDays(
  store: Store,
  room: RoomId,
  { floor, upTo }: Outside,
  now: number,
): Promise<readonly Moment[]> {
  const ends: Moment[] = [];
  const first = await timeOf(store, room, floor + 1);
  const last = await timeOf(store, room, upTo);
  const oldest = Math.max(first, now - DAYS_KEPT * DAY_MS);
  let from = floor;
  for (let end = nextDay(oldest); end <= last; end += DAY_MS) {
    const seq = await lastUpTo(store, room, end - 1, from, upTo);
    if (seq > from) ends.push({ seq, at: await timeOf(store, room, seq) });
    from = seq;
  }
  return ends;
}

function nextDay(ms: number): number {
  return (Math.floor(ms / DAY_MS) + 1) * DAY_MS;
}

/** Which moments have names, in a part of the last snapshot and in the entries after it, or after `after`. */
async function namedMoments(
  store: Store,
  room: RoomId,
  after: Seq,
): Promise<{ readonly moments: ReadonlySet<Seq>; readonly upTo: Seq }> {
  const moments = new Set<Seq>();
  let upTo = after;
  if (after === 0) {
    const snapshot = await store.loadSnapshot(room);
    upTo = snapshot?.seq ?? 0;
    const part = await store.loadPart(room, upTo, VERSIONS_PART);
    for (const { of } of versionsIn(part)) moments.add(of);
  }
  for await (const entry of store.read(room, upTo)) {
    upTo = entry.seq;
    if (entry.kind === "version") moments.add(entry.of);
  }
  return { moments, upTo };
}

/** All that stays as a snapshot: of `ends` those of a year and those with a name, and what else has one. */
async function momentsOf(
  store: Store,
  room: RoomId,
  { floor, upTo }: Outside,
  now: number,
  ends: readonly Moment[],
  named: ReadonlySet<Seq>,
): Promise<readonly Moment[]> {
  const kept = new Map<Seq, Moment>();
  for (const end of ends) {
    const isNew = end.at >= now - DAYS_KEPT * DAY_MS && isEndOfDay(end, ends);
    if (isNew || named.has(end.seq) || end.seq === upTo) kept.set(end.seq, end);
  }
  for (const seq of named)
    if (seq > floor && seq <= upTo && !kept.has(seq))
      kept.set(seq, { seq, at: await timeOf(store, room, seq) });
  return [...kept.values()].toSorted((a, b) => a.seq - b.seq);
}

/** Whether nothing that is kept of that day is later: where a sweep stopped within a day, a later one keeps the end of it. */
function isEndOfDay({ seq, at }: Moment, ends: readonly Moment[]): boolean {
  const day = Math.floor(at / DAY_MS);
  return ends.every((other) => other.seq <= seq || Math.floor(other.at / DAY_MS) !== day);
}
