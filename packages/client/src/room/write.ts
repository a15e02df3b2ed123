import type {
  MutationCall,
  OpenChange,
  RecordIds,
  SeenField,
  UndoCall,
} from "@alongside/core/engine";
import type { UpdateOptions } from "./types.ts";

/** Writes the ops of a change one by one. */
export type Run<T = void> = (open: OpenChange, ids: RecordIds) => T;

/** How a change is written. */
export interface Write extends UpdateOptions {
  readonly mutation?: MutationCall;
  /** The gesture that it ends. */
  readonly gesture?: number;
  /** The change that it takes back. The server is asked to do so where `isGuess`, or where the ops are too large for a message. */
  readonly undo?: UndoCall | undefined;
  /** What a change that is taken back wrote is not known here, so the server takes it back, and what is written is a guess. */
  readonly isGuess?: boolean;
  /** Whether what is typed before it does not go on in it: it is a change of its own. */
  readonly isApart?: boolean;
  /** Whether what an editor typed is a step to undo here too, beside the editor's own undo. */
  readonly isStep?: boolean;
  /** What was seen in plain fields that it sets. */
  readonly seen?: readonly SeenField[] | undefined;
  /** The handle of a text that makes it. */
  readonly by?: object;
  /** Whether who makes it tells of a refusal at once, by `SharedText.refused`. */
  readonly isQuiet?: boolean;
}
