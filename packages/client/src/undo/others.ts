import type { Commit } from "@alongside/core/engine";
import { slotOf } from "@alongside/core/engine";

/** Slots of which it is known who else wrote to them last, and records of which it is known who deleted them. */
const MAX_KEPT = 10_000;

/** Which users, other than this page, wrote to slots last and put records into the trash. The oldest is forgotten first. */
export class Others {
  readonly #writers = new Map<string, string>();
  readonly #deleters = new Map<string, string>();

  /** The user who wrote last to a slot. */
  writerOf(slot: string): string | undefined {
    return this.#writers.get(slot);
  }

  /** The user who has put a record into the trash, where that was not this page. */
  deleterOf(id: string): string | undefined {
    return this.#deleters.get(id);
  }

  /** This page has deleted a record, or put it back. */
  forgetDeleter(id: string): void {
    this.#deleters.delete(id);
  }

  noteWriter({ actor, ops }: Commit): void {
    for (const key in ops)
      for (const op of ops[key] ?? []) {
        const slot = slotOf(op);
        this.#writers.delete(slot);
        this.#writers.set(slot, actor);
      }
    trim(this.#writers);
  }

  noteDeleter({ actor, ops }: Commit): void {
    for (const key in ops)
      for (const { op, id } of ops[key] ?? [])
        if (op === "delete") this.#deleters.set(id, actor);
        else if (op === "restore") this.#deleters.delete(id);
    trim(this.#deleters);
  }
}

/** Forgets the oldest of what is kept. */
function trim(kept: Map<string, string>): void {
  for (const key of kept.keys()) {
    if (kept.size <= MAX_KEPT) return;
    kept.delete(key);
  }
}
