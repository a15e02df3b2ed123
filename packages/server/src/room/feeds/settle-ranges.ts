import {
  BadMessage,
  type FeedOp,
  type Op,
  type OpsByKey,
  type TextAnchor,
  unmark,
} from "@alongside/core/engine";
import { lengthBefore } from "@alongside/core/text";

type Range = readonly [from: number, to: number];

/** How long a text is that the author may read; undefined for another one. */
type LengthOf = (id: string, field: string) => number | undefined;

/**
 * Ops with the ranges of texts that posts are pinned to in these, and without the marks that brought them here over others' edits: the same
 * object where there are none. A post whose letters are all gone, or whose text is, has no range. Throws `BadMessage` for a mark beyond
 * the end of its text.
 */
export function settleRanges(ops: OpsByKey, lengthOf: LengthOf): OpsByKey {
  if (!isPinned(ops)) return ops;
  const ranges = new Map<string, Range>();
  const settled: Record<string, readonly Op[]> = {};
  for (const key in ops) {
    const list = (ops[key] ?? []).flatMap((op) => withoutMarks(op, ranges, lengthOf));
    if (list.length > 0 || ops[key]?.length === 0) settled[key] = list;
  }
  for (const key in settled) settled[key] = (settled[key] ?? []).map((op) => pinned(op, ranges));
  return settled;
}

/** Whether a post of a change is pinned to a range. */
function isPinned(ops: OpsByKey): boolean {
  for (const key in ops)
    for (const op of ops[key] ?? [])
      if (op.op === "feed" && anchorOf(op) !== undefined) return true;
  return false;
}

function withoutMarks(op: Op, ranges: Map<string, Range>, lengthOf: LengthOf): readonly Op[] {
  const unmarked = op.op === "text" ? unmark(op.delta) : undefined;
  if (op.op !== "text" || unmarked === undefined) return [op];
  const { id, field } = op;
  const length = lengthOf(id, field);
  const covers = lengthBefore(op.delta);
  if (length !== undefined && covers > length)
    throw new BadMessage(
      `A mark in ${field} of ${id} reaches to ${covers}, the text has ${length} characters`,
    );
  if (length !== undefined)
    for (const [mark, range] of unmarked.ranges) ranges.set(keyOf(id, field, mark), range);
  return unmarked.delta.length === 0 ? [] : [{ ...op, delta: unmarked.delta }];
}

function pinned(op: Op, ranges: ReadonlyMap<string, Range>): Op {
  if (op.op !== "feed" || op.act[0] !== "post") return op;
  const anchor = anchorOf(op);
  if (anchor === undefined) return op;
  const { id, field, words, mark } = anchor;
  const range = mark === undefined ? undefined : ranges.get(keyOf(id, field, mark));
  const isThere = range !== undefined && range[0] < range[1];
  const text = { id, field, words, ...(isThere && { from: range[0], to: range[1] }) };
  const [, body, more] = op.act;
  return { ...op, act: ["post", body, { ...more, on: { text } }] };
}

function anchorOf({ act }: FeedOp): TextAnchor | undefined {
  const on = act[0] === "post" ? act[2]?.on : undefined;
  return on !== undefined && "text" in on ? on.text : undefined;
}

function keyOf(id: string, field: string, mark: string): string {
  return `${id} ${field} ${mark}`;
}
