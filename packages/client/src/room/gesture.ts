import { createDraft, type Clock, type DraftOf, type OpenChange, type OpsByKey, type RecordIds, type Replica, type RoomDefinition } from "@alongside/core";
import { Throttle } from "../presence/throttle.ts";
import type { Changed, Gesture } from "./types.ts";

interface GestureOptions {
  readonly clock: Clock;
  /** Opens the gesture's layer on the room's replica, over everything else. */
  open(): { readonly replica: Replica; readonly change: OpenChange; readonly ids: RecordIds };
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
  #open: ReturnType<GestureOptions["open"]>;
  #isOpen = true;

  constructor(options: GestureOptions) {
    this.#options = options;
    this.#open = options.open();
    this.#throttle = new Throttle(options.clock, () => this.#options.show(this.#open.change.ops()));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  update<T>(fn: (doc: DraftOf<D>) => T): T {
    this.#check();
    const { replica, change, ids } = this.#open;
    const { doc, end } = createDraft(replica, change, ids);
    try {
      return fn(doc as DraftOf<D>);
    } finally {
      end();
      this.#options.onChange();
      this.#throttle.request();
    }
  }

  commit(): Changed<void> {
    this.#check();
    const ops = this.#open.change.ops();
    this.#end();
    return this.#options.commit(ops);
  }

  cancel(): void {
    if (!this.#isOpen) return;
    this.#end();
    this.#options.show(null);
    this.#options.onChange();
  }

  /** The room's replica is another one: what was written so far goes over to it. */
  reopen(): void {
    const ops = this.#open.change.ops();
    this.#open = this.#options.open();
    for (const [key, list] of Object.entries(ops)) for (const op of list) this.#open.change.push(key, op);
  }

  #end(): void {
    this.#isOpen = false;
    this.#throttle.stop();
    this.#open.change.abort();
    this.#options.onEnd();
  }

  #check(): void {
    if (!this.#isOpen) throw new TypeError("The gesture is over");
  }
}
