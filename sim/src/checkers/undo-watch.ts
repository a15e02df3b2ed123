import { equalJson, type Op, type OpsByKey, type Replica, type Seq } from "@alongside/core/engine";
import { fieldUpTo } from "../../../packages/core/src/undo/ground.ts";
import { Broken } from "./broken.ts";
import type { Checkers } from "./checkers.ts";

/** What one page did in a room, and what of it others have written over: a press of undo may write to nothing else. */
export class UndoWatch {
  #client: string;
  readonly #checkers: Checkers;
  /** What each own change wrote when it was made. */
  readonly #made = new Map<number, OpsByKey>();
  /** The changes that presses of undo and redo made. */
  readonly #presses = new Set<number>();

  /** The log as the page knows it: see `Checkers.era`. */
  #era: number;

  constructor(client: string, checkers: Checkers) {
    this.#client = client;
    this.#checkers = checkers;
    this.#era = checkers.era;
  }

  /** Whose changes it watches. */
  get client(): string {
    return this.#client;
  }

  /** The page writes as `client` from here on: what it did before it cannot take back. */
  restart(client: string): void {
    this.#client = client;
    this.#era = this.#checkers.era;
    this.#made.clear();
    this.#presses.clear();
  }

  /** The change `n` was made here, or something joined it. */
  made(n: number, ops: OpsByKey): void {
    if (Object.keys(ops).length > 0) this.#made.set(n, ops);
  }

  /**
   * A press of undo or redo made the change `n`, over the log up to `seq`. Throws `Broken` where it wrote to what no single own
   * change wrote to, or over what somebody else has written.
   */
  pressed(replica: Replica, n: number, seq: Seq): void {
    this.#presses.add(n);
    // Of a log that went back, and of which the page has not heard, the checkers do not know what was in it.
    if (this.#era !== this.#checkers.era) return;
    const ops = replica.opsOf(n);
    const own = this.#own(seq);
    this.#requireOneStep(ops, own, this.#logged(seq));
    const moves = this.#movers(seq);
    for (const op of flat(ops)) {
      if (op.op === "set") this.#checkField(op, own, replica, n);
      const mover = op.op === "move" ? moves.get(op.id) : this.#client;
      if (mover !== this.#client)
        throw new Broken(`a press of undo moved ${op.id}, which ${mover} has moved since`);
    }
  }

  /** Holds to the same what the server found out itself for presses of which nothing could be guessed here. */
  atRest(): void {
    const entries = this.#checkers.logged(Infinity).filter((entry) => entry.kind === "change");
    const all = entries.map(({ ops }) => ops);
    const own: OpsByKey[] = [];
    for (const { client, n, ops } of entries) {
      if (client !== this.#client) continue;
      const isFound = this.#presses.has(n) && !this.#made.has(n);
      if (isFound) this.#requireOneStep(ops, own, all);
      own.push(ops);
    }
  }

  #requireOneStep(ops: OpsByKey, own: readonly OpsByKey[], all: readonly OpsByKey[]): void {
    const keyOf = keysOfMaps([...own, ...all]);
    const wanted = new Set(flat(ops).map((op) => slotOf(op, keyOf)));
    const isOneStep = own.some((change) => {
      const slots = new Set(flat(change).map((op) => slotOf(op, keyOf)));
      return [...wanted].every((slot) => slots.has(slot));
    });
    if (wanted.size > 0 && !isOneStep)
      throw new Broken(`a press of undo wrote what no single own change did: ${textOf(ops)}`);
  }

  #checkField(
    { id, field }: Op & { readonly op: "set" },
    own: readonly OpsByKey[],
    replica: Replica,
    n: number,
  ): void {
    const node = replica.node(id);
    if (node === undefined) return;
    const now = fieldUpTo(replica, n - 1, node, field);
    const isOwn = own.flatMap(flat).some((op) => {
      if (op.id !== id) return false;
      if (op.op === "set") return op.field === field && equalJson(op.value, now);
      return (op.op === "insert" || op.op === "put") && equalJson(op.fields[field], now);
    });
    if (!isOwn)
      throw new Broken(`a press of undo wrote ${field} of ${id} over another's ${textOf(now)}`);
  }

  /** The own changes, as they were made and as the log has them; what was refused is none. */
  #own(seq: Seq): readonly OpsByKey[] {
    const own = new Map(this.#made);
    const logged: OpsByKey[] = [];
    for (const entry of this.#checkers.logged(seq)) {
      if (!("client" in entry) || entry.client !== this.#client) continue;
      if (entry.kind === "change") logged.push(entry.ops);
      else own.delete(entry.n);
    }
    return [...logged, ...own.values()];
  }

  #logged(seq: Seq): readonly OpsByKey[] {
    return this.#checkers
      .logged(seq)
      .flatMap((entry) => (entry.kind === "change" ? [entry.ops] : []));
  }

  /** Who moved each record last, as it is seen here. */
  #movers(seq: Seq): ReadonlyMap<string, string> {
    const movers = new Map<string, string>();
    const ended = new Set<number>();
    for (const entry of this.#checkers.logged(seq)) {
      if ("client" in entry && entry.client === this.#client) ended.add(entry.n);
      if (entry.kind !== "change") continue;
      for (const op of flat(entry.ops)) if (op.op === "move") movers.set(op.id, entry.client);
    }
    for (const [n, ops] of this.#made)
      if (!ended.has(n))
        for (const op of flat(ops)) if (op.op === "move") movers.set(op.id, this.#client);
    return movers;
  }
}

function flat(ops: OpsByKey): readonly Op[] {
  return Object.values(ops).flat();
}

/** The map and key at which each record was put. */
function keysOfMaps(changes: readonly OpsByKey[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const op of changes.flatMap(flat))
    if (op.op === "put") keys.set(op.id, `${op.in.of} ${op.in.field} ${op.key}`);
  return keys;
}

/** What an op writes to: a field, a life, a place, or a key of a map. */
function slotOf(op: Op, keyOf: ReadonlyMap<string, string>): string {
  switch (op.op) {
    case "set":
    case "add":
    case "text":
      return `${op.id} ${op.field}`;
    case "move":
      return `place of ${op.id}`;
    case "put":
      return `key ${op.in.of} ${op.in.field} ${op.key}`;
    default: {
      const key = keyOf.get(op.id);
      return key === undefined ? `life of ${op.id}` : `key ${key}`;
    }
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
