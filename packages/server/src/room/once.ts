import { Refused } from "@alongside/core";
import { isOnce, ONCE_MS, type Seq } from "@alongside/core/engine";

/** So many changes that are made once are known in a room. */
const MOST = 10_000;

interface End {
  readonly seq: Seq;
  /** Infinity while it is not durable. */
  readonly at: number;
}

/** The clients that make one change once: when that was, for 24 hours. Their lines of the ledger say the rest. */
export class Once {
  /** By client, the oldest first. */
  readonly #ends = new Map<string, End>();
  readonly #drop: (client: string) => void;

  /** `drop` lets go of a client's line. */
  constructor(drop: (client: string) => void) {
    this.#drop = drop;
  }

  /** Notes where and when the change of a client ended. Other clients are none of its business. */
  note(client: string, at: number, seq: Seq = 0): void {
    if (isOnce(client)) this.#ends.set(client, { seq, at });
  }

  endOf(client: string): End {
    return this.#ends.get(client) ?? { seq: 0, at: 0 };
  }

  /** Lets go of those that are older than 24 hours. */
  forget(now: number): void {
    for (const [client, { at }] of this.#ends) {
      if (at > now - ONCE_MS) return;
      this.#ends.delete(client);
      this.#drop(client);
    }
  }

  /** Throws `Refused`, `once.full`, where one more is too many: the oldest is forgotten first, and none before its time. */
  checkFull(now: number): void {
    if (this.#ends.size < MOST) return;
    const [oldest] = this.#ends.values();
    const seconds = Math.ceil(((oldest?.at ?? now) + ONCE_MS - now) / 1000);
    throw new Refused(
      "once.full",
      `${MOST} changes with a key of their own were made here within 24 h; the oldest is forgotten in ${seconds} s`,
    );
  }
}
