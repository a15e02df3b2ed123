import type { Json } from "../json.ts";
import { asJson, asObject, asString } from "./shape.ts";

/** Something that happens once and is not kept: a wave, confetti. Up without `from`, down with it. */
export interface RoomEvent {
  readonly type: "event";
  readonly room: string;
  readonly name: string;
  readonly body: Json;
  /** The client it came from, as the server knows it. */
  readonly from?: string;
}

export function parseEvent(value: unknown): RoomEvent {
  const message = asObject(value, "event");
  const from = message["from"];
  return {
    type: "event",
    room: asString(message["room"], "event.room", 256),
    name: asString(message["name"], "event.name"),
    body: asJson(message["body"], "event.body"),
    ...(from !== undefined && { from: asString(from, "event.from") }),
  };
}
