import type { Json } from "@alongside/core";
import type { OpsByKey, SeenField } from "@alongside/core/engine";

/**
 * Work of a room that is not on the server, as plain JSON: for people to read, to keep as a file, to hand to support. Times are as
 * `2026-01-31T12:00:00.000Z`, by the clock of the page that noted them.
 */
export interface RoomExport {
  /** Of this shape. A later one has a larger number. */
  readonly version: 1;
  /** As on the wire: `board:roadmap`. */
  readonly room: string;
  /** The user's id, where the server has said it to this page. */
  readonly user?: string;
  /** When this was made. */
  readonly at: string;
  /** Oldest first: those that wait to be sent, then those that were refused. */
  readonly changes: readonly ExportedChange[];
  /** The texts that those edit which wait, whole, as they read with these edits. */
  readonly texts: readonly ExportedText[];
}

/** A change that is not on the server. */
export interface ExportedChange {
  /** Of this change alone among those of the room. */
  readonly id: string;
  /** `waiting`: the server has not answered. `refused`: it did not accept it. */
  readonly state: "waiting" | "refused";
  /** When it was made, where that is known. */
  readonly at?: string;
  /** Of a refused one: why, as a code and for people. */
  readonly code?: string;
  readonly message?: string;
  /** The mutation that was called, when it was one. */
  readonly name?: string;
  readonly args?: Json;
  /** What it writes that people can read: what it types, and the texts among its values. */
  readonly words: string;
  /** What it writes, by top-level key: each op names its record and field. */
  readonly ops: OpsByKey;
  /** What the plain fields held that it sets, where that is kept: see `offline` of `defineRoom`. */
  readonly seen?: readonly SeenField[];
}

/** A text that was edited. */
export interface ExportedText {
  /** The top-level key. */
  readonly key: string;
  /** The record's id, and the field of it that is the text. */
  readonly id: string;
  readonly field: string;
  /** Without formats. In place of an image, or whatever else is no text, it has U+FFFC. */
  readonly text: string;
}

/** What `client.forget` rejects with where work would be lost. Nothing was taken off the device. */
export interface UnsentWork extends Error {
  readonly code: "device.unsent";
  /** All of it, room by room. */
  readonly rooms: readonly RoomExport[];
}

/** Options of `client.forget`. */
export interface ForgetOptions {
  /**
   * What becomes of work that is not on the server. `refuse`: where there is some, `forget` rejects with it. `discard`: it is gone.
   * @default "refuse"
   */
  readonly unsent?: "refuse" | "discard";
}
