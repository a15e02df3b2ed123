import {
  encodeSnapshot,
  fold,
  type RoomId,
  type Seq,
  type Snapshot,
  textEngine,
} from "@alongside/core/engine";
import type { MemoryDisk } from "@alongside/testing";
import { Broken } from "./broken.ts";
import { firstDifference } from "./difference.ts";

/**
 * A log that was swept holds all that policy keeps: its last `most` entries one by one, and the state at each moment that has a name and
 * at each that a sweep was to keep. All of it is held against the whole log, which the disk remembers.
 */
export async function checkKept(disk: MemoryDisk, room: RoomId, most: number): Promise<void> {
  const store = disk.open();
  const whole = disk.entries(room);
  const { floor } = await store.outside(room, {});
  if (floor > Math.max(0, whole.length - most))
    throw new Broken(`${room}: of ${whole.length} entries ${floor} are gone, and ${most} are kept`);
  let seq = floor;
  for await (const entry of store.read(room, floor)) {
    if (JSON.stringify(entry) !== JSON.stringify(whole[seq]))
      throw new Broken(`${room}: entry ${seq + 1} is another one than before the sweep`);
    seq += 1;
  }
  const named = whole.flatMap((entry) => (entry.kind === "version" ? [entry.of] : []));
  const moments = (await store.moments(room)).map((moment) => moment.seq);
  for (const at of new Set<Seq>([...named, ...moments])) {
    if (at === 0) continue;
    const kept = await store.stateAt(room, at, true).catch((error: unknown) => {
      throw new Broken(`${room}: nobody can see the moment ${at} any more: ${String(error)}`);
    });
    const was = encodeSnapshot(fold(undefined, whole.slice(0, at), textEngine));
    const where = firstDifference(shown(kept), shown(was));
    if (where !== undefined)
      throw new Broken(`${room}: the moment ${at} is kept as another one than it was, at ${where}`);
  }
}

/** What is under each key: in which order the keys come says nothing. */
function shown({ state }: Snapshot): object {
  return Object.fromEntries([...state].map(([key, json]) => [key, JSON.parse(json) as unknown]));
}
