import type { RoomId, Seq } from "@alongside/core/engine";
import type {
  ChangedRoom,
  Cursor,
  FollowerLine,
  FollowerStep,
  Kept,
  KeptKind,
} from "./followed.ts";
import { PAGE_OF_FOLLOWED } from "./followed.ts";

/** What the memory store keeps for followers. */
export class MemoryFollowed {
  readonly #lines = new Map<string, FollowerLine>();
  /** By room, then by follower. */
  readonly #cursors = new Map<RoomId, Map<string, Cursor>>();
  readonly #kept = new Map<number, Kept & { readonly follower: string }>();
  /** Rooms in the order in which they grew last. */
  readonly #marks = new Map<RoomId, number>();
  #marked = 0;
  #ids = 0;

  grown(room: RoomId): void {
    this.#marks.delete(room);
    this.#marks.set(room, ++this.#marked);
  }

  deleted(room: RoomId): void {
    this.#marks.delete(room);
    this.#cursors.delete(room);
  }

  /** What is kept of a room's words, and for it, is dropped. */
  erased(room: RoomId): void {
    for (const [id, kept] of this.#kept)
      if (kept.room === room || kept.target === room) this.#kept.delete(id);
  }

  changedSince(
    after: number,
    headOf: (room: RoomId) => Seq,
    limit = PAGE_OF_FOLLOWED,
  ): readonly ChangedRoom[] {
    const changed: ChangedRoom[] = [];
    for (const [room, mark] of this.#marks) {
      if (mark <= after) continue;
      if (changed.length >= limit) break;
      changed.push({ room, head: headOf(room), mark });
    }
    return changed;
  }

  line(name: string): FollowerLine | undefined {
    return this.#lines.get(name);
  }

  cursor(follower: string, room: RoomId): Cursor | undefined {
    return this.#cursors.get(room)?.get(follower);
  }

  slowest(room: RoomId): Seq | undefined {
    const cursors = [...(this.#cursors.get(room)?.values() ?? [])];
    return cursors.length === 0 ? undefined : Math.min(...cursors.map(({ seq }) => seq));
  }

  kept(follower: string, kind: KeptKind, after = 0, limit = PAGE_OF_FOLLOWED): readonly Kept[] {
    const found: Kept[] = [];
    for (const { follower: of, ...kept } of this.#kept.values())
      if (of === follower && kept.kind === kind && kept.id > after) found.push(kept);
    return found.slice(0, limit);
  }

  save(
    follower: string,
    { line, cursors = [], add = [], remove = [] }: FollowerStep,
  ): readonly number[] {
    if (line !== undefined) this.#lines.set(follower, { ...line });
    for (const { room, epoch, seq } of cursors) {
      const here = this.#cursors.get(room) ?? new Map<string, Cursor>();
      this.#cursors.set(room, here.set(follower, { epoch, seq }));
    }
    for (const id of remove) if (this.#kept.get(id)?.follower === follower) this.#kept.delete(id);
    return add.map(({ kind, room, target, body }) => {
      const id = ++this.#ids;
      const kept = { follower, id, kind, room, ...(target !== undefined && { target }), body };
      this.#kept.set(id, kept);
      return id;
    });
  }
}
