import type { Room, SharedText } from "@alongside/client";
import type { Delta } from "@alongside/core/text";
import { type Board, FORBIDDEN_LETTER } from "../app/board.ts";
import { Broken } from "../checkers/broken.ts";
import type { Shadow, Shadows } from "../checkers/shadows.ts";
import type { Surroundings } from "../surroundings.ts";

/**
 * Letters that are easily got wrong: digits and signs that look like numbers, pairs of surrogates, marks. Neighbours have none in
 * common, so that a letter tells whose it is.
 */
const ALPHABETS: readonly (readonly string[])[] = [
  ["a", "9", "\u{1F600}"],
  ["b", "0", "e\u0301"],
  ["c", "-", "o\u0308"],
  ["d", "7", "\u{1F680}"],
];

/** The letters of a page, without what anybody types. */
export function lettersOf(page: number): readonly string[] {
  return ALPHABETS[page % ALPHABETS.length] ?? [];
}

interface Typed {
  readonly committed: Promise<{ readonly seq: number; readonly void: readonly unknown[] }>;
}

/** Somebody's hand in the texts of a room: types words letter by letter, deletes, formats, and shows where the caret is. */
export class Typist {
  readonly page: SharedText;
  readonly #room: Room<typeof Board>;
  readonly #around: Surroundings;
  readonly #shadows: Shadows;
  readonly #letters: readonly string[];
  #caret = 0;

  /** Types with the letters of page `number`. */
  constructor(number: number, room: Room<typeof Board>, around: Surroundings, shadows: Shadows) {
    this.#room = room;
    this.#around = around;
    this.#shadows = shadows;
    this.#letters = [...lettersOf(number), "\n"];
    this.page = shadows.page.text;
  }

  /** One key, as a function that types it and what may become of it. Undefined when there is no text to type in. */
  key(): { readonly type: () => Typed; readonly isForbidden: boolean } | undefined {
    const { random } = this.#around;
    if (random.chance(0.3)) return this.#small();
    const text = this.page.get();
    if (text === undefined) return undefined;
    const { length } = text;
    if (random.chance(0.15)) this.#caret = random.below(length + 1);
    const at = this.#whole(Math.min(this.#caret, length));
    const isForbidden = random.chance(0.06);
    const delta = isForbidden ? [...keep(at), FORBIDDEN_LETTER] : this.#delta(at, length);
    if (delta === undefined) return undefined;
    const type = (): Typed => {
      const typed = this.#shadows.page.edit(delta);
      this.showCaret();
      return typed;
    };
    return { type, isForbidden };
  }

  showCaret(): void {
    const length = this.page.get()?.length;
    if (length === undefined) return;
    const head = this.#whole(Math.min(this.#caret, length));
    this.page.setCaret({ anchor: head, head });
  }

  #delta(at: number, length: number): Delta | undefined {
    const { random } = this.#around;
    const roll = random.next();
    if (roll < 0.2 && at > 0) {
      const from = this.#whole(Math.max(0, at - 1 - random.below(3)));
      return from === 0 ? [-at] : [from, from - at];
    }
    if (roll < 0.32 && at < length) {
      const to = this.#whole(Math.min(length, at + 1 + random.below(6)));
      return to <= at ? undefined : [...keep(at), { retain: to - at, attributes: this.#format() }];
    }
    if (roll < 0.36) return [...keep(at), { insert: { image: "i" } }];
    const letter = random.pick(this.#letters);
    this.#caret = at + letter.length;
    if (roll > 0.9) return [...keep(at), { insert: letter, attributes: { bold: true } }];
    return [...keep(at), letter];
  }

  /** One attribute or several, set and taken away, named in any order. */
  #format(): { readonly [name: string]: string | boolean | null } {
    const { random } = this.#around;
    const bold = random.chance(0.6) ? true : null;
    const italic = random.chance(0.6) ? true : null;
    const link = random.chance(0.6) ? random.pick(["/a", "/b"]) : null;
    return random.pick([{ bold }, { italic, bold }, { bold, italic }, { link, bold, italic }]);
  }

  /** One key in the text of a shape, or of a note in it: in its editor, or by an update beside that. */
  #small(): { readonly type: () => Typed; readonly isForbidden: boolean } | undefined {
    const { random } = this.#around;
    const shapes = this.#room.get()?.shapes ?? [];
    if (shapes.length === 0) return undefined;
    const { id, label, notes } = random.pick(shapes);
    const note = notes.length > 0 && random.chance(0.5) ? random.pick(notes) : undefined;
    const seen = (note?.words ?? label).toString();
    const at = whole(seen, random.below(seen.length + 1));
    const gone = random.chance(0.25) ? whole(seen, Math.min(at + 3, seen.length)) - at : 0;
    const isForbidden = gone <= 0 && random.chance(0.1);
    const letter = isForbidden ? FORBIDDEN_LETTER : random.pick(["x", "y", "z"]);
    if (random.chance(0.6)) {
      const editor: Shadow = note ? this.#shadows.words(id, note.id) : this.#shadows.label(id);
      if (editor.text.get() === undefined) throw new Broken("a text that is seen cannot be opened");
      return { type: () => editor.edit([...keep(at), gone > 0 ? -gone : letter]), isForbidden };
    }
    const type = (): Typed =>
      this.#room.update((doc) => {
        const shape = doc.shapes.get(id);
        const text = note ? shape?.notes.get(note.id)?.words : shape?.label;
        if (gone > 0) text?.delete(at, gone);
        else text?.insert(at, letter);
      });
    return { type, isForbidden };
  }

  /** The place itself, or the one before the surrogate pair it lies in. */
  #whole(at: number): number {
    const before = this.page.get()?.slice(Math.max(0, at - 1), at + 1) ?? "";
    return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(before) ? at - 1 : at;
  }
}

function keep(at: number): Delta {
  return at === 0 ? [] : [at];
}

/** The place `at` in `text`, or the one before the surrogate pair it lies in. */
export function whole(text: string, at: number): number {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(Math.max(0, at - 1), at + 1))
    ? at - 1
    : at;
}
