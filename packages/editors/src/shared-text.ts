import type { TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core/text";

/** Somebody else's caret or selection in a text, in UTF-16 code units of the text as it is seen here. */
export interface RemoteCaret {
  readonly client: string;
  readonly user: { readonly id: string; readonly name: string; readonly color: string };
  /** In UTF-16 units, as `Caret`. */
  readonly anchor: number;
  readonly head: number;
}

/** Where somebody's selection begins and where it ends, the caret, in UTF-16 units; equal where nothing is selected. */
export interface Caret {
  readonly anchor: number;
  readonly head: number;
}

/** One text of a room, as an editor is bound to it. */
export interface SharedText {
  /** The text as it is seen here, own unacknowledged edits included; undefined while the room or the record that holds it is not there. */
  readonly get: () => TextValue | undefined;
  /**
   * Makes one change of it, here at once. Throws when it cannot be written. `committed` rejects when the server refuses it; it
   * has been rolled back by then through `observe`. With `isQuiet`, nobody else is told of what is thrown, as `refused` is called.
   */
  readonly edit: (delta: Delta, isQuiet?: boolean) => { readonly committed: Promise<unknown> };
  /** Told of an edit that threw `error`, and of which nothing is written, where no `onRefused` was given. */
  readonly refused?: (error: unknown, delta: Delta) => void;
  /**
   * Calls back after the text changed other than by this handle's own `edit`, with what changed of what was seen before; without
   * a delta when the text came, went, or is another one.
   */
  readonly observe: (callback: (delta: Delta | undefined) => void) => () => void;
  readonly carets: {
    readonly get: () => readonly RemoteCaret[];
    readonly subscribe: (callback: () => void) => () => void;
  };
  /** Shows where this person's caret is in this text; null hides it. */
  readonly setCaret: (caret: Caret | null) => void;
  /** Whether it may be written now: never while it is not there. */
  readonly canWrite: {
    readonly get: () => boolean;
    readonly subscribe: (callback: () => void) => () => void;
  };
}
