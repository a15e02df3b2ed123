import type { Json } from "@alongside/core";
import type { DeviceRow, DeviceKind, DevicePlace } from "../device/device-store.ts";

/** A row as it lies in the database. */
export interface SealedRow {
  readonly kind: DeviceKind;
  readonly room: string;
  readonly key: string;
  readonly json: string;
  /** Of owner, name and `json`. */
  readonly sum: number;
}

/**
 * Puts a checksum on rows, and knows by it those that are as they were written. It covers whose the row is and where it lies, so that
 * a row that was copied from another user, server or room is known as well as one that was cut or flipped.
 */
export class Seal {
  readonly #owner: number;

  constructor(owner: string) {
    this.#owner = hash(0x811c9dc5, owner);
  }

  close({ kind, room, key, value }: DeviceRow): SealedRow {
    const json = JSON.stringify(value);
    return { kind, room, key, json, sum: this.#sum({ kind, room, key }, json) };
  }

  /** The row; undefined when it cannot be what was written. */
  open(stored: unknown): DeviceRow | undefined {
    const { kind, room, key, json, sum } = stored as SealedRow;
    if (typeof json !== "string" || this.#sum({ kind, room, key }, json) !== sum) return undefined;
    return { kind, room, key, value: JSON.parse(json) as Json };
  }

  #sum({ kind, room, key }: DevicePlace, json: string): number {
    return hash(hash(this.#owner, `\n${kind}\n${room}\n${key}\n${json.length}\n`), json);
  }
}

/** FNV-1a over the text's code units, begun at `sum`. It finds accidents; whoever can write to the database can make any sum. */
function hash(sum: number, text: string): number {
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
