import type {
  Change,
  Commit,
  Op,
  OpenChange,
  OpsByKey,
  Seq,
  UndoCall,
} from "@alongside/core/engine";
import type { TextEvent } from "./text-event.ts";

/** Who follows the own changes of a room, so that they can be undone. */
export interface Recorder {
  /** Counts what happened to the steps, other than that they moved with texts. */
  readonly turn: number;
  /** A change is about to be written; it was typed at `typedAt`, in ms. Returns what to write it to. */
  note(open: OpenChange, typedAt: number | undefined): OpenChange;
  /**
   * What was noted last is written, as the last of the pending changes or a part of it. `isGuess`: the server says what it
   * wrote. `since` is the last `seq` that is seen.
   */
  written(isGuess: boolean, since: Seq): void;
  /** What of a change that takes another one back travels, when `ops` are what it writes. */
  asking(undo: UndoCall, ops: OpsByKey): Pick<Change, "undo" | "ops">;
  /** Something happened to a text as it is seen: at once, in the order it happens. */
  onText(event: TextEvent): void;
  /**
   * The own change `n` is in the log, by the entry `seq`: as `told` says, where it came out otherwise than was guessed. Returns
   * what to call before each op is applied to the log's state.
   */
  decided(
    n: number,
    seq: Seq,
    told: OpsByKey | undefined,
  ): ((key: string, op: Op) => void) | undefined;
  /** The own changes from `first` to `n` end as one, which is called `n`. */
  joined(first: number, n: number): void;
  /** The own change `n` was refused, and is off the screen. Returns whether that is told, and nobody else need tell of it. */
  refused(n: number, code: string): boolean;
  /** Called before an entry of somebody else is applied, and with undefined after it. */
  others(commit: Commit | undefined): void;
  /**
   * The log has gone back: forgets all steps but those of changes that are pending and go on, `numbers`, each of which is written
   * again next.
   */
  rewound(numbers: ReadonlySet<number>): void;
  /** The change `n` is about to be written again. Returns what to write it to. */
  again(n: number, open: OpenChange): OpenChange;
  /** It is written, and these are its ops. */
  writtenAgain(n: number, ops: OpsByKey): void;
  /** The room has begun anew from the server's state. */
  restarted(): void;
}
