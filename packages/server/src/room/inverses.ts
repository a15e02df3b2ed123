import type {
  Clock,
  Entry,
  RecordSchema,
  RoomId,
  Seq,
  UndoCall,
  UndoStep,
} from "@alongside/core/engine";
import type { Store } from "../store/store.ts";
import { type Inverse, inverseIn, inverseOf, leaveMoved } from "./inverse.ts";
import type { Recent, Remembered } from "./recent.ts";

/** Of a `Gate`, what is needed here. */
interface Looks {
  pass(key: string, isWanted: () => boolean, work: () => Promise<void>): Promise<void>;
}

interface InversesOptions {
  readonly room: RoomId;
  readonly store: Store;
  readonly clock: Clock;
  readonly schema: RecordSchema;
  /** Lets in whoever looks through the log; addresses take turns. */
  readonly looks: Looks;
  readonly recent: Recent;
}

/** Changes of a room that are remembered. */
const MAX_REMEMBERED = 32;

/** Who asks for a change of theirs to be taken back. */
interface Asker {
  readonly client: string;
  readonly address: string;
  /** False once they have left the room: nothing is looked for then. */
  isWanted(): boolean;
}

/** What is needed of the room. */
interface Decider {
  readonly head: Seq;
  /** Resolves once all that was decided is on disk. */
  flushed(): Promise<void>;
}

/** Looks in a room's log for changes that are to be taken back, while the room goes on. */
export class Inverses {
  readonly #options: InversesOptions;
  /** What was decided since somebody began to look. */
  readonly #later = new Set<Entry[]>();
  /** The newest changes of which it is known what they wrote over, the oldest first. */
  #remembered: Remembered[] = [];

  constructor(options: InversesOptions) {
    this.#options = options;
  }

  /** The room has decided an entry; `step` is what it wrote over, where that may be asked for. */
  decided(entry: Entry, step?: UndoStep): void {
    for (const entries of this.#later) entries.push(entry);
    if (this.#remembered.length > 0 && isMoving(entry))
      for (const { client, step: earlier } of this.#remembered)
        if (earlier !== undefined) leaveMoved(earlier, client, entry);
    if (step === undefined || entry.kind !== "change") return;
    const { client, n } = entry;
    const made: Remembered = { client, n, step };
    this.#remembered = [...this.#remembered.slice(1 - MAX_REMEMBERED), made];
    const ops = Object.values(entry.ops).reduce((sum, list) => sum + list.length, 0);
    this.#options.recent.add(made, ops);
  }

  /** What takes a change back that is remembered; undefined where it has to be looked for. Throws as `inverseIn` does. */
  recall(client: string, { n, texts = [] }: UndoCall): Inverse | undefined {
    const found = this.#remembered.find((one) => one.client === client && one.n === n);
    return found?.step === undefined ? undefined : inverseOf(found.step, texts);
  }

  /**
   * Looks for the change of `asker` that `call` names, with the room kept in memory by `pin`, and hands to `submit` what takes it back. Nothing is decided between its
   * last look and that. Addresses take turns, and who has left meanwhile has none. Resolves once it was handed over; rejects with what `submit` throws, and with what the store does.
   */
  async find(
    room: Decider,
    pin: () => () => void,
    asker: Asker,
    call: UndoCall,
    submit: (inverse: Inverse) => void,
  ): Promise<void> {
    const { client, address } = asker;
    const unpin = pin();
    const later: Entry[] = [];
    const look = async (): Promise<void> => {
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
      }
    };
    try {
      await this.#options.looks.pass(address, asker.isWanted, look);
    } finally {
      unpin();
    }
  }
}

function isMoving(entry: Entry): boolean {
  if (entry.kind !== "change") return false;
  for (const key in entry.ops) if (entry.ops[key]?.some(({ op }) => op === "move")) return true;
  return false;
}
