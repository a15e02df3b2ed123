import type { TextValue } from "@alongside/core";
import type { UserInfo } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { Readable } from "../readable.ts";
import type { Changed } from "../room/types.ts";

/** Somebody else's caret or selection in a text, in UTF-16 code units of the text as it is seen here. */
export interface RemoteCaret {
  readonly client: string;
  readonly user: UserInfo;
  readonly anchor: number;
  readonly head: number;
}

/** One text of a room, as an editor is bound to it. */
export interface SharedText {
  /** The text as it is seen here, own edits included; undefined while the room or the record that holds it is not there. */
  readonly get: () => TextValue | undefined;
  /**
   * Makes one change of it, here at once. Throws `RangeError` for a place that it does not have, `Invalid` for what the definition
   * does not allow, and what `update` throws. A refused edit has been taken back, through `observe`, when `committed` rejects.
   * With `isQuiet`, `onError` does not hear of what is thrown: who calls then calls `refused`.
   */
  readonly edit: (delta: Delta, isQuiet?: boolean) => Changed<void>;
  /**
   * For bindings of editors: nothing is written of `delta`, a change of the text as it is now, since `edit` threw `error`. Lists it
   * in `room.rejected`, where it can be made again and moves with what others type, and so tells `onError` of it.
   */
  readonly refused: (error: unknown, delta: Delta) => void;
  /**
   * Calls back when the text has changed other than by this handle's own `edit`, with what changed of what was seen before; without
   * a delta when the text came, went, or is another one.
   */
  readonly observe: (callback: (delta: Delta | undefined) => void) => () => void;
  readonly carets: Readable<readonly RemoteCaret[]>;
  /** Shows the others where this person's caret is in this text; null takes it out of it. */
  readonly setCaret: (caret: { readonly anchor: number; readonly head: number } | null) => void;
  /** Whether it may be written now: never while it is not there. */
  readonly canWrite: Readable<boolean>;
}
