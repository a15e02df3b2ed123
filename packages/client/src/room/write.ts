import type {
  Change,
  Op,
  OpenChange,
  OpsByKey,
  RecordIds,
  Shelf,
  TextOp,
} from "@alongside/core/engine";
import type { UpdateOptions } from "./types.ts";

/** Writes the ops of a change one by one. */
export type Run<T = void> = (open: OpenChange, ids: RecordIds) => T;

/** What of a change that takes another one back travels, when `ops` are what it writes. */
export type TakingBack = (ops: OpsByKey) => Pick<Change, "undo" | "ops">;

/** How a change is sent. */
export interface Framed extends Pick<Change, "mutation" | "gesture">, UpdateOptions {
  /** Of one that takes another change back. */
  readonly undo?: TakingBack | undefined;
}

/** How a change is written. */
export interface Write extends Framed {
  /** Whether what an editor typed is a step to undo here too, beside the editor's own undo. */
  readonly isStep?: boolean;
  /** The handle of a text that makes it. */
  readonly by?: object;
  /** Whether who makes it tells of a refusal at once, by `SharedText.refused`. */
  readonly isQuiet?: boolean;
  /** What a change that is taken back wrote is not known here, so the server takes it back, and what is written is a guess. */
  readonly isGuess?: boolean;
}

/** A change that was written and is not pending yet. */
export interface Made {
  readonly n: number;
  readonly texts: readonly TextOp[];
  readonly typed: number;
  /** The message. Undefined for one that edits texts: those move until it is sent. */
  readonly frame: string | undefined;
  /** The change that the server is asked to take back. Undefined where this page sends the ops itself. */
  readonly undo: TakingBack | undefined;
}

/** A refused change that has left the screen. */
export interface Dropped {
  readonly shelves: Map<Op, Shelf>;
  /** Whether `Undo.changed` tells of the refusal, and `room.rejected` need not. */
  readonly isTold: boolean;
}
