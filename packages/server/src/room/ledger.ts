import { Refused } from "@alongside/core";

/** Where one client's counter stands in a room. */
interface Line {
  user: string;
  /** The last counter that was decided. */
  head: number;
  /** The last counter whose entry is on disk. */
  durable: number;
}

/** A line as snapshots keep it. */
export type LedgerLine = readonly [client: string, user: string, clientSeq: number, at: number];

/** What makes a resend right: which counters of which client have ended. */
export class Ledger {
  readonly #lines = new Map<string, Line>();
  #latest = 0;

  /** Server time, in ms, of the last change that was loaded. */
  get latest(): number {
    return this.#latest;
  }

  /** Takes over what a snapshot or the log says has ended. */
  load(client: string, user: string, clientSeq: number, at: number): void {
    this.#lines.set(client, { user, head: clientSeq, durable: clientSeq });
    this.#latest = Math.max(this.#latest, at);
  }

  /** The last counter of `client` that was decided, maybe not yet durable. */
  head(client: string): number {
    return this.#lines.get(client)?.head ?? 0;
  }

  /** The last counter of `client` that ended for good. */
  durable(client: string): number {
    return this.#lines.get(client)?.durable ?? 0;
  }

  /** Throws `auth.client-taken` when the client id has written here as another user. */
  checkOwner(client: string, user: string): void {
    const line = this.#lines.get(client);
    if (line !== undefined && line.user !== user) {
      throw new Refused("auth.client-taken", `Client id ${client} belongs to another user`);
    }
  }

  decide(client: string, user: string, clientSeq: number): void {
    const line = this.#lines.get(client);
    if (line === undefined) this.#lines.set(client, { user, head: clientSeq, durable: 0 });
    else line.head = clientSeq;
  }

  settle(client: string, clientSeq: number): void {
    const line = this.#lines.get(client);
    if (line !== undefined) line.durable = clientSeq;
  }
}
