import type { DraftOf, RoomDefinition } from "@alongside/core";
import {
  createDraft,
  type Op,
  type OpenChange,
  type OpsByKey,
  inWords,
  said,
} from "@alongside/core/engine";
import { checkUpdate, ofSync } from "./of-sync.ts";
import type { Changed, Gesture } from "./types.ts";
import { countOps, mapOps, pushAll, refuseTexts } from "./written-ops.ts";
import type { Writing } from "./writing.ts";

/** Gestures under way lie over every pending change. */
const ORDER = 2 ** 40;

/** What is to be done where a gesture is to be shown to the others, where it is taken back, and where it is over. */
interface Calls {
  readonly show: () => void;
  readonly takeBack: () => void;
  readonly end: () => void;
}

/** See `Gesture`. */
export class GestureOf<D extends RoomDefinition> implements Gesture<D> {
  readonly #writing: Writing<D>;
  readonly #number: number;
  readonly #calls: Calls;
  #change: OpenChange;
  #isOpen = true;
  readonly #now: () => number;
  readonly #beganAt: number;
  #changedAt: number;

  constructor(writing: Writing<D>, number: number, now: () => number, calls: Calls) {
    this.#now = now;
    this.#beganAt = this.#changedAt = now();
    this.#writing = writing;
    this.#number = number;
    this.#calls = calls;
    this.#change = writing.copy.replica.begin(ORDER + number);
  }

  /** What it has written so far. */
  get ops(): OpsByKey {
    return this.#change.ops();
  }

  /** When it was written to last, in whole ms since it began. A clock that was set back meanwhile does not make it less. */
  get at(): number {
    return Math.max(0, Math.round(this.#changedAt - this.#beganAt));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  update<T>(fn: (doc: DraftOf<D>) => T): T {
    checkUpdate(fn);
    this.#check();
    return this.#writing.told(() => this.#update(fn));
  }

  #update<T>(fn: (doc: DraftOf<D>) => T): T {
    const { copy } = this.#writing;
    const before = this.#change.ops();
    const draft = createDraft(copy.replica, this.#change, copy.gestureIds);
    let result: T;
    try {
      result = ofSync(fn(draft.doc as DraftOf<D>));
      refuseTexts(this.#change.ops(), "a gesture");
      copy.guard?.(this.#change.ops());
    } catch (error) {
      this.#rewrite(before);
      throw error;
    } finally {
      draft.end();
    }
    const after = this.#change.ops();
    const short = compacted(after);
    if (countOps(short) < countOps(after)) this.#rewrite(short);
    this.#changedAt = Math.max(this.#changedAt, this.#now());
    copy.tellView();
    this.#calls.show();
    return result;
  }

  commit(): Changed<void> {
    this.#check();
    const ops = this.#change.ops();
    this.#end();
    if (countOps(ops) === 0) this.#takeBack();
    try {
      return this.#writing.write({ gesture: this.#number }, (open) => pushAll(open, ops));
    } catch (error) {
      this.#takeBack();
      throw error;
    }
  }

  cancel(): void {
    if (!this.#isOpen) return;
    this.#end();
    this.#takeBack();
  }

  /** The room's replica is another one: what was written so far goes over to it. */
  reopen(): void {
    this.#rewrite(this.#change.ops());
  }

  /** The room was entered again: the others are shown the gesture anew. */
  showAgain(): void {
    if (countOps(this.#change.ops()) > 0) this.#calls.show();
  }

  #rewrite(ops: OpsByKey): void {
    this.#change.abort();
    this.#change = this.#writing.copy.replica.begin(ORDER + this.#number);
    pushAll(this.#change, ops);
  }

  #end(): void {
    this.#isOpen = false;
    this.#change.abort();
    this.#calls.end();
  }

  #takeBack(): void {
    this.#calls.takeBack();
    this.#writing.copy.tellView();
  }

  #check(): void {
    if (!this.#isOpen)
      throw new TypeError(
        said(
          "update",
          inWords(() => "The gesture is over"),
        ),
      );
  }
}

/** The same writes in fewer ops: a drag that moved a record a hundred times moved it once. Fields are replaced already. */
function compacted(ops: OpsByKey): OpsByKey {
  return mapOps(ops, (list) => {
    const short: Op[] = [];
    for (const op of list) {
      const last = short.at(-1);
      // Only neighbours: what was placed in between may stand beside where the record was.
      if (op.op === "move" && last?.op === "move" && last.id === op.id) short.pop();
      if (op.op === "add" && last?.op === "add" && last.id === op.id && last.field === op.field) {
        short[short.length - 1] = { ...last, by: last.by + op.by };
      } else short.push(op);
    }
    return short;
  });
}
