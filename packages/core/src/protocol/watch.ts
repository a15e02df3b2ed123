import { asCount, asSeat, asString, asTuple } from "./shape.ts";

/**
 * The sender's page watches a series of the room from now on, or, with 0, no more. On the wire `["w", seat, name]`,
 * `["w", seat, name, 0]` and, from a page that has a window of it already, `["w", seat, name, run, bucket]`: it is sent what it lacks.
 */
export interface Watch {
  readonly type: "watch";
  readonly seat: number;
  readonly name: string;
  readonly isOver?: true;
  /** The run that the page has, and the newest bucket of it. */
  readonly has?: { readonly run: number; readonly bucket: number };
}

export function parseWatch(parts: readonly unknown[]): Watch {
  asTuple(parts, "watch", 3, 5);
  const seat = asSeat(parts[1], "watch.seat");
  const name = asString(parts[2], "watch.name");
  if (parts.length === 3) return { type: "watch", seat, name };
  const run = asCount(parts[3], "watch.run");
  if (parts.length === 4) {
    asTuple(parts, "watch", run === 0 ? 4 : 5);
    return { type: "watch", seat, name, isOver: true };
  }
  return { type: "watch", seat, name, has: { run, bucket: asCount(parts[4], "watch.bucket") } };
}

/** The frame of the message `watch`, as it goes over the wire. */
export function encodeWatch({ seat, name, isOver, has }: Omit<Watch, "type">): string {
  if (isOver === true) return JSON.stringify(["w", seat, name, 0]);
  return JSON.stringify(["w", seat, name, ...(has === undefined ? [] : [has.run, has.bucket])]);
}
