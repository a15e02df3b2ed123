import { type DraftOf, type RoomDefinition } from "@alongside/core";
import {
  type Clock,
  createDraft,
  type Op,
  type OpenChange,
  type OpsByKey,
  type RecordIds,
  type Replica,
} from "@alongside/core/engine";
import { Throttle } from "../presence/throttle.ts";
import { countOps, mapOps, refuseTexts } from "./renew.ts";
import type { ChangesOwner } from "./changes-owner.ts";
import { checkUpdate, ofSync } from "./of-sync.ts";
import type { Changed, Gesture } from "./types.ts";

/** What a gesture needs of the room it is made in. */
export interface GestureOwner {
  readonly replica: Replica;
  readonly ids: RecordIds;
  /** Tells `onError` of a refusal that is thrown. */
  told<T>(write: () => T): T;
  /** It is over. */
  endGesture(number: number): void;
  commitGesture(number: number, ops: OpsByKey): Changed<void>;
}

/** Gestures under way lie over every pending change. */
const ORDER = 2 ** 40;

/** Who shows it. */
type GestureRoom = Pick<ChangesOwner<RoomDefinition>, "showGesture" | "onView">;

/** See `Gesture`. */
export class GestureOf<D extends RoomDefinition> implements Gesture<D> {
  readonly #owner: GestureOwner;
  readonly #room: GestureRoom;
  readonly #number: number;
  readonly #throttle: Throttle;
  #change: OpenChange;
  #isOpen = true;

  constructor(owner: GestureOwner, room: GestureRoom, number: number, clock: Clock) {
    this.#owner = owner;
    this.#room = room;
    this.#number = number;
    this.#change = owner.replica.begin(ORDER + number);
    this.#throttle = new Throttle(clock, () => room.showGesture(number, this.#change.ops()));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  update<T>(fn: (doc: DraftOf<D>) => T): T {
    checkUpdate(fn);
    this.#check();
    return this.#owner.told(() => this.#update(fn));
  }

  #update<T>(fn: (doc: DraftOf<D>) => T): T {
    const { replica, ids } = this.#owner;
    const before = this.#change.ops();
    const draft = createDraft(replica, this.#change, ids);
    let result: T;
    try {
      result = ofSync(fn(draft.doc as DraftOf<D>));
      refuseTexts(this.#change.ops(), "A gesture");
    } catch (error) {
      this.#rewrite(before);
      throw error;
    } finally {
      draft.end();
    }
    const after = this.#change.ops();
    const short = compacted(after);
    if (countOps(short) < countOps(after)) this.#rewrite(short);
    this.#room.onView();
    this.#throttle.request();
    return result;
  }

  commit(): Changed<void> {
    this.#check();
    const ops = this.#change.ops();
    this.#end();
    if (countOps(ops) === 0) this.#takeBack();
    try {
      return this.#owner.commitGesture(this.#number, ops);
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
    if (countOps(this.#change.ops()) > 0) this.#throttle.request();
  }

  #rewrite(ops: OpsByKey): void {
    this.#change.abort();
    this.#change = this.#owner.replica.begin(ORDER + this.#number);
    for (const [key, list] of Object.entries(ops))
      for (const op of list) this.#change.push(key, op);
  }

  #end(): void {
    this.#isOpen = false;
    this.#throttle.stop();
    this.#change.abort();
    this.#owner.endGesture(this.#number);
  }

  #takeBack(): void {
    this.#room.showGesture(this.#number, null);
    this.#room.onView();
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
