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

/** A field of somebody's presence. */
interface Field {
  readonly value: Json;
  /** JSON of it with its name. Undefined for a caret that has moved since. */
  json: string | undefined;
  /** What it counts: characters of that JSON when it was set, and a comma. */
  readonly bytes: number;
}

/** Presence that may be shown, and what all of the presence comes to with it. */
interface Weighed {
  readonly fields: readonly (readonly [name: string, field: Field])[];
  readonly bytes: number;
}

/** Most people who are in a room show nothing yet, and share these. */
const NO_FIELDS: ReadonlyMap<string, Field> = new Map();
const NO_PREVIEWS: ReadonlyMap<string, Shown> = new Map();

/**
 * One connection in a room: who it is and what it shows. Each value is written to JSON once, when it is weighed: written again for the
 * readers, a tick costs a quarter more for each person (`npm run bench -- crowd`).
 */
export class Present {
  readonly client: string;
  user: UserInfo;
  state: ActivityState = "active";
  #previews: Map<string, Shown> | undefined;
  untold: Untold | undefined;
  /** Ends its wait for the grace time; undefined while it is connected. */
  cancelGrace: (() => void) | undefined;
  #fields: Map<string, Field> | undefined;
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

  /** What is shown of its gestures, by their numbers. */
  get previews(): ReadonlyMap<string, Shown> {
    return this.#previews ?? NO_PREVIEWS;
  }

  preview(gesture: string, shown: Shown): void {
    (this.#previews ??= new Map()).set(gesture, shown);
  }

  endPreview(gesture: string): void {
    this.#previews?.delete(gesture);
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
    const weighed = Object.entries(fields).map(([name, value]) => {
      const json = partOf(name, value);
      const field = { value, json, bytes: json.length + 1 };
      bytes += field.bytes - (this.#fields?.get(name)?.bytes ?? 0);
      return [name, field] as const;
    });
    return { fields: weighed, bytes };
  }

  set({ fields, bytes }: Weighed): void {
    this.#bytes = bytes;
    this.#fields ??= new Map();
    for (const [name, field] of fields) this.#fields.set(name, field);
  }

  /** Texts were edited at `seq`, by its own client or by another: its carets stay on their letters. */
  moveCarets(seq: number, isOwn: boolean, edits: ReadonlyMap<string, TextOp>): void {
    for (const [name, engine] of this.#carets) {
      const field = this.#fields?.get(name);
      const caret = field?.value as Caret | null | undefined;
      const edit = caret && edits.get(placeOf(caret));
      if (field === undefined || !edit) continue;
      const moved = engine.move(caret, edit.delta, isOwn ? "right" : "left");
      const value = { ...moved, seq };
      this.#fields?.set(name, { value, json: undefined, bytes: field.bytes });
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
    for (const field of this.untold?.fields ?? []) bytes += this.#fields?.get(field)?.bytes ?? 0;
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
    const presence = this.#fieldsFor((this.#fields ?? NO_FIELDS).keys(), rights);
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
    for (const name of fields) {
      const isHidden = rights.read !== true && this.#hides(name, rights);
      const part = isHidden ? partOf(name, null) : this.#part(name);
      text += text === "" ? part : `,${part}`;
    }
    return `{${text}}`;
  }

  #hides(name: string, rights: Rights): boolean {
    if (!this.#carets.has(name)) return false;
    const caret = this.#fields?.get(name)?.value as Caret | null | undefined;
    return caret !== undefined && caret !== null && !this.#seesCaret(caret, rights);
  }

  #part(name: string): string {
    const field = this.#fields?.get(name);
    if (field === undefined) return partOf(name, null);
    return (field.json ??= partOf(name, field.value));
  }
}

function partOf(field: string, value: Json): string {
  return `${JSON.stringify(field)}:${JSON.stringify(value)}`;
}

/** Names a text among those of a room. */
export function placeOf({ id, field }: { readonly id: string; readonly field: string }): string {
  return `${id} ${field}`;
}
