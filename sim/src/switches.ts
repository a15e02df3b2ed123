/**
 * Acts and checks that find faults which are known and not mended yet: off until they are. `SIM_ALL=1` turns all of them on.
 */
const ALL = typeof process === "object" && process.env["SIM_ALL"] === "1";

export const SWITCHES = {
  /** A refused change between others keeps nobody from undoing all of those. */
  undoBesideRefusals: ALL,
} as const;
