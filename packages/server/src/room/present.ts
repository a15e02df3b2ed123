import type { Caret, Json } from "@alongside/core";
import {
  type CaretEngine,
  type OpsByKey,
  type ActivityState,
  previewWeight,
  type Rights,
  type TextOp,
  type UserInfo,
} from "@alongside/core/engine";
import { OpsJson } from "./ops-json.ts";

/** A gesture as it is shown. It is written to JSON once, key by key, so that each reader's part is put together from texts. */
export class Shown {
  readonly #json: OpsJson;
  /** What it counts towards the limit of its client. */
  readonly weight: number;

  constructor(ops: OpsByKey) {
    this.#json = new OpsJson(ops);
    this.weight = previewWeight(ops, this.bytes);
  }

  /** Characters of its JSON. */
  get bytes(): number {
    return this.#json.all.length;
  }

  textFor(rights: Rights): string {
    return this.#json.for(rights);
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

/** Presence that may be shown: its JSON, field by field, and what all of the presence comes to with it. */
interface Weighed {
  readonly fields: { readonly [field: string]: Json };
  readonly parts: readonly (readonly [field: string, part: string])[];
  readonly bytes: number;
}

/** One connection in a room: who it is and what it shows. Each value is written to JSON once, however many readers it goes to. */
export class Present {
  readonly client: string;
  user: UserInfo;
  state: ActivityState = "active";
  /** What is shown of its gestures, by their numbers. */
  readonly previews = new Map<string, Shown>();
  untold: Untold | undefined;
  /** Ends its wait for the grace time; undefined while it is connected. */
  cancelGrace: (() => void) | undefined;
  #presence: { readonly [field: string]: Json } = {};
  /** JSON of each field with its name. Those of carets that have moved since are missing. */
  readonly #parts = new Map<string, string>();
  readonly #lengths = new Map<string, number>();
  #bytes = 2;
  readonly #head: string;
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
    this.#head = `[${JSON.stringify(client)}`;
    this.#carets = carets;
    this.#seesCaret = seesCaret;
  }

  /** About how many characters its presence has as JSON: as many as when each field was set. */
  get presenceBytes(): number {
    return this.#bytes;
  }

  /** Characters of all that is shown of its gestures, as JSON. */
  get previewBytes(): number {
    let bytes = 0;
    for (const shown of this.previews.values()) bytes += shown.bytes;
    return bytes;
  }

  /** What its presence would come to with `fields`. */
  weigh(fields: { readonly [field: string]: Json }): Weighed {
    let bytes = this.#bytes;
    const parts = Object.entries(fields).map(([field, value]) => {
      const part = partOf(field, value);
      bytes += part.length + 1 - (this.#lengths.get(field) ?? 0);
      return [field, part] as const;
    });
    return { fields, parts, bytes };
  }

  set({ fields, parts, bytes }: Weighed): void {
    this.#presence = { ...this.#presence, ...fields };
    this.#bytes = bytes;
    for (const [field, part] of parts) {
      this.#parts.set(field, part);
      this.#lengths.set(field, part.length + 1);
    }
  }

  /** Texts were edited at `seq`, by its own client or by another: its carets stay on their letters. */
  moveCarets(seq: number, isOwn: boolean, edits: ReadonlyMap<string, TextOp>): void {
    for (const [name, engine] of this.#carets) {
      const caret = this.#presence[name] as Caret | null | undefined;
      const edit = caret && edits.get(placeOf(caret));
      if (!edit) continue;
      const moved = engine.move(caret, edit.delta, isOwn ? "right" : "left");
      this.#presence = { ...this.#presence, [name]: { ...moved, seq } };
      this.#parts.delete(name);
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
    let bytes = 200;
    for (const field of this.untold?.fields ?? []) bytes += this.#lengths.get(field) ?? 0;
    for (const gesture of this.untold?.previews ?? [])
      bytes += this.previews.get(gesture)?.bytes ?? 0;
    return bytes;
  }

  /** JSON of what is untold, for a reader with `rights`. */
  patchFor(rights: Rights): string {
    const { user, state, untold } = this;
    if (untold === undefined) return `${this.#head}]`;
    const { fields, previews } = untold;
    const parts = [
      fields.size > 0 ? this.#fieldsFor(fields, rights) : "null",
      untold.user || untold.state ? `"${state}"` : "null",
      untold.user ? JSON.stringify(user) : "null",
      previews.size > 0 ? this.#previewsFor(previews, rights) : "null",
    ];
    while (parts.at(-1) === "null") parts.pop();
    return `${[this.#head, ...parts].join(",")}]`;
  }

  /** JSON of all of it, for a reader with `rights`. */
  wholeFor(rights: Rights): string {
    const { user, state, previews } = this;
    const presence = this.#fieldsFor(Object.keys(this.#presence), rights);
    let text = `${this.#head},${presence},"${state}",${JSON.stringify(user)}`;
    if (previews.size > 0) text += `,${this.#previewsFor(previews.keys(), rights)}`;
    return `${text}]`;
  }

  #previewsFor(gestures: Iterable<string>, rights: Rights): string {
    let text = "";
    for (const gesture of gestures) {
      const shown = this.previews.get(gesture)?.textFor(rights) ?? "null";
      text += `${text === "" ? "" : ","}${gesture},${shown}`;
    }
    return `[${text}]`;
  }

  /** A reader who may not read everything sees no carets in texts that they may not read. */
  #fieldsFor(fields: Iterable<string>, rights: Rights): string {
    let text = "";
    for (const field of fields) {
      const isHidden = rights.read !== true && this.#hides(field, rights);
      const part = isHidden ? partOf(field, null) : this.#part(field);
      text += text === "" ? part : `,${part}`;
    }
    return `{${text}}`;
  }

  #hides(field: string, rights: Rights): boolean {
    if (!this.#carets.has(field)) return false;
    const caret = this.#presence[field] as Caret | null | undefined;
    return caret !== undefined && caret !== null && !this.#seesCaret(caret, rights);
  }

  #part(field: string): string {
    let part = this.#parts.get(field);
    if (part === undefined)
      this.#parts.set(field, (part = partOf(field, this.#presence[field] ?? null)));
    return part;
  }
}

function partOf(field: string, value: Json): string {
  return `${JSON.stringify(field)}:${JSON.stringify(value)}`;
}

/** Names a text among those of a room. */
export function placeOf({ id, field }: { readonly id: string; readonly field: string }): string {
  return `${id} ${field}`;
}
