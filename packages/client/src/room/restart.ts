import type { RoomDefinition } from "@alongside/core";
import { inWords } from "@alongside/core/engine";
import type {
  DownEntry,
  KeyState,
  Op,
  OpsByKey,
  Refusal,
  Seq,
  TextOp,
} from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { Report } from "../readable.ts";
import { attempt } from "./attempt.ts";
import type { RoomCopy } from "./copy.ts";
import type { PendingChange } from "./pending.ts";
import type { Refusals } from "./refusals.ts";
import type { Rejections } from "./rejections.ts";
import { madeBy, movedOps, notLeaningOn } from "./renew.ts";
import { countOps, mapOps } from "./written-ops.ts";

/** What the server says where a room begins anew on a page. */
export interface Anew {
  readonly states: { readonly [key: string]: KeyState };
  /** What followed in the log up to where the page was already. */
  readonly entries: readonly DownEntry[];
  /** Which of the own changes that the state knows of were refused. */
  readonly outcomes: readonly Refusal[];
  /** Whether the state knows how an own change ended. */
  hasEnded(n: number): boolean;
  /** The own changes whose ends follow in the log. */
  readonly told: ReadonlySet<number>;
}

/** Entries that a page has seen before, how many of the log's they are, and the server time of the last, in ms. */
export interface Seen {
  readonly entries: readonly DownEntry[];
  readonly count: number;
  readonly at: number | undefined;
}

/** Which of the entries after `from` a page has seen that is at `seq`. */
export function seenOf(list: readonly DownEntry[], from: Seq, seq: Seq): Seen {
  let count = 0;
  let at: number | undefined;
  for (const [i, entry] of list.entries()) {
    const step = "skip" in entry ? entry.skip : 1;
    if ("unknown" in entry || from + count + step > seq)
      return { entries: list.slice(0, i), count, at };
    count += step;
    at = entry.at;
  }
  return { entries: list, count, at };
}

/**
 * Begins a room anew from the server's state, with the own changes that have not ended over it. A step that throws is reported, and
 * the others are made all the same: what was seen and what is seen then differ by what that step knew of alone.
 */
export function restart<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  refusals: Refusals<D>,
  rejections: Rejections<D>,
  { states, entries, outcomes, hasEnded, told }: Anew,
  report: Report,
): void {
  const { pending, textEvents, recorder } = copy;
  const old = copy.replica;
  const now = copy.replicaFrom(states);
  for (const [refused, code, message] of outcomes)
    attempt(report, () => refusals.refuse({ refused, code, message }));
  for (const entry of entries) {
    if ("ops" in entry && entry.ops !== undefined) now.confirm(entry.ops);
    else if ("pruned" in entry) now.prune(entry.pruned);
    else if ("refused" in entry)
      for (let refused = entry.first ?? entry.refused; refused <= entry.refused; refused++)
        attempt(report, () => refusals.refuse({ ...entry, refused }));
  }
  const open = pending.all().filter(({ data }) => !hasEnded(data.n));
  const made = new Set(open.flatMap(({ data }) => madeBy(data.ops)));
  const moved = old.pendingTexts?.movedTo(now.state, hasEnded, (id) => made.has(id), report);
  copy.become(now);
  for (const change of open)
    attempt(report, () => {
      const { data, editsTexts } = change;
      const { n } = data;
      const isMoved = editsTexts && moved !== undefined;
      // The log has it, and before it the record that is not here yet.
      const isToCome = (op: Op): boolean => told.has(n) && now.state.find(op.id) === undefined;
      const still =
        isMoved && stillOf(change, old.opsOf(n), (op) => moved(n, op), isToCome, rejections);
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

/**
 * A change with its edits of texts where they stand now. Those whose text is gone are listed as refused, if they are not yet and their text
 * does not come.
 */
function stillOf<D extends RoomDefinition>(
  { data, lost }: PendingChange,
  all: OpsByKey,
  moved: (op: TextOp) => Delta | undefined,
  isToCome: (op: Op) => boolean,
  rejections: Rejections<D>,
): OpsByKey {
  const { ops, gone } = movedOps(all, moved);
  const left = lost === undefined ? gone : notLeaningOn(lost, gone);
  const alone = mapOps(left, (list) => list.filter((op) => !isToCome(op)));
  if (countOps(alone) > 0) {
    const message = inWords(() => "The record that held the text is in the trash") ?? "text.gone";
    const rest = { shelves: new Map(), code: "text.gone", message, leaning: {} };
    rejections.add({ ...data, ...rest, ops: alone });
  }
  return ops;
}
