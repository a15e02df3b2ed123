import { asSeat, asTuple } from "./shape.ts";

/** Leaves a seat for good: presence goes at once, without the grace time. On the wire `["l", seat]`. */
export interface Leave {
  readonly type: "leave";
  readonly seat: number;
}

export function parseLeave(parts: readonly unknown[]): Leave {
  asTuple(parts, "leave", 2);
  return { type: "leave", seat: asSeat(parts[1], "leave.seat") };
}

/** The frame that leaves a room by its seat, as it goes over the wire. */
export function encodeLeave(seat: number): string {
  return `["l",${seat}]`;
}
