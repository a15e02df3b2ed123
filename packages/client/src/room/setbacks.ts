import type { RoomDefinition } from "@alongside/core";
import { inWords, type DownEntry, type Joined, type Seq } from "@alongside/core/engine";
import type { Cell } from "../cell.ts";
import type { Report } from "../readable.ts";
import { attempt } from "./attempt.ts";
import { READ_ONLY } from "./copy.ts";
import { goOn } from "./go-on.ts";
import { listOutdated } from "./outdated.ts";
import type { Outcomes } from "./outcomes.ts";
import { Refusals } from "./refusals.ts";
import { Rejections } from "./rejections.ts";
import { type Anew, restart, type Seen, seenOf } from "./restart.ts";
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

/** What becomes of own changes that are not simply committed: some are refused, and some are still pending while the room begins anew. */
export class Setbacks<D extends RoomDefinition> {
  readonly rejections: Rejections<D>;
  readonly refusals: Refusals<D>;
  readonly #writing: Writing<D>;
  readonly #report: Report;

  /** `list` is the room's `rejected`. */
  constructor(writing: Writing<D>, list: Cell<readonly Rejected<D>[]>, report: Report) {
    this.#writing = writing;
    this.#report = report;
    this.rejections = new Rejections(writing, list, report);
    this.refusals = new Refusals(writing.copy, this.rejections);
  }

  /** The room is entered: of what was handed back in doubt it is known by now how it ended. */
  decided(joined: Joined): void {
    this.rejections.decided(joined.ended, refusedIn(joined));
    // What is pending now has not ended; of what is sent later nobody knows yet.
    const { pending } = this.#writing.copy;
    for (const change of pending.all())
      if (change.data.n <= pending.end) listOutdated(change, this.rejections);
  }

  /** The log has gone back, or does not know this client any more. This page is told how its changes ended there, and goes on with what is pending. */
  rewound(joined: Joined, each: EachEntry, outcomes: Outcomes<D>): void {
    const { copy } = this.#writing;
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
  }

  /** What of the entries behind a state the page has seen already: it is part of what the page begins anew from. */
  seen({ list, from }: Joined): Seen {
    return seenOf(list, from, this.#writing.copy.seq);
  }

  /** Begins the room anew from the server's state. */
  restart(anew: Anew): void {
    this.#writing.copy.runs?.clear();
    restart(this.#writing.copy, this.refusals, this.rejections, anew, this.#report);
  }
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
