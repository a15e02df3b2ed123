import type { Caret, Json, Point } from "@alongside/core";
import {
  type CaretEngine,
  equalJson,
  type Grid,
  type OpsByKey,
  type ActivityState,
  type PersonState,
  previewWeight,
  type Rights,
  type TextOp,
  type UserInfo,
} from "@alongside/core/engine";
import type { Walker } from "./crowd/walker.ts";
import { OpsJson } from "./ops-json.ts";
import type { Mover } from "./places.ts";
import type { Move } from "./run.ts";

/** A gesture as it is shown. It is written to JSON once, key by key, so that each reader's part is put together from texts. */
export class Shown {
  readonly #json: OpsJson;
  /** What it counts towards the limit of its client. */
  readonly weight: number;
  /** When it was so, as its author said. */
  readonly at: number | undefined;

  constructor(ops: OpsByKey, at?: number) {
    this.at = at;
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
  /** All of it: nobody knows of this connection. */
  isNew: boolean;
  user: boolean;
  state: boolean;
  /** Fields other than points. */
  readonly fields: Set<string>;
  readonly points: Set<string>;
  readonly previews: Set<string>;
}

/** Tells whether a reader may see a caret. */
type SeesCaret = (caret: Caret, rights: Rights) => boolean;

/** What fields of presence are, beside plain values. */
export interface FieldKinds {
  readonly carets: ReadonlyMap<string, CaretEngine>;
  readonly points: ReadonlyMap<string, Grid>;
}

/** About how many characters a point has as JSON. */
const POINT_BYTES = 40;

/** A field of somebody's presence. */
interface Field {
  readonly value: Json;
  /** JSON of it with its name. Undefined for a point, and for a caret that has moved since. */
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
export class Present implements Mover, Walker {
  readonly client: string;
  readonly place: number;
  user: UserInfo;
  /** What its page said of itself. */
  state: ActivityState = "active";
  /** Its link has been down for a while. */
  isQuiet = false;
  /** Nothing is heard of it, though it promised to be heard and its link is not known to be down. */
  isSilent = false;
  #previews: Map<string, Shown> | undefined;
  untold: Untold | undefined;
  /** Which tick of the room told of it last. */
  toldIn = -1;
  /** How many of its events count still towards those that may come at once, and when that was so, in ms. */
  events: { readonly told: number; readonly at: number } | undefined;
  /** Ends its wait for the grace time; undefined while it is connected. */
  cancelGrace: (() => void) | undefined;
  #fields: Map<string, Field> | undefined;
  #bytes = 2;
  /** The points as ticks have told of them. */
  #toldPoints: Map<string, Point | null> | undefined;
  readonly #head: string;
  readonly #kinds: FieldKinds;
  readonly #seesCaret: SeesCaret;

  constructor(
    client: string,
    place: number,
    user: UserInfo,
    kinds: FieldKinds,
    seesCaret: SeesCaret,
  ) {
    this.client = client;
    this.place = place;
    this.user = user;
    this.#head = `[${JSON.stringify(client)}`;
    this.#kinds = kinds;
    this.#seesCaret = seesCaret;
  }

  /** What others are told of it. */
  get shownState(): PersonState {
    return this.isQuiet || this.isSilent ? "quiet" : this.state;
  }

