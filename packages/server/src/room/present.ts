import {
  type Caret,
  type CaretEngine,
  type Json,
  type OpsByKey,
  type PersonState,
  previewWeight,
  type Rights,
  type TextOp,
  type UserInfo,
} from "@alongside/core";
import { mayRead } from "./rights.ts";

/** A gesture as it is shown. It is written to JSON once, key by key, so that each reader's part is put together from texts. */
export class Shown {
  /** JSON of the ops of each top-level key. */
  readonly #keys: readonly (readonly [key: string, text: string])[];
  /** JSON of all of it. */
  readonly #text: string;
  /** What it counts towards the limit of its client. */
  readonly weight: number;

  constructor(ops: OpsByKey) {
    this.#keys = Object.entries(ops).map(([key, list]) => [key, JSON.stringify(list)]);
    this.#text = objectText(this.#keys);
    this.weight = previewWeight(ops, this.#text.length);
  }

  /** Characters of its JSON. */
  get bytes(): number {
    return this.#text.length;
  }

  textFor(rights: Rights): string {
    if (rights.read === true) return this.#text;
    return objectText(this.#keys.filter(([key]) => mayRead(rights, key)));
  }
}

/** What has not been told about somebody yet. */
interface Untold {
  user: boolean;
  state: boolean;
  readonly fields: Set<string>;
  readonly previews: Set<string>;
}

/** Tells whether a reader may see a caret. */
type SeesCaret = (caret: Caret, rights: Rights) => boolean;

/** One connection in a room: who it is and what it shows. Each value is written to JSON once, however many readers it goes to. */
export class Present {
  readonly client: string;
  user: UserInfo;
  state: PersonState = "active";
  /** What is shown of its gestures, by their numbers. */
  readonly previews = new Map<string, Shown>();
  untold: Untold | undefined;
  /** Ends its wait for the grace time; undefined while it is connected. */
  cancelGrace: (() => void) | undefined;
  #presence: { readonly [field: string]: Json } = {};
  #bytes = 2;
  readonly #texts = new Map<string, string>();
  readonly #carets: ReadonlyMap<string, CaretEngine>;
  readonly #seesCaret: SeesCaret;

  constructor(
    client: string,
    user: UserInfo,
    carets: ReadonlyMap<string, CaretEngine>,
    seesCaret: SeesCaret,
  ) {
    this.client = client;
    this.user = user;
    this.#carets = carets;
    this.#seesCaret = seesCaret;
  }

  /** Characters of its presence as JSON. */
  get presenceBytes(): number {
    return this.#bytes;
  }

  /** Characters of all that is shown of its gestures, as JSON. */
  get previewBytes(): number {
    let bytes = 0;
    for (const shown of this.previews.values()) bytes += shown.bytes;
    return bytes;
  }

  /** How many characters its presence would come to with `fields`. */
  bytesWith(fields: { readonly [field: string]: Json }): number {
    return JSON.stringify({ ...this.#presence, ...fields }).length;
  }

  /** Shows `fields`, with which its presence comes to `bytes`. */
  set(fields: { readonly [field: string]: Json }, bytes: number): void {
    this.#presence = { ...this.#presence, ...fields };
    this.#bytes = bytes;
    for (const field of Object.keys(fields)) this.#texts.delete(field);
  }

  /** Texts were edited at `seq`, by its own client or by another: its carets stay on their letters. */
  moveCarets(seq: number, isOwn: boolean, edits: ReadonlyMap<string, TextOp>): void {
    for (const [name, engine] of this.#carets) {
      const caret = this.#presence[name] as Caret | null | undefined;
      const edit = caret && edits.get(placeOf(caret));
      if (!edit) continue;
      const moved = engine.move(caret, edit.delta, isOwn ? "right" : "left");
      this.#presence = { ...this.#presence, [name]: { ...moved, seq } };
      this.#texts.delete(name);
    }
  }

  /** Whether there is anything to tell. */
  get hasNews(): boolean {
    const { untold } = this;
    if (untold === undefined) return false;
    return untold.user || untold.state || untold.fields.size + untold.previews.size > 0;
  }

  /** About how many characters it takes to tell what is untold. */
  get untoldBytes(): number {
    const { fields, previews } = this.untold ?? { fields: [], previews: [] };
    let bytes = 200;
    for (const field of fields) bytes += this.#text(field).length;
    for (const gesture of previews) bytes += this.previews.get(gesture)?.bytes ?? 0;
    return bytes;
  }

  /** JSON of what is untold, for a reader with `rights`. */
  patchFor(rights: Rights): string {
    const { client, user, state, untold } = this;
    const parts: [string, string][] = [["client", JSON.stringify(client)]];
    if (untold?.user === true) parts.push(["user", JSON.stringify(user)]);
    if (untold?.user === true || untold?.state === true)
      parts.push(["state", JSON.stringify(state)]);
    if (untold !== undefined && untold.fields.size > 0)
      parts.push(["presence", this.#presenceText(untold.fields, rights)]);
    if (untold !== undefined && untold.previews.size > 0) {
      const previews = Array.from(untold.previews, (gesture) => {
        return [gesture, this.previews.get(gesture)?.textFor(rights) ?? "null"] as const;
      });
      parts.push(["previews", objectText(previews)]);
    }
    return objectText(parts);
  }

  /** JSON of all of it, for a reader with `rights`. */
  wholeFor(rights: Rights): string {
    const { client, user, state, previews } = this;
    const head = JSON.stringify({ client, user, state }).slice(0, -1);
    const presence = this.#presenceText(Object.keys(this.#presence), rights);
    if (previews.size === 0) return `${head},"presence":${presence}}`;
    const texts = Array.from(previews, ([gesture, one]) => [gesture, one.textFor(rights)] as const);
    return `${head},"presence":${presence},"previews":${objectText(texts)}}`;
  }

  /** A reader who may not read everything sees no carets in texts that they may not read. */
  #presenceText(fields: Iterable<string>, rights: Rights): string {
    const texts = Array.from(fields, (field) => {
      const isHidden = rights.read !== true && this.#hides(field, rights);
      return [field, isHidden ? "null" : this.#text(field)] as const;
    });
    return objectText(texts);
  }

  #hides(field: string, rights: Rights): boolean {
    if (!this.#carets.has(field)) return false;
    const caret = this.#presence[field] as Caret | null | undefined;
    return caret !== undefined && caret !== null && !this.#seesCaret(caret, rights);
  }

  #text(field: string): string {
    let text = this.#texts.get(field);
    if (text === undefined)
      this.#texts.set(field, (text = JSON.stringify(this.#presence[field] ?? null)));
    return text;
  }
}

/** Names a text among those of a room. */
export function placeOf({ id, field }: { readonly id: string; readonly field: string }): string {
  return `${id} ${field}`;
}

function objectText(parts: readonly (readonly [key: string, text: string])[]): string {
  return `{${parts.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
}
