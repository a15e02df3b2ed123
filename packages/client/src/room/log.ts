import type { RoomDefinition } from "@alongside/core";
import {
  type Ack,
  type Commit,
  type DownEntry,
  inWords,
  type RefusedEntry,
  type Seq,
} from "@alongside/core/engine";
import type { Presence } from "../presence/presence.ts";
import type { RoomCopy } from "./copy.ts";
import type { LaterSetbacks } from "./later-setbacks.ts";
import type { Outcomes } from "./outcomes.ts";

/** So many entries that texts are taken over all of them at once. */
const MANY_ENTRIES = 64;

/** The server's entries do not continue our `seq`: the room is joined anew, from its state. */
export class OutOfStep extends Error {
  override readonly name = "OutOfStep";

  constructor(words = "link.out-of-step") {
    super(words);
  }
}

/** The log has an entry of a kind that this page does not know: what comes after it cannot be shown. */
export class Outdated extends Error {
  override readonly name = "Outdated";
  readonly code = "client.outdated";

  constructor(kind: string) {
    super(
      inWords(
        () =>
          `The room has entries of the kind "${kind}", which this page is too old for: reload it`,
      ) ?? "client.outdated",
    );
  }
}

/** Takes the entries of the log into a room's copy, in order. Throws `OutOfStep` where one does not follow, `Outdated` for an unknown kind. */
export class Log<D extends RoomDefinition> {
  readonly #copy: RoomCopy<D>;
  readonly #outcomes: Outcomes<D>;
  readonly #setbacks: LaterSetbacks<D>;
  readonly #presence: Presence<D>;

  constructor(
    copy: RoomCopy<D>,
    outcomes: Outcomes<D>,
    setbacks: LaterSetbacks<D>,
    presence: Presence<D>,
  ) {
    this.#copy = copy;
    this.#outcomes = outcomes;
    this.#setbacks = setbacks;
    this.#presence = presence;
  }

  /** What came while this page was away: step by step up to its own last entry, as the server did; the rest in one go. */
  catchUp(list: readonly DownEntry[]): void {
    const { pendingTexts } = this.#copy.replica;
    if (pendingTexts === undefined) return this.take(list);
    const own = list.findLastIndex((entry) => "ack" in entry || "refused" in entry) + 1;
    // One by one, what was typed at one spot by two people keeps its place beside what each of them typed before.
    const steps = list.length - own > MANY_ENTRIES ? own : list.length;
    this.take(list.slice(0, steps));
    pendingTexts.gather(() => this.take(list.slice(steps)));
  }

  take(list: readonly DownEntry[]): void {
    this.each(list, (entry) => {
      if ("ops" in entry && "client" in entry) this.#commit(entry);
      else if ("migrated" in entry) this.#copy.replica.confirm(entry.ops);
      else if ("refused" in entry) this.#refused(entry);
      else if ("pruned" in entry) this.#copy.replica.prune(entry.pruned);
      else if ("ack" in entry) this.#acknowledge(entry);
    });
  }

  /** Counts the entries of a list, and calls `take` with each that holds something. */
  readonly each = (
    list: readonly DownEntry[],
    take: (entry: Extract<DownEntry, { readonly seq: Seq }>) => void,
  ): void => {
    for (const entry of list) {
      if ("skip" in entry) {
        this.#copy.seq += entry.skip;
        this.#copy.at = entry.at;
        continue;
      }
      if ("unknown" in entry) throw new Outdated(entry.unknown);
      if (entry.seq !== this.#copy.seq + 1) {
        throw new OutOfStep(
          inWords(() => `${this.#copy.name}: entry ${entry.seq} came after ${this.#copy.seq}`),
        );
      }
      this.#copy.seq = entry.seq;
      this.#copy.at = entry.at;
      take(entry);
    }
  };

  #refused(entry: RefusedEntry): void {
    const { pending, runs } = this.#copy;
    const { first = entry.refused } = entry;
    pending.gone?.endedTo(entry.refused);
    const isOne = runs?.ended(first, entry.refused) === true;
    for (let refused = isOne ? entry.refused : first; refused <= entry.refused; refused++)
      if (pending.get(refused) === undefined) pending.skipTo(refused);
      else this.#setbacks.now.refusals.refuse({ ...entry, refused });
  }

  #acknowledge(ack: Ack): void {
    this.#copy.runs?.ended(ack.first ?? ack.ack, ack.ack);
    const typed = this.#outcomes.acknowledge(ack);
    if (typed === undefined)
      throw new OutOfStep(
        inWords(
          () =>
            `${this.#copy.name}: the server acknowledges change ${ack.ack}, which is not known here`,
        ),
      );
    this.#presence.moveCarets(ack.seq, this.#copy.client, typed);
  }

  #commit(commit: Commit): void {
    const { seq, client, ops } = commit;
    this.#copy.heard?.(commit);
    this.#copy.feeds?.entry(seq, commit.at, commit.actor, ops);
    this.#copy.recorder?.others(commit);
    try {
      this.#copy.replica.confirm(ops, undefined, this.#copy.client < client ? "left" : "right");
    } finally {
      this.#copy.recorder?.others(undefined);
    }
    this.#presence.moveCarets(seq, client, ops);
  }
}
