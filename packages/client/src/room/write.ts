import type { Change, TextOp } from "@alongside/core";
import type { UpdateOptions } from "./types.ts";

/** How a change is written. */
export interface Write extends Pick<Change, "mutation" | "gesture">, UpdateOptions {
  /** Of what is typed in an editor, which undoes by itself: whether it is a step to undo beside that. */
  readonly isStep?: boolean;
  /** The handle of a text that makes it. */
  readonly by?: object;
}

/** A change that was written and is not pending yet. */
export interface Made {
  readonly n: number;
  readonly texts: readonly TextOp[];
  readonly typed: number;
  /** The message, where what was written stays as it is. */
  readonly frame: string | undefined;
}
