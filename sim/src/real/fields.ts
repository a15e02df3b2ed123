import { openText, type Room } from "@alongside/client";
import { bindValue, type ValueBinding } from "../../../packages/editors/src/value.ts";
import { type Board, FORBIDDEN_LETTER } from "../app/board.ts";
import type { SimRandom } from "../env/sim-random.ts";

interface Field {
  readonly binding: ValueBinding;
  readonly read: () => string | undefined;
  value: string;
}

/** A page's bound editors: one on the page, and one on each label that was written in. They show what is new thirty times a second. */
export class Fields {
  readonly #room: Room<typeof Board>;
  readonly #random: SimRandom;
  readonly #all = new Map<string, Field>();

  constructor(room: Room<typeof Board>, random: SimRandom) {
    this.#room = room;
    this.#random = random;
  }

  /** Types, deletes, or composes in one of them. */
  act(): void {
    const random = this.#random;
    const shapes = this.#room.get()?.shapes ?? [];
    const shape = shapes.length > 0 && random.chance(0.7) ? random.pick(shapes).id : undefined;
    const field = this.#field(shape);
    if (field.read() === undefined) return;
    if (random.chance(0.1)) return field.binding.pause();
    if (random.chance(0.2)) field.binding.resume();
    const letters = Array.from(field.value);
    const at = random.below(letters.length + 1);
    const word = random.pick(["", "q", "9", "\u{1F600}", "e\u0301", "\n", FORBIDDEN_LETTER]);
    letters.splice(at, random.below(3), word);
    field.value = letters.join("");
    field.binding.change(field.value, letters.slice(0, at + 1).join("").length);
  }

  /** Nobody composes any more. */
  rest(): void {
    for (const { binding } of this.#all.values()) binding.resume();
  }

  /** Which one that has rested shows something else than its text; undefined where none does. */
  difference(): string | undefined {
    for (const [id, { value, read }] of this.#all) {
      const text = read();
      if (text !== undefined && text !== value)
        return `the editor of ${id} shows ${value}, the room has ${text}`;
    }
    return undefined;
  }

  #field(shape: string | undefined): Field {
    const id = shape ?? "page";
    const known = this.#all.get(id);
    if (known !== undefined) return known;
    const text = openText(this.#room, (doc) =>
      shape === undefined ? doc.page : doc.shapes.get(shape)?.label,
    );
    let value = "";
    const binding = bindValue(text, { set: (now) => void (value = now) });
    const field: Field = {
      binding,
      read: () => text.get()?.toString(),
      get value() {
        return value;
      },
      set value(now) {
        value = now;
      },
    };
    this.#all.set(id, field);
    return field;
  }
}
