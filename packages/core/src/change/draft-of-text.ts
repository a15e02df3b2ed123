import { ROOT } from "../model/op.ts";
import type { OpenChange } from "../pending/open-change.ts";
import type { Replica } from "../pending/replica.ts";
import { recordDraft } from "./draft.ts";
import { type RecordIds, Writer } from "./writer.ts";
import { topKeyOf } from "../model/top-key.ts";
import type { TextDraft } from "../text/text-draft.ts";

/**
 * The draft of the text `name` of the record `id`; undefined where there is none. Unlike a draft of the whole storage it never
 * ends, so it is not to be given out.
 */
export function draftOfText(
  replica: Replica,
  change: OpenChange,
  ids: RecordIds,
  id: string,
  name: string,
): TextDraft | undefined {
  const node = replica.node(id);
  const field = node && replica.schemaOf(node)?.fields.get(name);
  if (node === undefined || field?.kind !== "text") return undefined;
  const [key, path] =
    id === ROOT ? [topKeyOf(name), name] : [node.key, `${node.key}.${id}.${name}`];
  return field.draft(new Writer(replica, change, ids, recordDraft), node, name, key, path);
}
