import type { Json } from "../json.ts";

/**
 * What is stored in one place, without a schema: the definition that wrote it is gone. Each read answers what was written last,
 * also by the steps before. A field of a `record()` is one of its owner's, by its path: `meta.title`. All of it throws `TypeError` once the step is over.
 */
export interface StoredFields {
  /**
   * A plain value or a counter, as a copy; `undefined` where nothing is stored. An item of a list or map of plain values has it
   * in the field `value`. Throws `TypeError` for a field that holds records.
   */
  get(field: string): Json | undefined;
  /**
   * Stores a plain value or a counter. Throws `Invalid`, with the path, for what is not JSON, `TypeError` for a reserved name
   * and for a field that holds records.
   */
  set(field: string, value: Json): void;
  /** Forgets a plain value or a counter. Throws `TypeError` for a field that holds records. */
  remove(field: string): void;
  /**
   * The records of a list, in order, or of a map; those in the trash too, as somebody may restore them. None where nothing is
   * stored. Throws `TypeError` for a field that holds a plain value.
   */
  records(field: string): readonly StoredRecord[];
}

/** A stored record of a list or map. */
export interface StoredRecord extends StoredFields {
  readonly id: string;
  /** Where it stands in its map; `undefined` for a record of a list. */
  readonly key: string | undefined;
  readonly trashed: boolean;
}

/**
 * Brings what is stored from the version before to the next. It runs once for each room, on the server, and what it wrote goes
 * into the log. Synchronous; a throw keeps the room closed, as it was. A page runs it too, on what an older page left on its device:
 * that has no records in the trash, and nothing that its user may not read. A throw there is told to `onError`, and the room is fetched.
 */
export type MigrationStep = (doc: StoredFields) => void | undefined;

/** Steps by the version they lead to. */
export interface Migrations {
  readonly [version: number]: MigrationStep;
}
