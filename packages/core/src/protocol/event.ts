import type { Json } from "../json.ts";
import { asArray, asJson, asSeat, asString, asTuple, trimmed } from "./shape.ts";

/**
 * Something that happens once and is not kept: a wave, confetti. Up `["e", seat, name, body, to?]`, down with the client it came from:
 * `["e", seat, name, body, from]`.
 */
export interface RoomEvent {
  readonly type: "event";
  readonly seat: number;
  readonly name: string;
  readonly body: Json;
  /** Whom it is for: ids of clients and of users. Left out, it is for everybody. Up only. */
  readonly to?: readonly string[];
  /** The client it came from, as the server knows it. Down only. */
  readonly from?: string;
}

/** To so many an event may be. */
export const MAX_RECEIVERS = 100;
/** UTF-16 code units that each id of an event's receivers has at most. */
export const MAX_RECEIVER = 256;

export function parseEvent(parts: readonly unknown[]): RoomEvent {
  asTuple(parts, "event", 4, 5);
  const to = parts[4];
  return {
    type: "event",
    seat: asSeat(parts[1], "event.seat"),
    name: asString(parts[2], "event.name"),
    body: asJson(parts[3], "event.body"),
    ...(to !== undefined && {
      to: asArray(to, "event.to", MAX_RECEIVERS).map((id) =>
        asString(id, "event.to", MAX_RECEIVER),
      ),
    }),
  };
}

/** The frame of the message `event`, as it goes over the wire. */
export function encodeEvent({ seat, name, body, to, from }: Omit<RoomEvent, "type">): string {
  return JSON.stringify(trimmed(["e", seat, name, body, from ?? to]));
}
