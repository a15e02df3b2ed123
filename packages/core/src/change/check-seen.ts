import { Refused } from "../errors.ts";
import { ownerOf } from "../ids.ts";
import { equalJson, type Json } from "../json.ts";
import { isVisible } from "../model/node.ts";
import { ROOT } from "../model/op.ts";
import { topKeyOf } from "../model/top-key.ts";
import type { Replica } from "../pending/replica.ts";
import { type ChangeAuthor, mayRead } from "./author.ts";

/** What the author of a change saw in a plain field before they wrote to it; without `value` nothing was written there. */
export interface SeenField {
  readonly id: string;
  readonly field: string;
  readonly value?: Json;
}

/**
 * Throws `Refused` with `offline.changed` where a field does not hold any more what the author of a change saw in it, where its record
 * is gone or in the trash, and where its author may not read it. A record that the author's own refused change would have made counts as unchanged.
 */
export function checkSeen(
  replica: Replica,
  seen: readonly SeenField[],
  author: Pick<ChangeAuthor, "client" | "read">,
): void {
  for (const { id, field, value } of seen) {
    const node = replica.node(id);
    if (node === undefined && ownerOf(id)?.client === author.client) continue;
    const key = id === ROOT ? topKeyOf(field) : node?.key;
    if (
      node === undefined ||
      key === undefined ||
      !mayRead(author, key) ||
      !isVisible(node, replica.state.root) ||
      !isSame(replica.field(node, field), value)
    )
      throw new Refused(
        "offline.changed",
        `Somebody else has changed ${JSON.stringify(field)} while this page was offline`,
      );
  }
}

function isSame(now: SeenField["value"], seen: SeenField["value"]): boolean {
  return now === undefined || seen === undefined ? now === seen : equalJson(now, seen);
}
