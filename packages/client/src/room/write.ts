import type { Change, Op, OpsByKey, Shelf, TextOp, UndoCall } from "@alongside/core";
import type { UpdateOptions } from "./types.ts";

/** How a change is sent. */
export interface Framed extends Pick<Change, "mutation" | "gesture">, UpdateOptions {
  /** The change that it takes back. */
  readonly undo?: UndoCall | undefined;
}

/** How a change is written. */
export interface Write extends Framed {
  /** Of what is typed in an editor, which undoes by itself: whether it is a step to undo beside that. */
  readonly isStep?: boolean;
  /** The handle of a text that makes it. */
  readonly by?: object;
  /** What it writes to take another change back is for the server to say. */
  readonly isGuess?: boolean;
}

/** A change that was written and is not pending yet. */
export interface Made {
  readonly n: number;
  readonly texts: readonly TextOp[];
  readonly typed: number;
  /** The message, where what was written stays as it is. */
  readonly frame: string | undefined;
  /** The change that the server takes back, as this page cannot say how. */
  readonly undo: UndoCall | undefined;
}

/** A refused change that has left the screen. */
export interface Dropped {
  readonly ops: OpsByKey;
  readonly shelves: Map<Op, Shelf>;
  /** Its person hears of it from the undo. */
  readonly isTold: boolean;
}
