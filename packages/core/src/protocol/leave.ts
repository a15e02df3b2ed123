import { asObject, asString } from "./shape.ts";

/** Leaves a room for good: presence goes at once, without the grace time. */
export interface Leave {
  readonly type: "leave";
  readonly room: string;
}

export function parseLeave(value: unknown): Leave {
  return { type: "leave", room: asString(asObject(value, "leave")["room"], "leave.room", 256) };
}
