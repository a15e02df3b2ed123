import type { Code } from "@alongside/core/engine";
import type { Holder } from "./byte-budget.ts";
import type { Endpoint } from "./endpoint.ts";

/** What a chunk that was read costs beyond its bytes, about. */
const CHUNK_BYTES = 256;

/** Messages that keep less are not counted one by one. */
const SMALL_BYTES = 16 * 1024;

/** Bytes of a control frame besides its payload, as a client sends it: two, and the mask. */
const CONTROL_BYTES = 6;

/** What it belongs to. */
interface Owner {
  readonly address: string;
  farewell(code: Code, message: string): void;
}

/** The message that is on its way in over one WebSocket, and what it keeps in memory before it is whole. */
export class Incoming implements Holder {
  readonly #owner: Owner;
  readonly #endpoint: Endpoint;
  #bytes = 0;
  #chunks = 0;
  /** Since when it is counted. */
  #since: number | undefined;

  constructor(owner: Owner, endpoint: Endpoint) {
    this.#owner = owner;
    this.#endpoint = endpoint;
  }

  get address(): string {
    return this.#owner.address;
  }

  /** Bytes came. Returns how many there are that no message has taken. */
  add(bytes: number): number {
    this.#bytes += bytes;
    this.#chunks += 1;
    const cost = this.#bytes + this.#chunks * CHUNK_BYTES;
    if (cost > SMALL_BYTES) {
      const { unfinished, clock } = this.#endpoint;
      this.#since ??= clock.now();
      unfinished.set(this, cost);
      if (unfinished.isFullFor(this.address)) this.overBudget();
    }
    return this.#bytes;
  }

  /** A message has come whole, and maybe a few bytes of the next, which then are not counted. */
  isWhole(): void {
    this.#bytes = 0;
    this.#chunks = 0;
    if (this.#since === undefined) return;
    this.#since = undefined;
    this.#endpoint.unfinished.set(this, 0);
  }

  /** A ping or pong has come, of so many bytes. It may come in the middle of a message. */
  isControl(bytes: number): void {
    this.#bytes -= bytes + CONTROL_BYTES;
    if (this.#bytes <= 0) this.isWhole();
  }

  /** It was not read for a while: its time begins anew. */
  goOn(): void {
    if (this.#since !== undefined) this.#since = this.#endpoint.clock.now();
  }

  isLate(now: number): boolean {
    return this.#since !== undefined && now - this.#since > this.#endpoint.limits.requestMs;
  }

  overBudget(): void {
    this.#owner.farewell("limit.unfinished", "Too much has come in messages that are not whole");
  }
}
