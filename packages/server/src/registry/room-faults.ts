import type { Clock, RoomId } from "@alongside/core/engine";

/** So many failures of a room ... */
const MAX_FAULTS = 3;
/** ... within so many ms ... */
const WITHIN_MS = 10_000;
/** ... keep it closed for so many ms. */
const CLOSED_MS = 30_000;

/** Counts how often rooms failed. One that fails again and again stays closed for a while, so that it cannot keep the server busy. */
export class RoomFaults {
  readonly #clock: Clock;
  /** When each room failed lately, in ms of the clock, oldest first. */
  readonly #times = new Map<RoomId, readonly number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A room has failed just now. */
  note(room: RoomId): void {
    const now = this.#clock.now();
    for (const [id, times] of this.#times)
      if (now - (times.at(-1) ?? 0) >= CLOSED_MS) this.#times.delete(id);
    const recent = (this.#times.get(room) ?? []).filter((at) => now - at < WITHIN_MS);
    this.#times.set(room, [...recent, now]);
  }

  /** For how many ms more a room stays closed; 0 for one that may be opened. */
  closedFor(room: RoomId): number {
    const times = this.#times.get(room) ?? [];
    if (times.length < MAX_FAULTS) return 0;
    return Math.max(0, (times.at(-1) ?? 0) + CLOSED_MS - this.#clock.now());
  }
}
