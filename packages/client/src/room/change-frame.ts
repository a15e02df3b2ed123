import { type Change, MAX_OPS, Refused } from "@alongside/core";
import { checkSize } from "./check-size.ts";
import { countOps } from "./renew.ts";

/** A change as it is sent. Throws `Refused` for one that the server would not take: `limit` is the largest message, in bytes. */
export function changeFrame(change: Change, limit: number): string {
  const count = countOps(change.ops ?? {});
  if (count > MAX_OPS) {
    throw new Refused(
      "message.too-big",
      `A change has at most ${MAX_OPS} ops, this one has ${count}`,
    );
  }
  return checkSize(JSON.stringify(change), limit);
}
