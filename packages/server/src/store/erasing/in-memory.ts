import type { RoomId } from "@alongside/core/engine";

import type { Room } from "../memory-room.ts";
import { Eraser } from "./eraser.ts";
import type { Erased, Erasure } from "./erasing.ts";
import { baseOf, isNamedIn, isNamedInSnapshot, LogEraser, personIn } from "./log-eraser.ts";
import { isNamedInPost } from "./post-eraser.ts";

/** Whether a room that is held in memory has something of `user`. */
export function isNamedInRoom(
  { rows, snapshots, posts }: Pick<Room, "rows" | "snapshots" | "posts">,
  user: string,
): boolean {
  return (
    rows.some((row) => isNamedIn(row, user)) ||
    [...snapshots.values()].some((whole) => isNamedInSnapshot(whole, user)) ||
    [...posts].some((post) => isNamedInPost(post, user))
  );
}

/** Erases a person from a room that is held in memory. */
export function eraseIn(held: Room, room: RoomId, erasure: Erasure): Erased {
  const eraser = new Eraser(erasure);
  const base = baseOf([...held.snapshots.keys()], held.floor);
  if (base !== undefined) eraser.begin(base > 0 ? held.snapshots.get(base) : undefined);
  const rewriting = new LogEraser(eraser, base);
  held.rows = held.rows.map((row) => {
    const rewritten = { ...row, ...rewriting.row(row) };
    return held.chain?.rewritten(row, rewritten) ?? rewritten;
  });
  for (const [seq, whole] of held.snapshots)
    held.snapshots.set(seq, eraser.snapshot(whole) ?? whole);
  held.posts.rewrite((post) => eraser.post(post));
  held.generation += 1;
  held.erased.set(personIn(room, erasure.user), held.generation);
  return eraser.erased;
}
