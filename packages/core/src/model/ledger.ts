import type { ChangeEntry, OutcomeEntry } from "../log.ts";

/** How long after a client's last word its line in the ledger is kept, in ms. */
export const LEDGER_MS = 90 * 24 * 60 * 60 * 1000;

/** What the ids of clients begin with that make one change, once: no page joins with such an id. */
const ONCE = "once_";

/** How long it is known how such a change ended, in ms. */
export const ONCE_MS = 24 * 60 * 60 * 1000;

/** Whether a client makes one change, once. */
export function isOnce(client: string): boolean {
  return client.startsWith(ONCE);
}

/** So many of a client's refused changes are kept with code and message; of older ones only the numbers. */
export const KEPT_REFUSALS = 1000;

/** Of a message, in UTF-16 code units. */
const MESSAGE_LENGTH = 200;

/** A change that was refused. */
export type Refusal = readonly [n: number, code: string, message: string];

/**
 * A line of the ledger: where a client's counter stands, and which of its changes were refused. Every other number up to
 * `n` was committed. `older` has the first and last number of each run of refused ones before `refused`.
 */
export type LedgerLine = readonly [
  client: string,
  user: string,
  n: number,
  at: number,
  refused?: readonly Refusal[],
  older?: readonly number[],
];

/** The refused changes of one client. A client without any costs nothing; one with many, 1,000 times about 100 bytes, and two numbers a run. */
export class Refusals {
  readonly #kept: Refusal[];
  readonly #older: number[];

  constructor(kept: readonly Refusal[] = [], older: readonly number[] = []) {
    this.#kept = [...kept];
    this.#older = [...older];
  }

  add(n: number, code: string, message: string): void {
    this.#kept.push([n, code, cut(message)]);
    const oldest = this.#kept.length > KEPT_REFUSALS ? this.#kept.shift() : undefined;
    if (oldest === undefined) return;
    const [number] = oldest;
    if (this.#older.at(-1) === number - 1) this.#older[this.#older.length - 1] = number;
    else this.#older.push(number, number);
  }

  /** All numbers that a refused change ends. */
  addAll({ first, n, code, message }: OutcomeEntry): void {
    for (let one = first ?? n; one <= n; one++) this.add(one, code, message);
  }

  /** Those with a number above `after`, in order. */
  after(after: number): readonly Refusal[] {
    const found: Refusal[] = [];
    for (let i = 0; i < this.#older.length; i += 2) {
      const last = this.#older[i + 1] ?? 0;
      for (let n = Math.max(after + 1, this.#older[i] ?? 0); n <= last; n++)
        found.push([n, "change.refused", "It was refused; why is not kept any more"]);
    }
    for (const refusal of this.#kept) if (refusal[0] > after) found.push(refusal);
    return found;
  }

  /** As a line of the ledger has them. */
  get parts(): [refused?: readonly Refusal[], older?: readonly number[]] {
    if (this.#kept.length === 0) return [];
    return this.#older.length === 0 ? [this.#kept] : [this.#kept, this.#older];
  }
}

/** Where the counter of each client of a room stands. */
export class LedgerLines {
  readonly #lines = new Map<string, [user: string, n: number, at: number]>();
  readonly #refusals = new Map<string, Refusals>();

  constructor(lines: Iterable<LedgerLine> = []) {
    for (const [client, user, n, at, refused, older] of lines) {
      this.#lines.set(client, [user, n, at]);
      if (refused !== undefined) this.#refusals.set(client, new Refusals(refused, older));
    }
  }

  /** Notes how a change ended. */
  note(entry: ChangeEntry | OutcomeEntry): void {
    const { client, actor, n, at } = entry;
    this.#lines.set(client, [actor, n, at]);
    if (entry.kind !== "outcome") return;
    let refusals = this.#refusals.get(client);
    if (refusals === undefined) this.#refusals.set(client, (refusals = new Refusals()));
    refusals.addAll(entry);
  }

  /** Lets go of the clients whose last word is too long ago at `now`. */
  forget(now: number): void {
    for (const [client, line] of this.#lines) {
      if (line[2] >= now - (isOnce(client) ? ONCE_MS : LEDGER_MS)) continue;
      this.#lines.delete(client);
      this.#refusals.delete(client);
    }
  }

  *[Symbol.iterator](): Iterator<LedgerLine> {
    for (const [client, line] of this.#lines)
      yield [client, ...line, ...(this.#refusals.get(client)?.parts ?? [])];
  }
}

function cut(message: string): string {
  return message.length <= MESSAGE_LENGTH ? message : `${message.slice(0, MESSAGE_LENGTH - 1)}…`;
}
