import type { RoomId } from "@alongside/core/engine";
import { PAGE_OF_DUE, type SweepLine, type SweepStep } from "./swept.ts";

/** What the memory store keeps for the sweeper. */
export class MemorySwept {
  line: SweepLine | undefined;
  readonly #due = new Map<RoomId, number>();

  due(at: number, limit = PAGE_OF_DUE): readonly RoomId[] {
    const due = [...this.#due].filter(([, when]) => when <= at);
    const sorted = due.toSorted(([, a], [, b]) => a - b);
    return sorted.slice(0, limit).map(([room]) => room);
  }

  save({ line, due = [] }: SweepStep): void {
    this.line = line ?? this.line;
    for (const { room, at } of due) {
      this.#due.delete(room);
      if (at !== undefined) this.#due.set(room, at);
    }
  }

  deleted(room: RoomId): void {
    this.#due.delete(room);
  }
}
