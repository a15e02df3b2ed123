import type { TextEngine } from "../text/engine.ts";
import type { AddOp, Op, OpsByKey, SetOp, TextOp } from "../model/op.ts";
import { isStructure, type StructureOp } from "../model/structure.ts";

/** What a change wrote under one top-level key. */
type KeyOps = readonly [key: string, list: Op[]];

/** The ops of one change that is not in the log: pending, or somebody else's gesture. */
export class Layer {
  /** The number of its change; of somebody's gesture, its key. Layers are folded in this order: see `isBelow`. */
  readonly n: number | string;
  /**
   * The ops under the top-level key that was written to first, and its name. Most changes have just that one, and a key that is typed
   * costs a sixth more where they are in a map (`npm run bench -- text`).
   */
  #only: KeyOps | undefined;
  /** All ops by top-level key, in the order they were written, where there are several keys. */
  #byKey: Map<string, Op[]> | undefined;
  /** Where each field was written, so that writing it again replaces the op. Made when there is a second op. */
  #written: Map<string, number> | undefined;
  /** How many ops that do not edit a text were written. */
  #others = 0;
  /** How many structure ops it has. */
  structure = 0;
  /**
   * True once one of its moves was void in pending, as the replica does not know the record it moves into. In confirmed the same move
   * takes the record away (see `Structure.lose`), so the two differ, and the short way of `confirm` must not be taken.
   */
  hasLostMove = false;
  /** Whether nothing of it is shown: see `Replica`. */
  isHidden = false;
  /** The records that a gesture makes. A gesture's ops are all there before anything asks. */
  #made: Set<string> | undefined;

  readonly #engine: TextEngine | undefined;

  constructor(n: number | string, engine?: TextEngine) {
    this.n = n;
    this.#engine = engine;
  }

  /** Adds an op; one on a field takes the place of what the change wrote there before, which is answered. */
  push(key: string, op: Op): { readonly op: Op; readonly replaced: Op | undefined } {
    if (op.op !== "text") this.#others += 1;
    if (this.#only === undefined && !isStructure(op)) {
      this.#only = [key, [op]];
      return { op, replaced: undefined };
    }
    const list = this.#listAt(key);
    if (op.op === "feed") {
      list.push(op);
      return { op, replaced: undefined };
    }
    if (isStructure(op)) {
      this.structure += 1;
      list.push(op);
      // It carries what was written before it, so what comes after may not be written there.
      if ("record" in op) this.#written = new Map();
      return { op, replaced: undefined };
    }
    const written = (this.#written ??= this.#index());
    const slot = slotOf(key, op);
    const index = written.get(slot);
    if (index === undefined) {
      written.set(slot, list.length);
      list.push(op);
      return { op, replaced: undefined };
    }
    const replaced = list[index] as Op;
    const composed = this.#composed(replaced, op);
    list[index] = composed;
    return { op: composed, replaced };
  }

  /** Adds an edit of a text that goes on being written to by itself. */
  addText(key: string, op: TextOp): void {
    if (this.#only === undefined) this.#only = [key, [op]];
    else this.#listAt(key).push(op);
  }

  #index(): Map<string, number> {
    const written = new Map<string, number>();
    for (const [key, list] of this.keys)
      for (const [i, op] of list.entries())
        if (!isStructure(op) && op.op !== "feed") written.set(slotOf(key, op), i);
    return written;
  }

  #listAt(key: string): Op[] {
    const first = (this.#only ??= [key, []]);
    if (first[0] === key) return first[1];
    const lists = (this.#byKey ??= new Map([first]));
    let list = lists.get(key);
    if (list === undefined) lists.set(key, (list = []));
    return list;
  }

  #composed(before: Op, op: SetOp | AddOp | TextOp): Op {
    if (op.op === "add") return { ...op, by: op.by + (before as AddOp).by };
    if (op.op === "set" || this.#engine === undefined) return op;
    return { ...op, delta: this.#engine.compose((before as TextOp).delta, op.delta) };
  }

  ops(): OpsByKey {
    const ops: Record<string, readonly Op[]> = {};
    // A definition has no key that means something to an object.
    for (const [key, list] of this.keys) ops[key] = list.map(asOp);
    return ops;
  }

  /** The ops by top-level key. */
  get keys(): Iterable<readonly [key: string, list: readonly Op[]]> {
    return this.#byKey ?? (this.#only === undefined ? [] : [this.#only]);
  }

  /** The ops that edit texts. */
  edits(): readonly TextOp[] {
    if (this.isTyping && this.#byKey === undefined) return this.#only?.[1] as readonly TextOp[];
    const texts: TextOp[] = [];
    for (const [, op] of this.each()) if (op.op === "text") texts.push(op);
    return texts;
  }

  /** Whether it edits texts and does nothing else. */
  get isTyping(): boolean {
    return this.#others === 0 && this.#only !== undefined;
  }

  *each(): Generator<readonly [key: string, op: Op]> {
    for (const [key, list] of this.keys) for (const op of list) yield [key, op];
  }

  /** Whether one of its ops makes a record. */
  makes(id: string): boolean {
    if (this.structure === 0) return false;
    this.#made ??= new Set(
      Array.from(this.structureOps(), ([, op]) => op)
        .filter(({ op }) => op === "insert" || op === "put")
        .map((op) => op.id),
    );
    return this.#made.has(id);
  }

  *structureOps(): Generator<readonly [key: string, op: StructureOp]> {
    if (this.structure === 0) return;
    for (const [key, op] of this.each()) if (isStructure(op)) yield [key, op];
  }

  /** Whether `ops` are these very ops, and no others. */
  is(ops: OpsByKey): boolean {
    const mine = Array.from(this.keys);
    return (
      Object.keys(ops).length === mine.length &&
      mine.every(([key, list]) => {
        const theirs = ops[key];
        return theirs?.length === list.length && list.every((op, i) => op === theirs[i]);
      })
    );
  }
}

/** The field that an op writes to, among those that are folded alike. */
function slotOf(key: string, op: SetOp | AddOp | TextOp): string {
  return `${key} ${op.op} ${op.id} ${op.field}`;
}

/** A copy of an op to hand out: a `PendingText` is a live object whose `delta` is a getter. */
function asOp(op: Op): Op {
  if (op.op !== "text" || Object.hasOwn(op, "delta")) return op;
  const { id, field, delta } = op;
  return { op: "text", id, field, delta };
}

/** Whether layer `a` lies below `b`: others' gestures, those of one client as they were made, then the own changes as they were made. */
export function isBelow(a: Layer, b: Layer): boolean {
  if (typeof a.n === "string") return typeof b.n === "number" || isBefore(a.n, b.n);
  return typeof b.n === "number" && a.n < b.n;
}

/** Of two keys of gestures, `client/number`. The shorter first, as letter by letter a tenth gesture came before a second one. */
function isBefore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
