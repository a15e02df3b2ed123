import type { RoomDefinition, TextValue } from "@alongside/core";
import type { UndoStep } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import type { TextEvent, TextPlace } from "../room/text-event.ts";
import { Graves, type Run } from "./graves.ts";
import { Marks } from "./marks.ts";

/** Who deletes and puts back what this page does. No client is named so. */
const OWN = "";

/** Texts that are followed though no step has edited them. */
const MAX_TEXTS = 100;

type TextNote = NonNullable<ReturnType<UndoStep["text"]>>;

/** The texts in which is known where deleted letters stood: those that steps have edited, and those that others have deleted from. */
export class FollowedTexts {
  readonly #copy: RoomCopy<RoomDefinition>;
  /** By id and field. */
  readonly #graves = new Map<string, Graves>();
  /** Whose change is taken in just now; undefined for what is one's own. */
  author: string | undefined;

  constructor(copy: RoomCopy<RoomDefinition>) {
    this.#copy = copy;
  }

  *places(): Generator<TextPlace, undefined> {
    for (const slot of this.#graves.keys()) {
      const at = slot.indexOf(" ");
      yield { id: slot.slice(0, at), field: slot.slice(at + 1) };
    }
  }

  /** Follows a text that others delete from: what is deleted beside that later has to know where this stood. Returns whether there are too many. */
  follow({ id, field }: TextPlace): boolean {
    const { replica } = this.#copy;
    const slot = `${id} ${field}`;
    const node = this.#graves.has(slot) ? undefined : replica.node(id);
    const schema = node && replica.schemaOf(node)?.fields.get(field);
    if (node === undefined || schema?.kind !== "text" || node.stub) return false;
    this.#graves.set(slot, new Graves(replica.text(node, field), schema.engine));
    return this.#graves.size > MAX_TEXTS;
  }

  /** A text was edited: by the step of which `note` is, or by others. Where the step takes another one back, that one's note is `taken`. */
  edited(
    { id, field, delta = [] }: TextEvent,
    note: TextNote | undefined,
    taken: TextNote | undefined,
  ): void {
    const slot = `${id} ${field}`;
    if (note?.before === undefined) {
      this.#graves.get(slot)?.apply(delta, this.author ?? OWN);
      return;
    }
    const graves = this.#graves.get(slot) ?? new Graves(note.before, note.engine);
    this.#graves.set(slot, graves);
    note.before = undefined;
    const marks = taken?.marks as Marks | undefined;
    note.marks = marks?.graves === graves ? graves.take(marks, OWN) : graves.note(delta, OWN);
  }

  /** What is known of a text. */
  graves({ id, field }: TextPlace): Graves | undefined {
    return this.#graves.get(`${id} ${field}`);
  }

  /** What an earlier page knew of a text. Throws `RangeError` where `runs` are of another text. */
  gravesOf(text: TextValue, engine: TextNote["engine"], runs: readonly Run[]): Graves {
    return Graves.of(text, engine, runs);
  }

  /** Goes on with what an earlier page knew of a text. */
  begin({ id, field }: TextPlace, graves: Graves): void {
    this.#graves.set(`${id} ${field}`, graves);
  }

  forget({ id, field }: TextPlace): void {
    this.#graves.delete(`${id} ${field}`);
  }

  clear(): void {
    this.#graves.clear();
  }

  /** Keeps what these steps need, and texts that none of them has edited as long as there are few. */
  keep(steps: Iterable<UndoStep>): void {
    const asked = new Map<object, Marks[]>();
    for (const step of steps)
      for (const { marks } of step.texts())
        if (marks instanceof Marks) {
          const all = asked.get(marks.graves);
          if (all === undefined) asked.set(marks.graves, [marks]);
          else all.push(marks);
        }
    for (const [slot, graves] of this.#graves) {
      const marks = asked.get(graves);
      graves.keep(marks ?? []);
      if (marks === undefined && this.#graves.size > MAX_TEXTS) this.#graves.delete(slot);
    }
  }
}
