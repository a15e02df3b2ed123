import type { RoomId, Seq } from "@alongside/core/engine";
import { Broken } from "../checkers/broken.ts";
import type { SimRandom } from "../env/sim-random.ts";
import { type Asked, type AskingServer, isDefinite, type Told } from "./asking-server.ts";

/** Ms after which an answer is given up, and the same is asked again. */
const PATIENCE_MS = 400;

/** Something that is to be written, and what was told of it. */
export interface Order {
  readonly room: RoomId;
  readonly what: "patch" | "mutate" | "restore" | "name";
  /** What is found in the log where it was written: no other order has it. */
  readonly word: string;
  readonly asked: Asked;
  readonly key: string | undefined;
  /** The entry behind which alone it may be written. */
  readonly behind: Seq | undefined;
  told: Told | undefined;
}

/** A client of the API: what has a key is asked again until it is told how it ended, over a network that loses requests and answers. */
export class Asker {
  readonly orders: Order[] = [];
  readonly counts = { lost: 0, again: 0, stale: 0, refused: 0, written: 0 };
  readonly #server: AskingServer;
  readonly #random: SimRandom;

  constructor(server: AskingServer, random: SimRandom) {
    this.#server = server;
    this.#random = random;
  }

  /** Asks for something once, or with its key until that ended. */
  order(order: Order): void {
    this.orders.push(order);
    void this.#insist(order);
  }

  /** Asks for something again that has ended: what is told is the same. Throws `Broken` at once where nobody would catch it. */
  async again({ asked, told, word }: Order): Promise<void> {
    if (told === undefined) return;
    const now = await this.#ask(asked);
    if (now === undefined || !isDefinite(now)) return;
    this.counts.again += 1;
    if (JSON.stringify(now) !== JSON.stringify(told)) {
      const said = JSON.stringify([told, now]);
      this.broken ??= new Broken(`[R1706] ${word} was told one thing, and then another: ${said}`);
    }
  }

  /** What was seen to go wrong meanwhile. */
  broken: Broken | undefined;

  async #insist(order: Order): Promise<void> {
    do {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const told = await this.#ask(order.asked);
      if (told !== undefined && isDefinite(told)) return this.#end(order, told);
      // oxlint-disable-next-line no-await-in-loop -- not at once
      await this.#server.wait(this.#random.below(100));
    } while (order.key !== undefined);
  }

  #end(order: Order, told: Told): void {
    order.told = told;
    if (told.status === 200) this.counts.written += 1;
    else if (told.status === 412) this.counts.stale += 1;
    else this.counts.refused += 1;
  }

  /** Undefined where no answer came in time. */
  #ask(asked: Asked): Promise<Told | undefined> {
    const { server } = this.#server;
    const isLost = (): boolean => {
      const lost = !this.#server.isCalm && this.#random.chance(0.15);
      if (lost) this.counts.lost += 1;
      return lost;
    };
    return new Promise((resolve) => {
      server.clock.after(PATIENCE_MS, () => resolve(undefined));
      const carry = (fn: () => void): void => {
        if (!isLost()) server.clock.after(server.latency + this.#random.below(5), fn);
      };
      carry(() => {
        void this.#server.answer(asked, nothing()).then((told) => carry(() => resolve(told)));
        // What is sent twice on its way is two requests.
        if (asked.headers["idempotency-key"] !== undefined && this.#random.chance(0.05))
          void this.#server.answer(asked, nothing());
      });
    });
  }
}

// oxlint-disable-next-line require-yield -- a request without a body that is streamed
async function* nothing(): AsyncIterable<Uint8Array> {
  await Promise.resolve();
}
