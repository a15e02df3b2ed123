import { without } from "./attributes.ts";
import { DeltaBuilder } from "./builder.ts";
import type { Delta, Part, Side } from "./delta.ts";
import { asEdit, deltaOf, normalOf } from "./edit.ts";
import type { Edit } from "./edit.ts";
import { attributesOf, isDelete, isInsert, lengthOf, partOf } from "./parts.ts";
import { lengthBefore } from "./position.ts";
import { PartReader } from "./reader.ts";

/**
 * `op`, made for the same text as `other`, so that it can follow `other`. On the `left` its inserts come first where both
 * insert at one spot, and its attributes win; on the `right` the other's. The answer is in normal form, whatever form `op` has.
 *
 * Law: `compose(a, transform(b, a, "right"))` has the effect of `compose(b, transform(a, b, "left"))`.
 */
export function transform(op: Delta, other: Delta, side: Side): Delta {
  const left = side === "left";
  return past(op, other, left, left);
}

/** Counts what crossing costs: a step for each part that is looked at closely, or for `MANY` that are only passed over. */
export interface Meter {
  steps: number;
}

/** Of a delta with more parts than this only those around the other one are looked at closely. */
const MANY = 16;

/**
 * Both deltas past each other: `own` so that it can follow `unit`, and `unit` so that it can follow `own`. `ownSide` decides
 * inserts at one spot only. The attributes of `own` win on either side, as it comes later in the log. Both are in normal form.
 *
 * Law: with `[mine, theirs] = cross(own, unit, side)`, `compose(unit, mine)` has the effect of `compose(own, theirs)`.
 */
export function cross(
  own: Delta,
  unit: Delta,
  ownSide: Side,
  meter?: Meter,
): readonly [Delta, Delta] {
  const left = ownSide === "left";
  if (own.length > MANY || unit.length > MANY) {
    if (own.length >= unit.length) return crossAround(own, unit, left, true, meter);
    const [theirs, mine] = crossAround(unit, own, !left, false, meter);
    return [mine, theirs];
  }
  if (meter !== undefined) meter.steps += own.length + unit.length;
  const edit = asEdit(own);
  const unitEdit = edit && asEdit(unit);
  return [
    past(own, unit, left, true, edit, unitEdit),
    past(unit, own, !left, false, unitEdit, edit),
  ];
}

/** `op` past `other`; `first` says whose insert comes first at one spot, `wins` whose attributes count. */
function past(
  op: Delta,
  other: Delta,
  first: boolean,
  wins: boolean,
  edit = asEdit(op),
  otherEdit = edit && asEdit(other),
): Delta {
  if (edit && otherEdit) return editPast(op, edit, otherEdit, first);
  const out = new DeltaBuilder();
  goPast(out, op, other, first, wins);
  return out.done();
}

/** Builds `op` past `other`. Returns how many steps that took. */
function goPast(out: DeltaBuilder, op: Delta, other: Delta, first: boolean, wins: boolean): number {
  const mine = new PartReader(op);
  const theirs = new PartReader(other);
  let steps = 0;
  for (; mine.more; steps++) {
    if (mine.inserts && (first || !theirs.inserts)) out.push(mine.take());
    else if (theirs.inserts) out.keep(lengthOf(theirs.take()));
    else {
      const n = Math.min(mine.left, theirs.left);
      const part = mine.take(n);
      const over = theirs.take(n);
      // What the other deleted is gone.
      if (isDelete(over)) continue;
      if (wins || isDelete(part)) out.push(part);
      else out.keep(n, without(attributesOf(part), attributesOf(over)));
    }
  }
  return steps;
}

/**
 * `long` and `short` past each other. What `long` does before and behind all that `short` does stays as it is: only its parts
 * in between are gone through. `first` and `wins` are those of `long`.
 */
function crossAround(
  long: Delta,
  short: Delta,
  first: boolean,
  wins: boolean,
  meter: Meter | undefined,
): readonly [Delta, Delta] {
  const [lead] = short;
  const start = typeof lead === "number" && lead > 0 ? lead : 0;
  const end = lengthBefore(short);
  let from = 0;
  let before = 0;
  let after = 0;
  for (; from < long.length; from++) {
    const part = long[from] as Part;
    const size = lengthOf(part);
    const inserts = isInsert(part);
    if (inserts ? before >= start : before + size > start) break;
    if (!inserts) before += size;
    if (!isDelete(part)) after += size;
  }
  let to = from;
  for (let at = before; to < long.length && at <= end; to++) {
    const part = long[to] as Part;
    if (!isInsert(part)) at += lengthOf(part);
  }
  const between = long.slice(from, to);
  const rest = start > 0 ? short.slice(1) : short;
  const spot = start > before ? [start - before, ...rest] : rest;
  const longOut = new DeltaBuilder(Infinity, long.slice(0, from));
  const shortOut = new DeltaBuilder().keep(after);
  const steps =
    goPast(longOut, between, spot, first, wins) + goPast(shortOut, spot, between, !first, !wins);
  if (meter !== undefined) meter.steps += steps + long.length / MANY;
  return [longOut.rest(long, to).done(), shortOut.done()];
}

/** The same for edits of one spot, by arithmetic: nearly all that people do at the same time. */
function editPast(op: Delta, edit: Edit, other: Edit, first: boolean): Delta {
  const moved = pastEdit(edit, other, first);
  if (moved !== undefined) return moved === edit ? normalOf(op, edit) : deltaOf(moved);
  const { at, text, attributes, gone } = edit;
  const before = other.at - at;
  const behind = gone - before - other.gone;
  const parts: Part[] = at > 0 ? [at] : [];
  if (text !== "") parts.push(partOf(text, attributes));
  if (before > 0) parts.push(-before);
  parts.push(other.text.length, -behind);
  return parts;
}

/** `edit` past `other`, the very same where nothing moves it; undefined where `other` puts something into what it deletes. */
export function pastEdit(edit: Edit, other: Edit, first: boolean): Edit | undefined {
  const { at, text, attributes, gone } = edit;
  const end = at + gone;
  const otherEnd = other.at + other.gone;
  const inserted = other.text.length;
  if (at > other.at || (at === other.at && !first)) {
    const to = (at < otherEnd ? other.at : at - other.gone) + inserted;
    return { at: to, text, attributes, gone: Math.max(0, end - Math.max(at, otherEnd)) };
  }
  if (end <= other.at) return edit;
  const before = other.at - at;
  const behind = Math.max(0, end - otherEnd);
  if (behind === 0 || inserted === 0) return { at, text, attributes, gone: before + behind };
  // What only deletes from there on does so behind what the other put in.
  if (text === "" && before === 0) return { at: at + inserted, text, attributes, gone: behind };
  return undefined;
}
