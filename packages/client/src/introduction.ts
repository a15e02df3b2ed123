import { type Introduction, inWords, isFields, misused } from "@alongside/core/engine";
import type { Environment } from "./environment.ts";

/** Where it is remembered how a guest asks to be shown. */
const KEY = "alongside:introduction";

/** What is changed of it: null takes a wish back. */
export type Introduced = { readonly [Wish in keyof Introduction]?: string | null };

/** How this page asks to be shown. For guests it is remembered beside their secret: another tab and the next page ask the same. */
export class OwnIntroduction {
  readonly #environment: Environment;
  readonly #isGuest: boolean;
  #value: Introduction = {};

  constructor(environment: Environment, isGuest: boolean) {
    this.#environment = environment;
    this.#isGuest = isGuest;
  }

  /** Another tab may have changed it. */
  get value(): Introduction {
    const kept = this.#isGuest ? this.#environment.recall(KEY) : undefined;
    try {
      const given: unknown = JSON.parse(kept ?? "null");
      if (areWishes(given)) this.#value = wished(given);
    } catch {
      // Somebody else wrote it.
    }
    return this.#value;
  }

  /** Throws `TypeError` for a wish that is no text. */
  change(wishes: Introduced): Introduction {
    if (!areWishes(wishes))
      throw misused(
        "introduce",
        inWords(() => 'what is given should be texts, as { name: "Ann", color: "#1767d1" }'),
        wishes,
      );
    const { name = this.value.name, color = this.value.color } = wishes;
    this.#value = wished({ name, color });
    if (this.#isGuest) this.#environment.remember(KEY, JSON.stringify(this.#value));
    return this.#value;
  }
}

function areWishes(given: unknown): given is Introduced {
  return isFields(given) && [given["name"], given["color"]].every(isWish);
}

function isWish(wish: unknown): boolean {
  return wish === undefined || wish === null || typeof wish === "string";
}

function wished({
  name,
  color,
}: Partial<Record<keyof Introduction, string | null | undefined>>): Introduction {
  return { ...(name && { name }), ...(color && { color }) };
}
