import type { Op, OpsByKey } from "../model/op.ts";
import type { OpenChange } from "../pending/open-change.ts";
import type { Replica } from "../pending/replica.ts";
import { Layer } from "../pending/layer.ts";
import { WriteBack } from "../model/journal.ts";
import type { State } from "../model/state.ts";
import { Telling } from "./told.ts";

/** A change that is tried in the log's state itself. */
export interface Attempt extends OpenChange {
  /** How many characters of JSON it adds to the log beyond what its author sent, about. */
  readonly added: number;
  /** Leaves it written. */
  commit(): void;
}

/**
 * Begins a change that is written to the log's state itself, with a journal to take it back by. For the room's owner, which decides the
 * log's order: nothing is pending there. It ends by `commit` or `abort`, before anything else is written. Writing throws `Refused` with `change.too-big` when it adds more than `MAX_ADDED` to
 * the log: in a change that is `run` on the server that is all it writes, in one that was `sent` what goes along with its ops.
 * What is only `shown` adds nothing.
 */
export function attempt(
  replica: Replica,
  n: number,
  from: "sent" | "run" | "shown" = "sent",
): Attempt {
  replica.touch();
  return new OpenAttempt(replica.state, n, from);
}

/**
 * Writes a change to `state` and keeps how to take it back. A record that comes out of the trash, or out of one that is in the
 * trash, is told whole where somebody may not know it: see `Telling`.
 */
class OpenAttempt implements Attempt {
  readonly n: number;
  readonly #state: State;
  readonly #layer: Layer;
  readonly #journal: WriteBack;
  readonly #telling: Telling | undefined;
  readonly #isRun: boolean;

  constructor(state: State, n: number, from: "sent" | "run" | "shown") {
    if (state.journal !== undefined) throw new TypeError("Another change is being tried");
    this.n = n;
    this.#state = state;
    this.#layer = new Layer(n, state.engine);
    this.#telling = from === "shown" ? undefined : new Telling(state);
    this.#isRun = from === "run";
    this.#journal = new WriteBack(state);
    state.journal = this.#journal;
  }

  push(key: string, op: Op): void {
    if (this.#isRun) this.#telling?.add(JSON.stringify(op).length);
    const told = this.#telling?.of(op) ?? op;
    this.#layer.push(key, told);
    this.#state.applyOp(key, told);
  }

  ops(): OpsByKey {
    return this.#layer.ops();
  }

  get added(): number {
    return this.#telling?.added ?? 0;
  }

  isShared(): boolean {
    return false;
  }

  commit(): void {
    if (this.#state.journal === this.#journal) this.#state.journal = undefined;
  }

  abort(): void {
    if (this.#state.journal !== this.#journal) return;
    this.#state.journal = undefined;
    this.#journal.takeBack();
  }
}
