import type { Json } from "../json.ts";
import type { FeedOp } from "./feed-op.ts";
import type { Position } from "./place.ts";
import type { TextOp } from "../text/text-op.ts";
import type { FieldValues, RecordState } from "./record-state.ts";

export type { FeedOp, FieldValues, Position, TextOp };

/** The record that holds the top-level fields. No client can make this id: record ids contain dots. */
export const ROOT = "root";

/** A list or map: the field `field` of the record `of`. */
export interface ContainerRef {
  readonly of: string;
  readonly field: string;
}

/** Makes a record in a list. Lists inside it are filled by ops of their own. */
export interface InsertOp {
  readonly op: "insert";
  readonly id: string;
  readonly in: ContainerRef;
  readonly at: Position;
  readonly fields: FieldValues;
}

/** Makes a record at a key of a map; the record that was there goes to the trash. */
export interface PutOp {
  readonly op: "put";
  readonly id: string;
  readonly in: ContainerRef;
  readonly key: string;
  readonly fields: FieldValues;
}

/** Replaces a plain field whole. Without `value` the optional field is removed. */
export interface SetOp {
  readonly op: "set";
  readonly id: string;
  readonly field: string;
  readonly value?: Json;
}

/** Adds to a counter. */
export interface AddOp {
  readonly op: "add";
  readonly id: string;
  readonly field: string;
  readonly by: number;
}

/** Gives a record another place, in its list or in another list under the same top-level key. */
export interface MoveOp {
  readonly op: "move";
  readonly id: string;
  readonly in: ContainerRef;
  readonly at: Position;
  /** In the log, when it comes out of a record in the trash: the record as it stood, for those who were not told of it. */
  readonly record?: RecordState;
}

/** Puts a record into the trash: its place and fields stay. */
export interface DeleteOp {
  readonly op: "delete";
  readonly id: string;
}

/** Takes a record out of the trash. The log carries the record as it stood, for those who knew only its id. */
export interface RestoreOp {
  readonly op: "restore";
  readonly id: string;
  readonly record?: RecordState;
}

/** One precise write. Ops write slots (a field, a life, a place) by id; only those on texts are ever transformed. */
export type Op = InsertOp | PutOp | SetOp | AddOp | TextOp | MoveOp | DeleteOp | RestoreOp | FeedOp;

/** The ops of one change, grouped by top-level storage key: the unit of read permission. A record stays under one key for life. */
export type OpsByKey = { readonly [key: string]: readonly Op[] };
