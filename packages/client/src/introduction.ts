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
    if (kept !== undefined) this.#value = read(kept) ?? this.#value;
    return this.#value;
  }

  /** Throws `TypeError` for a wish that is no text. */
  change(wishes: Introduced): Introduction {
    const { name = this.value.name, color = this.value.color } = checked(wishes);
    this.#value = { ...(name && { name }), ...(color && { color }) };
    if (this.#isGuest) this.#environment.remember(KEY, JSON.stringify(this.#value));
    return this.#value;
  }
}

function checked(wishes: Introduced): Introduced {
  const given: unknown = wishes;
  if (isFields(given) && isWish(given["name"]) && isWish(given["color"])) return wishes;
  throw misused(
    "introduce",
    inWords(() => 'what is given should be texts, as { name: "Ann", color: "#1767d1" }'),
    given,
  );
}

function isWish(wish: unknown): boolean {
  return wish === undefined || wish === null || typeof wish === "string";
}

/** What was remembered; undefined where somebody else wrote it. */
function read(kept: string): Introduction | undefined {
  try {
    const { name, color } = JSON.parse(kept) as Introduction;
    return {
      ...(name && { name }),
      ...(typeof color === "string" && { color }),
    };
  } catch {
    return undefined;
  }
}
