/** The rooms of the join bench: the same records after few or many changes, and many records. */
export const ROOMS = {
  short: { records: 2000, entries: 1000 },
  long: { records: 2000, entries: 100_000 },
  big: { records: 100_000, entries: 100 },
} as const;

export type RoomName = keyof typeof ROOMS;

/** How many records one of the first changes makes. */
export function recordsPerInsert({ records }: { readonly records: number }): number {
  return records / 100;
}

export const INSERTS = 100;
