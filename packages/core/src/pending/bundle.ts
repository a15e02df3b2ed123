import type { PendingText, TextBundle } from "../text/pending-text.ts";
import { Layer } from "./layer.ts";
import type { Replica } from "./replica.ts";

/** Pending changes in a row that only edit texts, while they are sent as one. */
export class ChangeBundle {
  readonly #replica: Replica;
  readonly #first: number;
  readonly #last: number;
  /** What they do to each text, with the top-level key. */
  readonly #texts: readonly (readonly [key: string, text: TextBundle])[];

  /** Others' edits are taken over them as one from here on. */
  constructor(replica: Replica, first: number, last: number) {
    this.#replica = replica;
    this.#first = first;
    this.#last = last;
    const slots = new Map<string, { readonly key: string; readonly items: PendingText[] }>();
    for (let n = first; n <= last; n++)
      for (const [key, op] of replica.row.find(n)?.each() ?? []) {
        if (op.op !== "text") throw new TypeError(`Change ${n} is not only typed`);
        const slot = `${op.id} ${op.field}`;
        const items = slots.get(slot)?.items;
        if (items === undefined) slots.set(slot, { key, items: [op as PendingText] });
        else items.push(op as PendingText);
      }
    const { pendingTexts, row } = replica;
    const whole = row.find(last);
    if (pendingTexts === undefined || whole === undefined)
      throw new TypeError(`Change ${last} is not only typed`);
    this.#texts = Array.from(slots.values(), ({ key, items }) => [
      key,
      pendingTexts.bundle(whole, items),
    ]);
  }

  /** What they write, as it stands now. */
  layer(): Layer {
    const layer = new Layer(this.#last, this.#replica.schema.textEngine);
    for (const [key, text] of this.#texts) layer.addText(key, text);
    return layer;
  }

  /** They have ended as one: the last of them is all of them from here on. */
  join(): void {
    const { row } = this.#replica;
    for (let n = this.#first; n <= this.#last; n++) row.take(n);
    const whole = this.layer();
    for (const [, text] of this.#texts) {
      text.end();
      text.layer = whole;
    }
    row.add(whole);
  }

  /** They stand by themselves again. */
  end(): void {
    for (const [, text] of this.#texts) {
      text.end();
      this.#replica.pendingTexts?.unbundle(text);
    }
  }
}
