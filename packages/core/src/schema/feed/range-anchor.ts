import { Invalid } from "../../errors.ts";
import { inWords } from "#words";
import type { TextAnchor } from "../../model/feed-op.ts";
import { ROOT } from "../../model/op.ts";
import { topKeyOf } from "../../model/top-key.ts";
import { markOf } from "../../model/range-mark.ts";
import { MAX_WORDS } from "./act-fault.ts";
import type { FeedWriting, RangeOption } from "./types.ts";

/**
 * The anchor of the post `post` in a stretch of a text, with what that says now. On a page the stretch is marked in the text too, by an edit that
 * changes nothing, and that the room's owner takes out again. Throws `Invalid` for a stretch that is none.
 */
export function rangeAnchor(
  writer: FeedWriting,
  path: string,
  post: string,
  given: RangeOption,
): TextAnchor {
  const { id = ROOT, field, from, to } = given;
  const { replica } = writer;
  const node = replica.node(id);
  if (node === undefined || replica.schemaOf(node)?.fields.get(field)?.kind !== "text")
    throw new Invalid(
      path,
      inWords(() => `on.text should name a text of the room, got ${id}.${field}`),
    );
  const text = replica.text(node, field);
  const isRange = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from < to;
  if (!isRange || to > text.length || text.splits([from, { retain: to - from, attributes: {} }]))
    throw new Invalid(
      path,
      inWords(
        () =>
          `on.text should be some of the ${text.length} characters of the text, got ${from} to ${to}`,
      ),
    );
  const words = text.slice(from, Math.min(to, from + MAX_WORDS));
  const quoted = { id, field, words: words.isWellFormed() ? words : words.slice(0, -1) };
  if (replica.state.feeds !== undefined) return { ...quoted, from, to };
  writer.push(id === ROOT ? topKeyOf(field) : node.key, {
    op: "text",
    id,
    field,
    delta: markOf(post, from, to),
  });
  return { ...quoted, mark: post };
}
