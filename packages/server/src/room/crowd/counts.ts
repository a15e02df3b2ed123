import { type Clock, type Counts as Told, encodeCounts } from "@alongside/core/engine";
import type { Present } from "../present.ts";
import type { Sends } from "../sends.ts";
import type { Reader } from "./reader.ts";

type Counted = Omit<Told, "type" | "seat">;

/** So often people are counted for those who are told no more. */
const COUNT_MS = 1000;

/** Tells how many there are in a very large room. */
export class Counts {
  readonly #clock: Clock;
  readonly #people: ReadonlyMap<string, Present>;
  readonly #onDue: () => void;
  readonly #told = new WeakMap<Reader, string>();
  #isDue = true;
  #cancel: (() => void) | undefined;

  /** `onDue` is called when it is time to `tell` again. */
  constructor(clock: Clock, people: ReadonlyMap<string, Present>, onDue: () => void) {
    this.#clock = clock;
    this.#people = people;
    this.#onDue = onDue;
  }

  /** Tells those of the readers that have no other news, where that is another count than they know, once a second. */
  tell(readers: Iterable<Reader>, sends: Sends): void {
    let counts: Counted | undefined;
    const frames = new Map<number, string>();
    for (const reader of readers) {
      if (reader.mode !== "counts" || reader.member.guest.isBehind) continue;
      const before = this.#told.get(reader);
      if (!this.#isDue && before !== undefined) continue;
      counts ??= this.#count();
      const { seat } = reader.member;
      const frame = frames.get(seat) ?? encodeCounts({ ...counts, seat });
      frames.set(seat, frame);
      if (frame === before) continue;
      this.#told.set(reader, frame);
      sends.add(frame, reader.member);
    }
    this.#isDue = false;
    this.#cancel ??= this.#clock.after(COUNT_MS, () => {
      this.#cancel = undefined;
      this.#isDue = true;
      this.#onDue();
    });
  }

  /** What was told to somebody does not hold any more. */
  forget(reader: Reader): void {
    this.#told.delete(reader);
  }

  close(): void {
    this.#cancel?.();
  }

  #count(): Counted {
    const users = new Set<string>();
    let active = 0;
    for (const { user, shownState } of this.#people.values()) {
      users.add(user.id);
      if (shownState === "active") active += 1;
    }
    return { clients: this.#people.size, people: users.size, active };
  }
}
