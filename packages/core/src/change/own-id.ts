import { ownerOf } from "../ids.ts";
import type { ChangeAuthor } from "./author.ts";
import { Fault } from "./fault.ts";

/** Whether the change may give this id to something new. */
export function isOwnId({ client, n, first = n }: ChangeAuthor, id: string): boolean {
  const owner = ownerOf(id);
  if (owner?.client !== client) return false;
  // 0: made in a gesture, before the number of the change that ends it was known.
  return (owner.n >= first && owner.n <= n) || owner.n === 0;
}

export function wrongId({ client, n }: ChangeAuthor, id: string): Fault {
  const wanted = `${client}.${n.toString(36)}.index`;
  return new Fault("op.id", `A new record's id is ${wanted}, in base 36, got ${id}`);
}
