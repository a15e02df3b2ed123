import { type Clock, type RoomId, type Seq } from "@alongside/core/engine";
import type { Bounds, Moment, Outside, Store } from "../store/store.ts";
import { VERSIONS_PART, versionsIn } from "../store/versions.ts";
import { endsAmong, ENDS_MS, nextDay } from "./moments-of.ts";
import type { Retention } from "./policy.ts";
import { Times } from "./times.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a follower holds up is looked at again so much later. */
const HELD_MS = 6 * 60 * 60 * 1000;

export interface SweepOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Gives everybody else a turn. */
  rest(): Promise<void>;
}

/** What a sweep did. */
export interface SweptRoom {
  /** So many entries went. */
  readonly entries: number;
  /** When something is to go next though nobody writes, in ms; undefined for never. */
  readonly due?: number;
}

/**
 * Lets the entries of a room go that its policy does not keep; the ends of days, moments with names, and the first state from which the
 * log goes on, stay as snapshots, each of which is on the disk and was read back before anything goes. Where the process dies in
 * between, the next sweep goes on. Rejects with what the store throws.
 */
export async function sweepRoom(
  { store, clock, rest }: SweepOptions,
  room: RoomId,
  retention: Retention,
): Promise<SweptRoom> {
  if (retention === "all") return { entries: 0 };
  const now = Math.floor(clock.now());
  const times = new Times(store, room);
  const found = await outside(store, room, retention, now);
  const { floor, upTo } = found;
  let kept = await store.moments(room);
  const isOver = kept.some(({ at, seq }) => at < now - ENDS_MS && seq !== floor);
  if (upTo > floor || isOver) {
    const ends = [...kept];
    if (upTo > floor) {
      ends.push(...(await endsOfDays(times, found, now)));
      ends.push({ seq: upTo, at: await times.of(upTo) });
    }
    kept = await keep({ store, clock, rest }, room, found, now, ends, times);
    if (upTo > floor) await store.dropBefore(room, upTo);
  }
  const due = await dueOf(retention, found, now, kept, times);
  return { entries: upTo - floor, ...(due !== undefined && { due }) };
}

/** Saves what is to stay as snapshots. Returns it. */
async function keep(
  { store, rest }: SweepOptions,
  room: RoomId,
  found: Outside,
  now: number,
  ends: readonly Moment[],
  times: Times,
): Promise<readonly Moment[]> {
  let named = await namedMoments(store, room, 0);
  for (;;) {
    const moments = await momentsOf(found, now, ends, named.moments, times);
    await store.keepMoments(room, moments);
    const saved = new Set((await store.moments(room)).map(({ seq }) => seq));
    for (const { seq } of moments) {
      if (seq <= found.floor || saved.has(seq)) continue;
      await store.saveMoment(room, seq);
      await rest();
    }
    // Somebody may have given a name meanwhile to a moment that is about to go.
    const since = await namedMoments(store, room, named.upTo);
    if (since.moments.size === 0) return moments;
    named = { upTo: since.upTo, moments: new Set([...named.moments, ...since.moments]) };
  }
}

/** What `retention` does not keep; of it, what a follower has still to read stays until it is outside of twice as much. */
async function outside(
  store: Store,
  room: RoomId,
  retention: Exclude<Retention, "all">,
  now: number,
): Promise<Outside & { readonly isHeld: boolean }> {
  const found = { ...(await store.outside(room, boundsOf(retention, now, 1))), isHeld: false };
  if (found.upTo <= found.floor) return found;
  const slowest = await store.slowestFollower(room);
  if (slowest === undefined || slowest >= found.upTo) return found;
  const late = await store.outside(room, boundsOf(retention, now, 2));
  return { ...found, upTo: Math.max(found.floor, late.upTo, slowest), isHeld: true };
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

/** When the oldest entry, or the oldest end of a day, is to go. */
async function dueOf(
  { days }: Exclude<Retention, "all">,
  { head, upTo, isHeld }: Outside & { readonly isHeld: boolean },
  now: number,
  kept: readonly Moment[],
  times: Times,
): Promise<number | undefined> {
  if (isHeld) return now + HELD_MS;
  const due: number[] = [];
  // What is kept though it is older has a name, or is where the log begins.
  for (const { at } of kept) if (at >= now - ENDS_MS) due.push(at + ENDS_MS + 1);
  if (days !== undefined && head > upTo) due.push((await times.of(upTo + 1)) + days * DAY_MS + 1);
  if (due.length === 0) return undefined;
  return Math.max(now + 1, Math.floor(due.reduce((a, b) => Math.min(a, b))));
}

/** The last entry of each day, by universal time, that ends among the entries that go and is not a year ago. */
async function endsOfDays(
  times: Times,
  { floor, upTo }: Outside,
  now: number,
): Promise<readonly Moment[]> {
  const ends: Moment[] = [];
  const first = await times.of(floor + 1);
  const last = await times.of(upTo);
  const oldest = Math.max(first, now - ENDS_MS);
  let from = floor;
  for (let end = nextDay(oldest); end <= last; end += DAY_MS) {
    const seq = await times.lastUpTo(end - 1, from, upTo);
    if (seq > from) ends.push({ seq, at: await times.of(seq) });
    from = seq;
  }
  return ends;
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
    upTo = await store.newestSnapshot(room);
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
  { floor, upTo }: Outside,
  now: number,
  ends: readonly Moment[],
  named: ReadonlySet<Seq>,
  times: Times,
): Promise<readonly Moment[]> {
  const kept = new Map<Seq, Moment>();
  const ofDays = endsAmong(ends);
  for (const end of ends) {
    const isNew = end.at >= now - ENDS_MS && ofDays.has(end.seq);
    if (isNew || named.has(end.seq) || end.seq === upTo) kept.set(end.seq, end);
  }
  for (const seq of named)
    if (seq > floor && seq <= upTo && !kept.has(seq))
      kept.set(seq, { seq, at: await times.of(seq) });
  return [...kept.values()].toSorted((a, b) => a.seq - b.seq);
}
