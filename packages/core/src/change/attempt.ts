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
 * What is only `shown` adds nothing. `sent` is all that may be pushed, where that is known: one edit of a text, as most changes are
 * where people type, then needs neither a layer nor what tells of records (bench `text-server`).
 */
export function attempt(
  replica: Replica,
  n: number,
  from: "sent" | "run" | "shown" = "sent",
  sent?: OpsByKey,
): Attempt {
  replica.touch();
  const { state } = replica;
  return from === "sent" && sent !== undefined && isOneEdit(sent)
    ? new EditAttempt(state, n, sent)
    : new OpenAttempt(state, n, from);
}

/** Whether the ops are one edit of one text. */
function isOneEdit(ops: OpsByKey): boolean {
  let keys = 0;
  for (const key in ops) {
    const list = ops[key] ?? [];
    if (++keys > 1 || list.length !== 1 || list[0]?.op !== "text") return false;
  }
  return keys === 1;
}

/** A change that is written to `state`, which keeps how to take it back. */
abstract class Tried implements Attempt {
  readonly n: number;
  protected readonly state: State;
  readonly #journal: WriteBack;

  constructor(state: State, n: number) {
    if (state.journal !== undefined) throw new TypeError("Another change is being tried");
    this.n = n;
    this.state = state;
    state.journal = this.#journal = new WriteBack(state);
  }

  abstract readonly added: number;
  abstract push(key: string, op: Op): void;
  abstract ops(): OpsByKey;

  isShared(): boolean {
    return false;
  }

  commit(): void {
    if (this.state.journal === this.#journal) this.state.journal = undefined;
  }

  abort(): void {
    if (this.state.journal !== this.#journal) return;
    this.state.journal = undefined;
    this.#journal.takeBack();
  }
}

/** One edit of a text: what was written is what was sent, or nothing. */
class EditAttempt extends Tried {
  readonly added = 0;
  readonly #sent: OpsByKey;
  #isWritten = false;

  constructor(state: State, n: number, sent: OpsByKey) {
    super(state, n);
    this.#sent = sent;
  }

  push(key: string, op: Op): void {
    this.#isWritten = true;
    this.state.applyOp(key, op);
  }

  ops(): OpsByKey {
    return this.#isWritten ? this.#sent : {};
  }
}

/** Any change. A record that comes out of the trash, or out of one that is in the trash, is told whole where somebody may not know it: see `Telling`. */
class OpenAttempt extends Tried {
  readonly #layer: Layer;
  readonly #telling: Telling | undefined;
  readonly #isRun: boolean;

  constructor(state: State, n: number, from: "sent" | "run" | "shown") {
    super(state, n);
    this.#layer = new Layer(n, state.engine);
    this.#telling = from === "shown" ? undefined : new Telling(state);
    this.#isRun = from === "run";
  }

  push(key: string, op: Op): void {
    if (this.#isRun) this.#telling?.add(JSON.stringify(op).length);
    const told = this.#telling?.of(op) ?? op;
    this.#layer.push(key, told);
    this.state.applyOp(key, told);
  }

  ops(): OpsByKey {
    return this.#layer.ops();
  }

  get added(): number {
    return this.#telling?.added ?? 0;
  }
}
