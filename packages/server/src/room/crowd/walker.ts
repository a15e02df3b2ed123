import type { Point } from "@alongside/core";

/** Somebody of whose points ticks tell. */
export interface Walker {
  /** Their number in the room. */
  readonly place: number;
  /** Where a field of theirs was told to be; undefined where nothing of it was told. */
  toldPoint(name: string): Point | null | undefined;
}
