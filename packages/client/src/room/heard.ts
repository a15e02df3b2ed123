import type { MutationCall, OpsByKey, Seq } from "@alongside/core/engine";

/** A change of the log as it is taken in. */
interface HeardChange {
  readonly seq: Seq;
  /** Server time in ms. */
  readonly at: number;
  /** Whose change it is; left out for an own one. */
  readonly actor?: string;
  readonly ops: OpsByKey;
  readonly mutation?: MutationCall | undefined;
}

/** Called before the change is in the room's state. */
export type Heard = (change: HeardChange) => void;
