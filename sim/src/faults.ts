/** Every kind of misfortune and of act that a world can have. Each has to happen, or the simulator proves nothing about it. */
export const FAULTS = [
  "delay",
  "disconnect",
  "partition",
  "half-open",
  "cut-stream",
  "held-stream",
  "cut-poll",
  "duplicate-poll",
  "short-poll",
  "cut-post",
  "duplicate-post",
  "reordered-post",
  "refused-upgrade",
  "moved-down",
  "moved-up",
  "hidden-page",
  "duplicate-frame",
  "late-frame",
  "server-crash",
  "crash-between-append-and-ack",
  "torn-tail",
  "server-restart",
  "append-failed",
  "append-unknown",
  "refusal",
  "differing-outcome",
  "void-op",
  "slow-reader",
  "reload",
  "clock-skew",
  "snapshot",
  "upgrade",
  "typing",
  "refused-typing",
  "undo",
  "state-anew",
  "rebase",
  "second-room",
  "left-room",
  "second-tab",
  "closed-tab",
  "rights-changed",
  "token-renewed",
  "server-edit",
  "event",
  "looked",
  "retry",
  "resubmit",
  "discard",
  "restore",
  "store-went-back",
  "store-named-anew",
  "rewound",
  "gone-on",
  "handed-back",
  "room-deleted",
  "joined-anew",
  "lock",
  "taken-lock",
  "lost-lock",
  "cycle",
  "depth",
  "past-read",
  "restored-without",
  "named",
  "swept",
  "followed",
  "handler-threw",
] as const;

export type Fault = (typeof FAULTS)[number];

/** What happens in every fourth world alone: its log goes back, or is deleted. */
const OF_LOSSES: ReadonlySet<Fault> = new Set([
  "store-went-back",
  "store-named-anew",
  "room-deleted",
  "joined-anew",
  "followed",
  "handler-threw",
]);

/** How often each fault happened. */
export class FaultCounts {
  readonly #counts = new Map<Fault, number>(FAULTS.map((fault) => [fault, 0]));

  count(fault: Fault, many = 1): void {
    this.#counts.set(fault, this.of(fault) + many);
  }

  of(fault: Fault): number {
    return this.#counts.get(fault) ?? 0;
  }

  add(other: FaultCounts): void {
    for (const fault of FAULTS) this.count(fault, other.of(fault));
  }

  /** Faults that happened less often than `least`, in all worlds or in those where they may happen. */
  rarerThan(least: number): readonly Fault[] {
    return FAULTS.filter((fault) => this.of(fault) < (OF_LOSSES.has(fault) ? least / 4 : least));
  }

  /** As it travels between threads. */
  toJSON(): readonly number[] {
    return FAULTS.map((fault) => this.of(fault));
  }

  static fromJSON(counts: readonly number[]): FaultCounts {
    const faults = new FaultCounts();
    FAULTS.forEach((fault, i) => faults.count(fault, counts[i] ?? 0));
    return faults;
  }

  toString(): string {
    return FAULTS.map((fault) => `${fault} ${this.of(fault)}`).join(", ");
  }
}
