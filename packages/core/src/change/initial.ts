import { INITIAL_CLIENT, recordIds } from "../ids.ts";
import type { ListDraft } from "../schema/list/types.ts";
import type { MapDraft } from "../schema/map/types.ts";
import type { RecordSchema } from "../schema/kinds.ts";
import { createDraft } from "./draft.ts";
import type { OpsByKey } from "../model/op.ts";
import { Replica } from "../pending/replica.ts";

/**
 * The ops that make what a new room's lists and maps begin with; none for most. Their ids are those of a client that nobody
 * can be. Throws `Invalid`, with the path, for an item that its schema refuses.
 */
export function initialOps(schema: RecordSchema): OpsByKey {
  const replica = new Replica(schema);
  const change = replica.begin(1);
  const draft = createDraft(replica, change, recordIds(INITIAL_CLIENT, 1));
  const doc = draft.doc as { readonly [field: string]: unknown };
  for (const [name, field] of schema.fields) {
    if (field.kind === "list") {
      const list = doc[name] as ListDraft<object, unknown>;
      for (const item of field.initial ?? []) list.push(item);
    } else if (field.kind === "map") {
      const map = doc[name] as MapDraft<object, unknown>;
      for (const [key, item] of Object.entries(field.initial ?? {})) map.set(key, item);
    }
  }
  draft.end();
  return change.ops();
}
