import type { Clock, Entry, RecordSchema, RoomId, Seq, UndoCall } from "@alongside/core";
import type { Store } from "../store/store.ts";
import { type Inverse, inverseIn, leaveMoved } from "./inverse.ts";
import type { Turns } from "./turns.ts";

interface InversesOptions {
  readonly room: RoomId;
  readonly store: Store;
  readonly clock: Clock;
  readonly schema: RecordSchema;
  /** Changes are looked for one after the other, whichever room they are of. */
  readonly turns: Turns;
}

/** What is needed of the room. */
interface Decider {
  readonly head: Seq;
  /** Keeps the room in memory until the function that it returns is called. */
  pin(): () => void;
  /** Resolves once all that was decided is on disk. */
  flushed(): Promise<void>;
}

/** Looks in a room's log for changes that are to be taken back, while the room goes on. */
export class Inverses {
  readonly #options: InversesOptions;
  /** What was decided since somebody began to look. */
  readonly #later = new Set<Entry[]>();

  constructor(options: InversesOptions) {
    this.#options = options;
  }

  /** The room has decided an entry. */
  decided(entry: Entry): void {
    for (const entries of this.#later) entries.push(entry);
  }

  /**
   * Looks for the change of `client` that `call` names, and hands to `submit` what takes it back. Nothing is decided between its
   * last look and that. Resolves once it was handed over; rejects with what `submit` throws, and with what the store does.
   */
  async find(
    room: Decider,
    client: string,
    call: UndoCall,
    submit: (inverse: Inverse) => void,
  ): Promise<void> {
    const unpin = room.pin();
    const later: Entry[] = [];
    await this.#options.turns.take(async () => {
      const until = room.head;
      this.#later.add(later);
      try {
        await room.flushed();
        const inverse = await inverseIn(this.#options, client, call, until);
        const { step } = inverse;
        if (step !== undefined) for (const entry of later) leaveMoved(step, client, entry);
        submit(inverse);
      } finally {
        this.#later.delete(later);
        unpin();
      }
    });
  }
}
