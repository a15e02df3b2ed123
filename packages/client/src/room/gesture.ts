import {
  type Clock,
  createDraft,
  type DraftOf,
  type Op,
  type OpenChange,
  type OpsByKey,
  type RecordIds,
  type Replica,
  type RoomDefinition,
} from "@alongside/core";
import { Throttle } from "../presence/throttle.ts";
import { countOps, mapOps } from "./renew.ts";
import { runSync } from "./run-sync.ts";
import type { Changed, Gesture } from "./types.ts";

interface GestureOptions {
  readonly clock: Clock;
  readonly ids: RecordIds;
  replica(): Replica;
  /** Opens the gesture's layer on the room's replica, over everything else. */
  open(): OpenChange;
  /** Shows it to the others; null takes it back. */
  show(ops: OpsByKey | null): void;
  /** Makes a change of it. */
  commit(ops: OpsByKey): Changed<void>;
  onChange(): void;
  onEnd(): void;
}

/** See `Gesture`. */
export class GestureOf<D extends RoomDefinition> implements Gesture<D> {
  readonly #options: GestureOptions;
  readonly #throttle: Throttle;
  #change: OpenChange;
  #isOpen = true;

  constructor(options: GestureOptions) {
    this.#options = options;
    this.#change = options.open();
    this.#throttle = new Throttle(options.clock, () => options.show(this.#change.ops()));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  update<T>(fn: (doc: DraftOf<D>) => T): T {
    this.#check();
    const { replica, ids, onChange } = this.#options;
    const before = this.#change.ops();
    const { doc, end } = createDraft(replica(), this.#change, ids);
    let result: T;
    try {
      result = runSync(() => fn(doc as DraftOf<D>));
    } catch (error) {
      this.#rewrite(before);
      throw error;
    } finally {
      end();
    }
    const after = this.#change.ops();
    const short = compacted(after);
    if (countOps(short) < countOps(after)) this.#rewrite(short);
    onChange();
    this.#throttle.request();
    return result;
  }

  commit(): Changed<void> {
    this.#check();
    const ops = this.#change.ops();
    this.#end();
    if (countOps(ops) === 0) this.#options.show(null);
    try {
      return this.#options.commit(ops);
    } catch (error) {
      this.#options.show(null);
      this.#options.onChange();
      throw error;
    }
  }

  cancel(): void {
    if (!this.#isOpen) return;
    this.#end();
    this.#options.show(null);
    this.#options.onChange();
  }

  /** The room's replica is another one: what was written so far goes over to it. */
  reopen(): void {
    this.#rewrite(this.#change.ops());
  }

  /** The room was entered again: the others are shown the gesture anew. */
  showAgain(): void {
    if (countOps(this.#change.ops()) > 0) this.#throttle.request();
  }

  #rewrite(ops: OpsByKey): void {
    this.#change.abort();
    this.#change = this.#options.open();
    for (const [key, list] of Object.entries(ops)) for (const op of list) this.#change.push(key, op);
  }

  #end(): void {
    this.#isOpen = false;
    this.#throttle.stop();
    this.#change.abort();
    this.#options.onEnd();
  }

  #check(): void {
    if (!this.#isOpen) throw new TypeError("The gesture is over");
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
