import type { Room } from "@alongside/client";
import { toJSON } from "@alongside/core";
import { type Entry, isOnce, type RoomId, type Seq } from "@alongside/core/engine";
import { sessionOf } from "../../../packages/client/src/room/sessions.ts";
import type { Hub } from "../../../packages/server/src/session/hub.ts";
import { Broken } from "../checkers/broken.ts";
import { firstDifference } from "../checkers/difference.ts";
import type { Order } from "./asker.ts";
import { Sheet } from "./sheet.ts";

/** Throws `Broken` where what was asked for over HTTP is not in the log as it was told. */
export function checkAsked(room: RoomId, log: readonly Entry[], all: readonly Order[]): void {
  checkKeys(room, log);
  const orders = all.filter((order) => order.room === room);
  // What was made with a key, by the numbers that were told. Restores have one, and bring the words of others back.
  const made = new Map<Seq, Order>();
  for (const order of orders)
    if (isMade(order) && order.key !== undefined && order.what !== "name") {
      const seq = order.told?.body.seq ?? 0;
      if (made.has(seq)) throw new Broken(`[R1706] two keys of ${room} were told entry ${seq}`);
      made.set(seq, order);
    }
  const unknown = log.find(
    (entry) => entry.kind === "change" && isOnce(entry.client) && !made.has(entry.seq),
  );
  if (unknown !== undefined)
    throw new Broken(`[R1706] entry ${unknown.seq} of ${room} was made, and nobody was told so`);
  const told = log.filter(({ seq }) => made.get(seq)?.what !== "restore");
  for (const order of orders) {
    if (order.what === "restore") checkRestore(log, order);
    else checkOrder(told, order);
  }
}

/** No key is in a log twice. */
function checkKeys(room: RoomId, log: readonly Entry[]): void {
  const seen = new Set<string>();
  for (const entry of log) {
    const key = entry.kind === "version" ? entry.once?.[0] : "client" in entry && entry.client;
    if (key === undefined || key === false || !isOnce(key)) continue;
    if (seen.has(key)) throw new Broken(`[R1706] entry ${entry.seq} of ${room} is made again`);
    seen.add(key);
  }
}

function isMade({ told }: Order): boolean {
  return told?.status === 200;
}

function checkRestore(log: readonly Entry[], { told, word, behind }: Order): void {
  if (told === undefined) throw new Broken(`[R1706] ${word} was never told how it ended`);
  if (told.status !== 200) return;
  const entry = log[(told.body.seq ?? 0) - 1];
  if (entry?.kind !== "change" || !isOnce(entry.client))
    throw new Broken(`[R1706] a restore was told to be entry ${told.body.seq}, which is another's`);
  checkBehind(entry.seq, word, behind);
}

function checkOrder(log: readonly Entry[], order: Order): void {
  const { told, key, word, behind, what } = order;
  if (told === undefined && key !== undefined)
    throw new Broken(`[R1706] ${word} was never told how it ended`);
  const found = log.filter((entry) =>
    what === "name"
      ? entry.kind === "version" && entry.name === word
      : entry.kind === "change" && JSON.stringify(entry.ops).includes(word),
  );
  const most = told === undefined || isMade(order) ? 1 : 0;
  const least = isMade(order) ? 1 : 0;
  if (found.length < least || found.length > most)
    throw new Broken(
      `[R1706] [R1707] ${word} was told ${JSON.stringify(told)}, and is there ${found.length} times`,
    );
  const [entry] = found;
  if (entry === undefined) return;
  checkBehind(entry.seq, word, behind);
  if (told !== undefined && what !== "name" && entry.seq !== told.body.seq)
    throw new Broken(`[R1706] ${word} was told to be entry ${told.body.seq}, and is ${entry.seq}`);
}

function checkBehind(seq: Seq, word: string, behind: Seq | undefined): void {
  if (behind !== undefined && seq !== behind + 1)
    throw new Broken(`[R1707] ${word} was to be made behind ${behind}, and is entry ${seq}`);
}

/** Throws `Broken` where somebody sees a room otherwise than the server does, or not up to `head`, its last entry on the disk. */
export async function checkPage(
  name: string,
  id: RoomId,
  room: Room<typeof Sheet>,
  hub: Hub,
  head: Seq,
): Promise<void> {
  const { name: status, pending, saved, reason } = room.status.get();
  if (status !== "live" || pending > 0 || saved !== "server")
    throw new Broken(`${name} is ${status} in ${id}, with ${pending} pending: ${reason}`);
  const { seq } = sessionOf(room).copy;
  if (seq !== head) throw new Broken(`[R1709] ${name} is at ${seq} of ${head} in ${id}`);
  const truth = toJSON(await hub.room(Sheet, id.slice("sheet:".length)).read());
  const difference = firstDifference(toJSON(room.get()), truth);
  if (difference !== undefined)
    throw new Broken(`[R1709] ${name} and the server differ in ${id}: ${difference}`);
}
