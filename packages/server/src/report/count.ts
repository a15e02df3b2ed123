/** Whether what was acknowledged is in the log, once. */
export interface Counted {
  readonly lost: number;
  readonly doubled: number;
}

/**
 * Compares the numbers that a room's authors were told with those of its log. `acked` holds each number as often as somebody was told it;
 * `isWhole` says that each change that was sent has ended, so that nothing may be in the log beside.
 */
export function countRoom(
  acked: readonly number[],
  logged: readonly number[],
  isWhole: boolean,
): Counted {
  const told = new Set(acked);
  const kept = new Set(logged);
  const lost = [...told].filter((seq) => !kept.has(seq)).length;
  const strange = isWhole ? [...kept].filter((seq) => !told.has(seq)).length : 0;
  return { lost, doubled: acked.length - told.size + logged.length - kept.size + strange };
}
