import { Refused } from "@alongside/core";
import type { Seq } from "@alongside/core/engine";

/** The log has gone on since its author looked. */
export class Stale extends Refused {
  /** The last entry now. */
  readonly seq: Seq;

  constructor(asked: Seq, seq: Seq) {
    super("write.stale", `The room was to be at ${asked}, and is at ${seq}`);
    this.seq = seq;
  }
}
