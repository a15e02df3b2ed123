import type { RoomDefinition, StorageOf } from "@alongside/core";
import { inWords, type DownEntry, type Joined, type Seq } from "@alongside/core/engine";
import type { Cell } from "../cell.ts";
import type { Report } from "../readable.ts";
import { attempt } from "./attempt.ts";
import { READ_ONLY } from "./copy.ts";
import { forgetSeen } from "./forget-seen.ts";
import { goOn } from "./go-on.ts";
import { listOutdated } from "./outdated.ts";
import type { Outcomes } from "./outcomes.ts";
import { Refusals } from "./refusals.ts";
import { Rejections } from "./rejections.ts";
import { restart, type Seen, seenOf } from "./restart.ts";
import type { Rewound } from "./rewound.ts";
import { seeing } from "./seeing.ts";
import type { Rejected } from "./types.ts";
import type { Writing } from "./writing.ts";

/** Why what is pending is handed back where the server does not know any more whether it has ended. */
const IN_DOUBT = {
  code: "change.in-doubt",
  message:
    inWords(
      () =>
        "It was made more than 90 days ago, and the server does not know any more whether it came",
    ) ?? "change.in-doubt",
};

/** Counts the entries of a list, and calls `take` with each that holds something. */
type EachEntry = (
  list: readonly DownEntry[],
  take: (entry: Extract<DownEntry, { readonly seq: Seq }>) => void,
) => void;

/** A room whose log went back. */
interface Rewinding<D extends RoomDefinition> {
  readonly outcomes: Outcomes<D>;
  readonly rewound: Cell<Rewound<D> | undefined>;
  readonly get: () => StorageOf<D> | undefined;
}

/** What becomes of own changes that are not simply committed: some are refused, and some are still pending while the room begins anew. */
export class Setbacks<D extends RoomDefinition> {
  readonly rejections: Rejections<D>;
  readonly refusals: Refusals<D>;
  readonly #writing: Writing<D>;
  readonly #report: Report;
  /** What told last that somebody was erased. */
  #erasing: Joined | undefined;

  /** `list` is the room's `rejected`. */
  constructor(writing: Writing<D>, list: Cell<readonly Rejected<D>[]>, report: Report) {
    this.#writing = writing;
    writing.copy.seeing = seeing;
    this.#report = report;
    this.rejections = new Rejections(writing, list, report);
    this.refusals = new Refusals(writing.copy, this.rejections);
  }

  /**
   * Somebody was erased from the room since this page heard of it: what it keeps of before, and could bring back, goes. Without
   * `joined` that was this page's own user.
   */
  erased(room: Pick<Rewinding<D>, "rewound">, joined?: Joined): void {
    const { copy } = this.#writing;
    this.#erasing = joined;
    copy.recorder?.rewound(new Set());
    room.rewound.set(undefined);
    this.rejections.forget(joined?.log.generation ?? Infinity);
    if (joined?.state !== undefined) forgetSeen(copy, copy.replicaFrom(joined.state));
  }

  /** The room is entered: of what was handed back in doubt it is known by now how it ended. */
  decided(joined: Joined): void {
    // Those that the device had, and that came from before.
    this.rejections.forget(joined.log.generation);
    this.rejections.decided(joined.ended, refusedIn(joined));
    // What is pending now has not ended; of what is sent later nobody knows yet.
    const { pending } = this.#writing.copy;
    for (const change of pending.all())
      if (change.data.n <= pending.end) listOutdated(change, this.rejections);
  }

  /** The log has gone back, or does not know this client any more. This page is told how its changes ended there, and goes on with what is pending. */
  rewound(joined: Joined, isKnown: boolean, room: Rewinding<D>, each: EachEntry): void {
    const { copy } = this.#writing;
    const { outcomes } = room;
    const shown = room.get();
    const count = Math.max(0, copy.pending.ended - joined.ended);
    // What an earlier page had left was made on the old log: this page has heard of that, and shows what is there now.
    const isHeard = isKnown && copy.lastEntry !== undefined;
    const isKept = joined.log.verdict === "rewound" && joined !== this.#erasing;
    if (shown !== undefined && !isHeard && isKept)
      room.rewound.set({ state: shown, seq: copy.seq, count });
    const { from, at, list, ended, state = {}, rights } = joined;
    const last = copy.pending.next - 1;
    copy.runs?.clear();
    const now = copy.replicaFrom(state);
    copy.seq = from;
    copy.at = at;
    each(list, (entry) => {
      if ("ops" in entry) now.confirm(entry.ops);
      else if ("pruned" in entry) now.prune(entry.pruned);
    });
    for (const [refused, why] of refusedIn(joined))
      attempt(this.#report, () => this.refusals.refuse({ refused, ...why }));
    outcomes.settleUpTo(ended, copy.seq);
    this.rejections.decided(ended, refusedIn(joined));
    if (rights.write !== true && rights.write.length === 0)
      this.refusals.refuseAll("auth.read-only", READ_ONLY, ended);
    if (joined.log.verdict === "forgotten")
      for (const { data } of copy.pending.all())
        if (data.n <= copy.pending.end) this.refusals.refuse({ refused: data.n, ...IN_DOUBT });
    copy.pending.skipTo(last);
    goOn(copy, this.refusals, this.rejections, now, ended, this.#report);
    this.rejections.forget(joined.log.generation);
    copy.rewinds += 1;
  }

  /**
   * Begins the room anew from the server's state. Returns what of the entries behind that the page has seen already, where it knows
   * the log: it is part of what the page begins anew from, as edits of texts would go over it once more.
   */
  restart({ state = {}, list, from, ended, outcomes = [] }: Joined, isKnown: boolean): Seen {
    const { copy } = this.#writing;
    const seen = seenOf(isKnown ? list : [], from, copy.seq);
    const { entries } = seen;
    const told = toldIn(list.slice(entries.length));
    const hasEnded = (n: number): boolean => n <= ended && !told.has(n);
    const anew = { states: state, entries, outcomes, hasEnded, told };
    copy.runs?.clear();
    restart(copy, this.refusals, this.rejections, anew, this.#report);
    return seen;
  }
}

/** The own changes whose ends `list` tells: they are pending over the state that came before the list. */
function toldIn(list: readonly DownEntry[]): ReadonlySet<number> {
  const told = new Set<number>();
  for (const entry of list) {
    const last = "ack" in entry ? entry.ack : "refused" in entry ? entry.refused : undefined;
    if (last === undefined) continue;
    const { first = last } = entry as { readonly first?: number };
    for (let n = first; n <= last; n++) told.add(n);
  }
  return told;
}

/** The own changes that were refused, with why, by their numbers. */
function refusedIn({
  list,
  outcomes = [],
}: Joined): ReadonlyMap<number, { readonly code: string; readonly message: string }> {
  const refused = new Map(outcomes.map(([n, code, message]) => [n, { code, message }]));
  for (const entry of list)
    if ("refused" in entry)
      for (let n = entry.first ?? entry.refused; n <= entry.refused; n++)
        refused.set(n, { code: entry.code, message: entry.message });
  return refused;
}
