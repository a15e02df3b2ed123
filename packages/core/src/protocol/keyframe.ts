import { asSeat, asTuple } from "./shape.ts";

/** A page has missed something about the people of a room, and asks to be told of everyone anew. On the wire `["k", seat]`. */
export interface Keyframe {
  readonly type: "keyframe";
  readonly seat: number;
}

export function parseKeyframe(parts: readonly unknown[]): Keyframe {
  asTuple(parts, "keyframe", 2);
  return { type: "keyframe", seat: asSeat(parts[1], "keyframe.seat") };
}

/** The frame of the message `keyframe`, as it goes over the wire. */
export function encodeKeyframe(seat: number): string {
  return `["k",${seat}]`;
}
