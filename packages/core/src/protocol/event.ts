import type { Json } from "../json.ts";
import { asJson, asSeat, asString, asTuple } from "./shape.ts";

/**
 * Something that happens once and is not kept: a wave, confetti. Up `["e", seat, name, body]`, down the same with the client it
 * came from: `["e", seat, name, body, from]`.
 */
export interface RoomEvent {
  readonly type: "event";
  readonly seat: number;
  readonly name: string;
  readonly body: Json;
  /** The client it came from, as the server knows it. Down only. */
  readonly from?: string;
}

export function parseEvent(parts: readonly unknown[]): RoomEvent {
  asTuple(parts, "event", 4);
  return {
    type: "event",
    seat: asSeat(parts[1], "event.seat"),
    name: asString(parts[2], "event.name"),
    body: asJson(parts[3], "event.body"),
  };
}

export function encodeEvent({ seat, name, body, from }: Omit<RoomEvent, "type">): string {
  return JSON.stringify(
    from === undefined ? ["e", seat, name, body] : ["e", seat, name, body, from],
  );
}
