import type { RoomId, Seq } from "@alongside/core/engine";
import type { SimRandom } from "../env/sim-random.ts";
import type { Order } from "./asker.ts";
import { FRESH, ROOM } from "./sheet.ts";

const JSON_TYPE = "application/json";

/** Makes up what somebody writes over HTTP next: some of it under a condition, some in a user's name, most of it with a key. */
export class Orders {
  readonly #random: SimRandom;
  readonly #head: (room: RoomId) => Seq;
  #count = 0;

  constructor(random: SimRandom, head: (room: RoomId) => Seq) {
    this.#random = random;
    this.#head = head;
  }

  next(): Order {
    const random = this.#random;
    const room = random.chance(0.8) ? ROOM : random.pick(FRESH);
    const head = this.#head(room);
    const word = `${this.#mood()} (${++this.#count})`;
    const { what, ...rest } = this.#what(word, head);
    // A restore without a key could not be told from what it brings back.
    const isKeyed = random.chance(0.85) || what === "restore";
    const key = isKeyed ? `key ${this.#count}` : undefined;
    const roll = random.next();
    const isNew = head === 0 && roll < 0.5;
    const behind = isNew ? 0 : roll < 0.4 && head > 0 ? this.#near(head) : undefined;
    const headers: Record<string, string> = {
      ...(key !== undefined && { "idempotency-key": key }),
      ...(isNew ? { "if-none-match": "*" } : behind !== undefined && { "if-match": `"${behind}"` }),
    };
    const by = random.pick(["", "", "", "as=ann", "as=bob", "as=reader"]);
    const asked = { headers, query: by, ...rest, path: `/rooms/${room}${rest.path}` };
    return { room, what, word, asked, key, behind, told: undefined };
  }

  /** What a rule refuses, what a mutation refuses, and what is fine. */
  #mood(): string {
    const roll = this.#random.next();
    return roll < 0.08 ? "rude" : roll < 0.16 ? "odd" : "kind";
  }

  /** Mostly the entry that is the last, or will be by then. */
  #near(head: Seq): Seq {
    return this.#random.chance(0.6) ? head : Math.max(1, head - 1 - this.#random.below(3));
  }

  #what(
    word: string,
    head: Seq,
  ): Pick<Order, "what"> & Pick<Order["asked"], "method" | "path" | "type" | "body"> {
    const random = this.#random;
    const roll = random.next();
    const post = { method: "POST", type: JSON_TYPE };
    if (roll < 0.1 && head > 0) {
      const seq = Math.max(0, head - random.below(6));
      return { what: "restore", ...post, path: "/restore", body: JSON.stringify({ seq }) };
    }
    if (roll < 0.25 && head > 0)
      return { what: "name", ...post, path: "/versions", body: JSON.stringify({ name: word }) };
    if (roll < 0.6)
      return { what: "mutate", ...post, path: "/mutations/put", body: JSON.stringify({ word }) };
    const steps = [
      { op: "add", path: "/lines/-", value: { word } },
      { op: "increment", path: "/votes", by: 1 },
      { op: "replace", path: "/title", value: word },
    ];
    const isMerge = random.chance(0.4);
    return {
      what: "patch",
      method: "PATCH",
      path: "/state",
      type: isMerge ? "application/merge-patch+json" : "application/json-patch+json",
      body: JSON.stringify(isMerge ? { title: word } : steps.slice(0, 1 + random.below(3))),
    };
  }
}
