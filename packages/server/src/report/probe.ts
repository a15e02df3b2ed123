import { defineRoom, point, value } from "@alongside/core";

/** The room that a report writes to where it starts the server itself and is told of nothing else to write. No other server has it. */
export const Probe = defineRoom("alongside-probe", {
  version: 1,
  storage: { mark: value<{ readonly by: number; readonly n: number }>({ by: 0, n: 0 }) },
  presence: { cursor: point() },
});
