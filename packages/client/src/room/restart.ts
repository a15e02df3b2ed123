import type { RoomDefinition } from "@alongside/core";
import { inWords } from "@alongside/core/engine";
import type { KeyState, OpsByKey, Refusal, TextOp } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { Report } from "../readable.ts";
import { attempt } from "./attempt.ts";
import type { RoomCopy } from "./copy.ts";
import type { PendingChange } from "./pending.ts";
import type { Refusals } from "./refusals.ts";
import type { Rejections } from "./rejections.ts";
import { madeBy, movedOps, notLeaningOn } from "./renew.ts";
import { countOps } from "./written-ops.ts";

/** What the server says where a room begins anew on a page. */
export interface Anew {
  readonly states: { readonly [key: string]: KeyState };
  /** Which of the own changes that the state knows of were refused. */
  readonly outcomes: readonly Refusal[];
  /** Whether the state knows how an own change ended. */
  hasEnded(n: number): boolean;
}

/**
 * Begins a room anew from the server's state, with the own changes that have not ended over it. A step that throws is reported, and
 * the others are made all the same: what was seen and what is seen then differ by what that step knew of alone.
 */
export function restart<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  refusals: Refusals<D>,
  rejections: Rejections<D>,
  { states, outcomes, hasEnded }: Anew,
  report: Report,
): void {
  const { pending, textEvents, recorder } = copy;
  const old = copy.replica;
  const now = copy.replicaFrom(states);
  for (const [refused, code, message] of outcomes)
    attempt(report, () => refusals.refuse({ refused, code, message }));
  const open = pending.all().filter(({ data }) => !hasEnded(data.n));
  const made = new Set(open.flatMap(({ data }) => madeBy(data.ops)));
  const moved = old.pendingTexts?.movedTo(now.state, hasEnded, (id) => made.has(id), report);
  copy.become(now);
  for (const change of open)
    attempt(report, () => {
      const { data, editsTexts } = change;
      const { n } = data;
      const isMoved = editsTexts && moved !== undefined;
      const still = isMoved && stillOf(change, old.opsOf(n), (op) => moved(n, op), rejections);
      now.addPending(n, still || data.ops);
    });
  if (old.pendingTexts !== undefined) {
    now.pendingTexts?.takeShelves(old.pendingTexts, report);
    for (const { id, field } of textEvents.watched()) {
      const delta = attempt(report, () => now.pendingTexts?.difference(old, now, id, field));
      textEvents.push({ id, field, delta, isOwn: false });
    }
  }
  attempt(report, () => recorder?.restarted());
}

/** A change with its edits of texts where they stand now. Those whose text is gone are listed as refused, if they are not yet. */
function stillOf<D extends RoomDefinition>(
  { data, lost }: PendingChange,
  all: OpsByKey,
  moved: (op: TextOp) => Delta | undefined,
  rejections: Rejections<D>,
): OpsByKey {
  const { ops, gone } = movedOps(all, moved);
  const alone = lost === undefined ? gone : notLeaningOn(lost, gone);
  if (countOps(alone) > 0) {
    const message = inWords(() => "The record that held the text is in the trash") ?? "text.gone";
    const rest = { shelves: new Map(), code: "text.gone", message, leaning: {} };
    rejections.add({ ...data, ...rest, ops: alone });
  }
  return ops;
}
