import type { FeedOp } from "../model/feed-op.ts";
import type { Replica } from "../pending/replica.ts";
import type { ChangeAuthor } from "./author.ts";
import { isOwnId, wrongId } from "./own-id.ts";

/** Whether an act on a post counts; false when it is void. Throws `Fault`, `Invalid` or `Refused`. */
export function checkAct(replica: Replica, key: string, op: FeedOp, author: ChangeAuthor): boolean {
  const { act, id } = op;
  if (act[0] === "post" && !isOwnId(author, id)) throw wrongId(author, id);
  if (act[0] === "post" || act[0] === "edit")
    replica.schema.feeds?.get(key)?.parse(act[1], () => `${key}.${id}`);
  return replica.state.feeds?.check(key, op) ?? false;
}
