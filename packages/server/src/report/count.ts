/** What a log has, as far back as it is kept entry by entry. */
export interface Logged {
  /** Up to this number there are no entries any more. */
  readonly base: number;
  /** The changes: each with its number, and whose it is, in words that no other change has. */
  readonly changes: readonly { readonly seq: number; readonly of: string }[];
}

/** Whether what was acknowledged is in the log, once. */
export interface Counted {
  readonly lost: number;
  readonly doubled: number;
}

/**
 * Compares the numbers that a room's authors were told with its log. `acked` holds each number as often as somebody was told it; `isWhole`
 * says that each change that was sent has ended, so that nothing may be in the log beside.
 */
export function countRoom(
  acked: readonly number[],
  { base, changes }: Logged,
  isWhole: boolean,
): Counted {
  const told = new Set(acked);
  const kept = new Set(changes.map(({ seq }) => seq));
  const known = new Set(changes.map(({ of }) => of));
  const lost = [...told].filter((seq) => seq > base && !kept.has(seq)).length;
  const strange = isWhole ? [...kept].filter((seq) => !told.has(seq)).length : 0;
  const twice = Math.max(changes.length - known.size, strange);
  return { lost, doubled: acked.length - told.size + twice };
}
