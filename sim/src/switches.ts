/**
 * Acts and checks that find faults which are known and not mended yet: off until they are. `SIM_ALL=1` turns all of them on.
 */
const ALL = typeof process === "object" && process.env["SIM_ALL"] === "1";

export const SWITCHES = {
  /**
   * Undoing all leads back to the start also where a later change wrote over what was not known yet: into a record that a refused
   * change had only seemed to bring back, or that a mutation turned out to have thrown away. A step that writes to what is in the
   * trash is taken back without that, and the record comes back later with it.
   */
  undoOfUnforeseen: ALL,
} as const;
