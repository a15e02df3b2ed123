import type { Level } from "../kinds.ts";

/** UTF-16 code units that the path of a field may have: on the wire it is the field's name. */
export const MAX_PATH = 256;

/** The fields and records that stand right in a record, by their own names. */
export function namesIn({ own, records }: Level): readonly string[] {
  return records === undefined ? [...own.keys()] : [...own.keys(), ...records.keys()];
}

/** Whether a field or a record has this name there. */
export function hasName({ own, records }: Level, name: string): boolean {
  return own.has(name) || records?.has(name) === true;
}