  /** All fields of its presence. */
  get presence(): { readonly [field: string]: Json } {
    return Object.fromEntries(
      Array.from(this.#fields ?? NO_FIELDS, ([name, { value }]) => [name, value]),
    );
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
      const field = this.#field(name, value);
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

  #field(name: string, value: Json): Field {
    const grid = this.#kinds.points.get(name);
    if (grid === undefined) {
      const json = partOf(name, value);
      return { value, json, bytes: json.length + 1 };
    }
    const place = value === null ? null : grid.round(value as unknown as Point);
    const bytes = name.length + POINT_BYTES + (place?.area?.length ?? 0);
    return { value: place && { ...place }, json: undefined, bytes };
  }

  takeMove(name: string): Move | undefined {
    if (this.untold?.points.delete(name) !== true) return undefined;
    const to = (this.#fields?.get(name)?.value ?? null) as Point | null;
    const from = this.#toldPoints?.get(name);
    if (from !== undefined && equalJson(from, to)) return undefined;
    (this.#toldPoints ??= new Map()).set(name, to);
    return { from, to };
  }

  toldPoint(name: string): Point | null | undefined {
    return this.#toldPoints?.get(name);
  }

  /** Texts were edited at `seq`, by its own client or by another: its carets stay on their letters. */
  moveCarets(seq: number, isOwn: boolean, edits: ReadonlyMap<string, TextOp>): void {
    for (const [name, engine] of this.#kinds.carets) {
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
    return this.hasWords || (this.untold?.points.size ?? 0) > 0;
  }

  /** Whether there is anything to tell besides points. */
  get hasWords(): boolean {
    const { untold } = this;
    if (untold === undefined) return false;
    return untold.user || untold.state || untold.fields.size + untold.previews.size > 0;
  }

  /** Whether its own page knows all that is untold: what it shows itself, and what it was told on joining. */
  get isKnownToItself(): boolean {
    const { untold } = this;
    return untold === undefined || (!untold.state && untold.user === untold.isNew);
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
    const { user, shownState: state, untold } = this;
    if (untold === undefined) return `${this.#head}]`;
    const { fields, previews } = untold;
    const parts = [
      fields.size > 0 ? this.#fieldsFor(fields, rights) : "null",
      untold.user || untold.state ? `"${state}"` : "null",
      untold.user ? JSON.stringify(user) : "null",
      untold.isNew ? `${this.place}` : "null",
      previews.size > 0 ? this.#previewsFor(previews, rights) : "null",
    ];
    while (parts.at(-1) === "null") parts.pop();
    return `${[this.#head, ...parts].join(",")}]`;
  }

  /** JSON of all of it, for a reader with `rights`; `hasPoints`: its points too. */
  wholeFor(rights: Rights, hasPoints = true): string {
    const { user, shownState: state, previews } = this;
    const presence = this.#fieldsFor((this.#fields ?? NO_FIELDS).keys(), rights, hasPoints);
    let text = `${this.#head},${presence},"${state}",${JSON.stringify(user)},${this.place}`;
    if (previews.size > 0) text += `,${this.#previewsFor(previews.keys(), rights)}`;
    return `${text}]`;
  }

  #previewsFor(gestures: Iterable<string>, rights: Rights): string {
    let text = "";
    for (const gesture of gestures) {
      const shown = this.previews.get(gesture);
      const part = shown?.at === undefined ? gesture : `[${gesture},${shown.at}]`;
      text += `${text === "" ? "" : ","}${part},${shown?.textFor(rights) ?? "null"}`;
    }
    return `[${text}]`;
  }

  /** A reader who may not read everything sees no carets in texts that they may not read. */
  #fieldsFor(fields: Iterable<string>, rights: Rights, hasPoints = true): string {
    let text = "";
    for (const name of fields) {
      const isPoint = this.#kinds.points.has(name);
      // The next tick tells where it went since the last one.
      if (isPoint && !(hasPoints && this.#toldPoints?.has(name) === true)) continue;
      const isHidden = rights.read !== true && this.#hides(name, rights);
      const part = isHidden ? partOf(name, null) : this.#part(name);
      text += text === "" ? part : `,${part}`;
    }
    return `{${text}}`;
  }

  #hides(name: string, rights: Rights): boolean {
    if (!this.#kinds.carets.has(name)) return false;
    const caret = this.#fields?.get(name)?.value as Caret | null | undefined;
    return caret !== undefined && caret !== null && !this.#seesCaret(caret, rights);
  }

  #part(name: string): string {
    const told = this.#toldPoints?.get(name);
    if (told !== undefined) return partOf(name, told as unknown as Json);
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
