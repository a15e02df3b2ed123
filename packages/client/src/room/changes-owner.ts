import type { RoomDefinition } from "@alongside/core";
import type { OpsByKey, Seq } from "@alongside/core/engine";

/** What changes need of the room they are made in. */
export interface ChangesOwner<D extends RoomDefinition> {
  readonly definition: D;
  readonly name: string;
  /** The last `seq` that is seen here. */
  readonly seq: Seq;
  /** Throws when nothing may be written now. */
  checkWritable(): void;
  /** Shows a gesture to the others; null takes it back. */
  showGesture(gesture: number, ops: OpsByKey | null): void;
  /** An own change that edits texts is in the log, as `ops` say. */
  onOwnText(seq: Seq, ops: OpsByKey): void;
  /** Something is pending that was not. */
  onWrite(): void;
  /** The view is another one. */
  onView(): void;
}
