import { type RoomId, parseRoomId, type Seq } from "@alongside/core/engine";
import type { MemoryDisk } from "@alongside/testing";
import { Tally, TALLY, Tallying } from "../server/tally.ts";
import type { Hub } from "../../../packages/server/src/session/hub.ts";
import { Broken } from "./broken.ts";

/**
 * What a follower wrote of rooms that are at rest: each entry that is there once, those of a log in their order, and the counter says
 * how many. Nothing is left to be written, and nothing was given up.
 */
export async function checkTallied(
  disk: MemoryDisk,
  hub: Hub,
  rooms: readonly RoomId[],
  wait: <T>(asked: Promise<T>) => Promise<T>,
): Promise<void> {
  const store = disk.open();
  for (const kind of ["write", "letter"] as const) {
    const [kept] = await store.kept(Tallying.follower, kind);
    if (kept !== undefined) throw new Broken(`the follower keeps a ${kind}: ${kept.body}`);
  }
  const { count, lines } = await wait(hub.room(Tally, parseRoomId(TALLY)?.id ?? "").read());
  const told = new Map<string, number>();
  const last = new Map<string, Seq>();
  for (const [i, { entry }] of [...lines].entries()) {
    if (told.has(entry)) throw new Broken(`the follower wrote twice of ${entry}`);
    told.set(entry, i);
    const at = entry.lastIndexOf("/");
    const [log, seq] = [entry.slice(0, at), Number(entry.slice(at + 1))];
    if (seq <= (last.get(log) ?? 0)) throw new Broken(`the follower came to ${entry} too late`);
    last.set(log, seq);
  }
  if (count !== told.size)
    throw new Broken(`the follower counted ${count} entries, and wrote of ${told.size}`);
  for (const room of rooms) {
    const { epochs } = await store.origin(room);
    for (const { seq, kind } of disk.entries(room)) {
      const epoch = epochs.findLast(({ from }) => from <= seq)?.epoch ?? "";
      if (kind !== "outcome" && !told.has(`${room}/${epoch}/${seq}`))
        throw new Broken(`the follower wrote nothing of entry ${seq} of ${room}`);
    }
  }
}
