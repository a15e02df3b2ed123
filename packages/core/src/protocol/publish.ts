import type { Json } from "../json.ts";
import { asObject, asSeat, asString, asTuple } from "./shape.ts";

/** Values for a series of the room, by key, all or none of them. On the wire `["b", seat, name, { key: point, … }]`. */
export interface Publish {
  readonly type: "publish";
  readonly seat: number;
  readonly name: string;
  readonly points: { readonly [key: string]: Json };
}

export function parsePublish(parts: readonly unknown[]): Publish {
  asTuple(parts, "publish", 4);
  const points = asObject(parts[3], "publish.points") as Publish["points"];
  const seat = asSeat(parts[1], "publish.seat");
  return { type: "publish", seat, name: asString(parts[2], "publish.name"), points };
}

/** The frame of the message `publish`, as it goes over the wire. */
export function encodePublish({ seat, name, points }: Omit<Publish, "type">): string {
  return JSON.stringify(["b", seat, name, points]);
}
