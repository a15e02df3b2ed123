import { openText, type Room, type SharedText } from "@alongside/client";
import type { Delta } from "@alongside/core";
import { type Board, FORBIDDEN_LETTER } from "./board.ts";
import type { SimRandom } from "./sim-random.ts";

/** Letters that are easily got wrong: digits and signs that look like numbers, pairs of surrogates, marks, line ends. */
const LETTERS = ["a", "b", "9", "0", "-", "\u{1F600}", "e\u0301", "\n"];

/** Somebody's hand in the texts of a room: types words letter by letter, deletes, formats, and shows where the caret is. */
export class Typist {
  readonly page: SharedText;
  readonly #room: Room<typeof Board>;
  readonly #random: SimRandom;
  #caret = 0;

  constructor(room: Room<typeof Board>, random: SimRandom) {
    this.#room = room;
    this.#random = random;
    this.page = openText(room, (doc) => doc.page);
  }

  /** One key. Answers what became of it; undefined when there is no text to type in. */
  key(): { readonly committed: Promise<unknown>; readonly isForbidden: boolean } | undefined {
    const random = this.#random;
    if (random.chance(0.2)) return this.#label();
    const text = this.page.get();
    if (text === undefined) return undefined;
    const { length } = text;
    if (random.chance(0.15)) this.#caret = random.below(length + 1);
    const at = this.#whole(Math.min(this.#caret, length));
    const isForbidden = random.chance(0.06);
    const roll = random.next();
    let delta: Delta;
    if (isForbidden) delta = at === 0 ? [FORBIDDEN_LETTER] : [at, FORBIDDEN_LETTER];
    else if (roll < 0.2 && at > 0) {
      const from = this.#whole(Math.max(0, at - 1 - random.below(3)));
      delta = from === 0 ? [-at] : [from, from - at];
    } else if (roll < 0.3 && at < length) {
      const to = this.#whole(Math.min(length, at + 1 + random.below(6)));
      if (to <= at) return undefined;
      const format = { retain: to - at, attributes: { bold: random.chance(0.6) ? true : null } };
      delta = at === 0 ? [format] : [at, format];
    } else if (roll < 0.34) {
      const embed = { insert: { image: "i" } };
      delta = at === 0 ? [embed] : [at, embed];
    } else {
      const letter = random.pick(LETTERS);
      delta = at === 0 ? [letter] : [at, letter];
      this.#caret = at + letter.length;
    }
    const { committed } = this.page.edit(delta);
    this.showCaret();
    return { committed, isForbidden };
  }

  showCaret(): void {
    const length = this.page.get()?.length;
    if (length === undefined) return;
    const head = this.#whole(Math.min(this.#caret, length));
    this.page.setCaret({ anchor: head, head });
  }

  #label(): { readonly committed: Promise<unknown>; readonly isForbidden: boolean } | undefined {
    const shapes = this.#room.get()?.shapes ?? [];
    if (shapes.length === 0) return undefined;
    const { id, label } = this.#random.pick(shapes);
    const isForbidden = this.#random.chance(0.1);
    const { committed } = this.#room.update((doc) => {
      const at = this.#random.below(label.length + 1);
      doc.shapes.get(id)?.label.insert(at, isForbidden ? FORBIDDEN_LETTER : "x");
    });
    return { committed, isForbidden };
  }

  /** The place itself, or the one before the surrogate pair it lies in. */
  #whole(at: number): number {
    const before = this.page.get()?.slice(Math.max(0, at - 1), at + 1) ?? "";
    return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(before) ? at - 1 : at;
  }
}
