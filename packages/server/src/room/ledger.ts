import { ERASED_PREFIX } from "../store/erasing/erasing.ts";
import { Refused } from "@alongside/core";
import {
  type Entry,
  isOnce,
  type LedgerLine,
  type Refusal,
  Refusals,
  type Seq,
} from "@alongside/core/engine";
import { Once } from "./once.ts";
import { isSameOnce } from "./once-number.ts";

/** Of so many of its newest changes a client is told how they ended: no page has more of which it has not heard. */
const MOST_UNHEARD = 10_000;

/** Where one client's counter stands in a room. */
interface Line {
  user: string;
  /** The last counter that was decided. */
  head: number;
  /** The last counter whose entry is on disk. */
  durable: number;
  /** Which of the durable ones were refused. */
  refusals: Refusals | undefined;
}

/** What makes a resend right: which counters of which client have ended. */
export class Ledger {
  readonly #lines = new Map<string, Line>();
  readonly #once = new Once((client) => this.#lines.delete(client));
  #latest = 0;

  /** Server time, in ms, of the last change that was loaded. */
  get latest(): number {
    return this.#latest;
  }

  /** Takes over what a snapshot says has ended. */
  load([client, user, n, at, refused, older]: LedgerLine): void {
    const refusals = refused && new Refusals(refused, older);
    this.#lines.set(client, { user, head: n, durable: n, refusals });
    this.#once.note(client, at);
    this.#latest = Math.max(this.#latest, at);
  }

  /** Takes over what the log says has ended. */
  loadEntry(entry: Entry): void {
    if (!("client" in entry)) return;
    this.decide(entry.client, entry.actor, entry.n);
    this.settle(entry);
    this.#latest = Math.max(this.#latest, entry.at);
  }

  /**
   * The client's changes after number `ended` that were refused, as far as it is known to be durable. All others were committed. The
   * number is the client's word: whatever it says, only its newest changes are looked through.
   */
  refusedAfter(client: string, ended: number): readonly Refusal[] {
    const line = this.#lines.get(client);
    return line?.refusals?.after(Math.max(ended, line.durable - MOST_UNHEARD)) ?? [];
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
    if (line !== undefined && line.user !== user && line.user.startsWith(ERASED_PREFIX))
      throw new Refused("auth.erased", `What client ${client} wrote was erased`);
    if (isOnce(client) || (line !== undefined && line.user !== user)) {
      throw new Refused("auth.client-taken", `Client id ${client} belongs to another user`);
    }
  }

  /**
   * Where a change that is made once stands: undefined while its client has made none, else its number. Throws `Refused`, `once.differs`, where
   * the client has made another one, and `once.full` where as many are known as may be.
   */
  once(client: string, user: string, n: number, now: number): number | undefined {
    this.#once.forget(now);
    const line = this.#lines.get(client);
    if (line === undefined) {
      this.#once.checkFull(now);
      return undefined;
    }
    if (line.user === user && isSameOnce(line.head, n)) return line.head;
    throw new Refused("once.differs", "This key was used before, for another request");
  }

  /** The entry of a change that is made once, and that is durable: `seq` is 0 where only a snapshot tells of it. */
  endOf(client: string): { readonly seq: Seq; readonly at: number } {
    return this.#once.endOf(client);
  }

  decide(client: string, user: string, n: number): void {
    const line = this.#lines.get(client);
    if (line !== undefined) line.head = n;
    else {
      this.#lines.set(client, { user, head: n, durable: 0, refusals: undefined });
      this.#once.note(client, Number.POSITIVE_INFINITY);
    }
  }

  /** The entry is on disk. */
  settle(entry: Extract<Entry, { readonly client: string }>): void {
    const line = this.#lines.get(entry.client);
    if (line === undefined) return;
    line.durable = entry.n;
    this.#once.note(entry.client, entry.at, entry.seq);
    if (entry.kind === "outcome") (line.refusals ??= new Refusals()).addAll(entry);
  }
}
