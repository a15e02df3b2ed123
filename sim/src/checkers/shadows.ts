import { type Changed, openText, type Room, type SharedText } from "@alongside/client";
import type { TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core/text";
import type { Board } from "../app/board.ts";
import { Broken } from "./broken.ts";

/** A text of a room as an editor would show it: what was there when it was opened, and since then only what was told. */
export class Shadow {
  readonly text: SharedText;
  /** How often it was told that the text is another one, and had to read it anew. */
  breaks = 0;
  #shown: TextValue | undefined;

  constructor(text: SharedText) {
    this.text = text;
    this.#shown = text.get();
    text.observe((delta) => {
      if (delta === undefined) {
        this.breaks += 1;
        this.#shown = text.get();
      } else this.#shown = this.#shown?.apply(delta);
    });
  }

  /** Edits the text as its editor, which is told nothing of it. */
  edit(delta: Delta): Changed<void> {
    const changed = this.text.edit(delta);
    this.#shown = this.#shown?.apply(delta);
    return changed;
  }

  /** Throws where it shows something else than the room. */
  check(name: string): void {
    const now = this.text.get();
    const shown = this.#shown;
    if (now === shown || (now !== undefined && shown?.equals(now) === true)) return;
    throw new Broken(
      `${name}: an editor that was told all shows ${JSON.stringify(shown)}, the room ${JSON.stringify(now)}`,
    );
  }
}

/** A shadow of each text that a page has seen: the page's, and those of shapes and of the notes in them. */
export class Shadows {
  readonly page: Shadow;
  readonly #room: Room<typeof Board>;
  readonly #undo: boolean;
  readonly #all = new Map<string, Shadow>();

  /** `undo` says whether what is typed is a step to undo. */
  constructor(room: Room<typeof Board>, undo: boolean) {
    this.#room = room;
    this.#undo = undo;
    this.page = new Shadow(openText(room, (doc) => doc.page, { undo }));
  }

  /** The shadow of a shape's label. */
  label(shape: string): Shadow {
    return this.#open(`${shape} label`, (doc) => doc.shapes.get(shape)?.label);
  }

  /** The shadow of what a note says. */
  words(shape: string, note: string): Shadow {
    return this.#open(`${note} words`, (doc) => doc.shapes.get(shape)?.notes.get(note)?.words);
  }

  /** Opens a shadow for each text that is new on the page. */
  follow(): void {
    for (const shape of this.#room.get()?.shapes ?? []) {
      this.label(shape.id);
      for (const note of shape.notes) this.words(shape.id, note.id);
    }
  }

  /** Throws where a shadow shows something else than the room. */
  check(name: string): void {
    this.page.check(`${name}, page`);
    for (const [slot, shadow] of this.#all) shadow.check(`${name}, ${slot}`);
  }

  /** By record and field: what the server made under the id of a guessed record may be another kind of record. */
  #open(slot: string, find: Parameters<typeof openText<typeof Board>>[1]): Shadow {
    let shadow = this.#all.get(slot);
    if (shadow !== undefined) return shadow;
    shadow = new Shadow(openText(this.#room, find, { undo: this.#undo }));
    this.#all.set(slot, shadow);
    return shadow;
  }
}
