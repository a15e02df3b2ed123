/** How much of a room's log stays in memory: for who comes back, and for edits of texts that were made without the newest others. */
export interface Keep {
  /** Entries of the tail, and edits of the text ring. */
  readonly entries: number;
  /** Of each of them, as JSON. */
  readonly bytes: number;
}

export const KEEP: Keep = { entries: 1000, bytes: 1 << 20 };
