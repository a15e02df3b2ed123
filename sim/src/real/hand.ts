import { type Client, createClient, openUndo, type Room, type Undo } from "@alongside/client";
import type { Delta } from "@alongside/core/text";
import { Board, FORBIDDEN_LETTER } from "../app/board.ts";
import { Fields } from "./fields.ts";
import { Shadows } from "../checkers/shadows.ts";
import type { SimRandom } from "../env/sim-random.ts";
import type { Cable } from "./cable.ts";

interface HandOptions {
  readonly name: string;
  readonly port: number;
  readonly cable: Cable;
  readonly random: SimRandom;
  /** What was reported, or threw. */
  onBroken(error: unknown): void;
}

/** Somebody who writes in a room on the real server, mostly in texts of records: in editors, and by updates beside those. */
export class RealHand {
  readonly name: string;
  readonly client: Client;
  readonly room: Room<typeof Board>;
  readonly shadows: Shadows;
  readonly fields: Fields;
  readonly #undo: Undo;
  readonly #options: HandOptions;
  #willCheck = false;

  constructor(options: HandOptions) {
    const { name, port, random, onBroken } = options;
    this.name = name;
    this.#options = options;
    this.client = createClient({
      url: `ws://127.0.0.1:${port}/live`,
      transports: ["websocket"],
      // What the server refused is looked at in `rejected`.
      onError: (error, about) => about?.rejected === undefined && onBroken(error),
    });
    this.room = this.client.join(Board, "r");
    this.shadows = new Shadows(this.room, random.chance(0.5));
    this.fields = new Fields(this.room, random);
    this.#undo = openUndo(this.room);
    // Right after everybody was told, whatever it was.
    this.room.subscribe(() => {
      if (this.#willCheck) return;
      this.#willCheck = true;
      queueMicrotask(() => this.check());
    });
  }

  check(): void {
    this.#willCheck = false;
    try {
      this.shadows.check(this.name);
    } catch (error) {
      this.#options.onBroken(error);
    }
  }

  /** Does one random thing. */
  act(): void {
    const { random, cable } = this.#options;
    if (this.room.get() === undefined) return;
    this.shadows.follow();
    const roll = random.next();
    // Mostly for a moment; sometimes for so long that what was missed is in a snapshot.
    if (roll < 0.03) cable.cut(random.chance(0.2) ? random.between(500, 7000) : 0);
    else if (roll < 0.1) (random.chance(0.7) ? this.#undo.undo : this.#undo.redo)();
    else if (roll < 0.2) this.#arrange();
    else if (roll < 0.45) this.fields.act();
    else this.#type();
  }

  #arrange(): void {
    const { random } = this.#options;
    this.room.update((doc) => {
      const shapes = doc.shapes.map(({ id }) => id);
      const shape = shapes.length === 0 ? undefined : doc.shapes.get(random.pick(shapes));
      const roll = random.next();
      if (shape === undefined || (roll < 0.3 && shapes.length < 12))
        doc.shapes.insert({ notes: [{ words: "note" }] }, random.chance(0.5) ? "start" : "end");
      else if (roll < 0.5) shape.notes.push({ words: random.chance(0.5) ? "" : "words" });
      else if (roll < 0.65 && shapes.length > 4) doc.shapes.delete(shape.id);
      else {
        const note = shape.notes.at(0);
        const to = doc.shapes.get(random.pick(shapes));
        if (note && to && roll < 0.85) shape.notes.move(note.id, to.notes, "end");
        else if (note) shape.notes.delete(note.id);
      }
    });
    if (random.chance(0.2)) this.room.mutate.add({ color: "red" });
  }

  #type(): void {
    const { random } = this.#options;
    const shapes = this.room.get()?.shapes ?? [];
    const shape = shapes.length > 0 && random.chance(0.8) ? random.pick(shapes) : undefined;
    const note = shape !== undefined && shape.notes.length > 0 && random.chance(0.7);
    const noteId = note ? random.pick(shape.notes).id : undefined;
    const shadow =
      shape === undefined
        ? this.shadows.page
        : noteId === undefined
          ? this.shadows.label(shape.id)
          : this.shadows.words(shape.id, noteId);
    const text = shadow.text.get();
    if (text === undefined) return;
    const at = random.below(text.length + 1);
    const gone = random.chance(0.35) ? Math.min(1 + random.below(3), text.length - at) : 0;
    const letter = random.chance(0.03) ? FORBIDDEN_LETTER : random.pick(["a", "B", "9", "-"]);
    const part = gone > 0 ? -gone : letter;
    const delta: Delta = at === 0 ? [part] : [at, part];
    if (text.splits(delta)) return;
    if (random.chance(0.6)) return void shadow.edit(delta);
    this.room.update((doc) => {
      const found = shape && doc.shapes.get(shape.id);
      const draft = noteId === undefined ? found?.label : found?.notes.get(noteId)?.words;
      (shape === undefined ? doc.page : draft)?.apply(delta);
    });
  }
}
