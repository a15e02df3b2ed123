import type { OpenChange, OpsByKey } from "@alongside/core";
import type { TextEvent } from "./text-events.ts";

/** Who follows the own changes of a room, so that they can be undone. */
export interface Recorder {
  /** A change is about to be written; it was typed at `typedAt`, in ms. Answers what to write it to. */
  note(open: OpenChange, typedAt: number | undefined): OpenChange;
  /** What was noted last is written, as the last of the pending changes or a part of it. */
  written(): void;
  /** Something happened to a text as it is seen: at once, in the order it happens. */
  onText(event: TextEvent): void;
  /** The own change `n` is in the log: as `ops` say, where it came out otherwise than was guessed. */
  decided(n: number, ops: OpsByKey | undefined): void;
  /** The own change `n` was refused, and is off the screen. */
  refused(n: number): void;
  /** Others have written something. */
  others(ops: OpsByKey): void;
  /** The room has begun anew from the server's state. */
  restarted(): void;
}
