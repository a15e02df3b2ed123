import type { Room, SharedText } from "@alongside/client";
import type { Delta } from "@alongside/core";
import { type Board, FORBIDDEN_LETTER } from "./board.ts";
import type { Shadow, Shadows } from "./shadows.ts";
import type { SimRandom } from "./sim-random.ts";

/** Letters that are easily got wrong: digits and signs that look like numbers, pairs of surrogates, marks, line ends. */
const LETTERS = ["a", "b", "9", "0", "-", "\u{1F600}", "e\u0301", "\n"];

/** Somebody's hand in the texts of a room: types words letter by letter, deletes, formats, and shows where the caret is. */
export class Typist {
  readonly page: SharedText;
  readonly #room: Room<typeof Board>;
  readonly #random: SimRandom;
  readonly #shadows: Shadows;
  #caret = 0;

  constructor(room: Room<typeof Board>, random: SimRandom, shadows: Shadows) {
    this.#room = room;
    this.#random = random;
    this.#shadows = shadows;
    this.page = shadows.page.text;
  }

  /** One key. Answers what became of it; undefined when there is no text to type in. */
  key(): { readonly committed: Promise<unknown>; readonly isForbidden: boolean } | undefined {
    const random = this.#random;
    if (random.chance(0.3)) return this.#small();
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
    const { committed } = this.#shadows.page.edit(delta);
    this.showCaret();
    return { committed, isForbidden };
  }

  showCaret(): void {
    const length = this.page.get()?.length;
    if (length === undefined) return;
    const head = this.#whole(Math.min(this.#caret, length));
    this.page.setCaret({ anchor: head, head });
  }

  /** One key in the text of a shape, or of a note in it: in its editor, or by an update beside that. */
  #small(): { readonly committed: Promise<unknown>; readonly isForbidden: boolean } | undefined {
    const random = this.#random;
    const shapes = this.#room.get()?.shapes ?? [];
    if (shapes.length === 0) return undefined;
    const { id, label, notes } = random.pick(shapes);
    const note = notes.length > 0 && random.chance(0.5) ? random.pick(notes) : undefined;
    const { length } = note?.words ?? label;
    const at = random.below(length + 1);
    const gone = random.chance(0.25) ? Math.min(3, length - at) : 0;
    const isForbidden = gone === 0 && random.chance(0.1);
    const letter = isForbidden ? FORBIDDEN_LETTER : random.pick(["x", "y", "z"]);
    if (random.chance(0.6)) {
      const editor: Shadow = note ? this.#shadows.words(id, note.id) : this.#shadows.label(id);
      const typed = gone > 0 ? -gone : letter;
      const { committed } = editor.edit(at > 0 ? [at, typed] : [typed]);
      return { committed, isForbidden };
    }
    const { committed } = this.#room.update((doc) => {
      const shape = doc.shapes.get(id);
      const text = note ? shape?.notes.get(note.id)?.words : shape?.label;
      if (gone > 0) text?.delete(at, gone);
      else text?.insert(at, letter);
    });
    return { committed, isForbidden };
  }

  /** The place itself, or the one before the surrogate pair it lies in. */
  #whole(at: number): number {
    const before = this.page.get()?.slice(Math.max(0, at - 1), at + 1) ?? "";
    return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(before) ? at - 1 : at;
  }
}
