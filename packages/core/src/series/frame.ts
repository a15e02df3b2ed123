/** The first byte of a frame that tells of a series. */
export const SERIES_FRAME = 2;

/** How an entry of a frame tells of a gauge, by the two lowest bits of what it says first. */
export const ENTRIES = {
  /** One value more, as the way from the one before. */
  one: 0,
  /** All of its bucket, as it is now. */
  bucket: 1,
  /** The same, with a sum that is beyond whole numbers. */
  large: 2,
} as const;

/** What a frame is. */
export const FRAMES = {
  /** What is new since the tick before. */
  tick: 0,
  /** All buckets from one on. */
  window: 1,
  /** The series is not told of: a code and a message, each behind its length. */
  refused: 2,
} as const;
