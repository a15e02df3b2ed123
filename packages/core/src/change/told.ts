import { Refused } from "../errors.ts";
import type { Json } from "../json.ts";
import { currentAt, type Node } from "../model/node.ts";
import type { MoveOp, Op, PutOp, RestoreOp } from "../model/op.ts";
import type { State } from "../model/state.ts";
import { recordState, stubState } from "../model/state-codec.ts";

/** What a change may add to the log beyond what its author sent, in characters of JSON: records from the trash, and what a mutation writes. */
export const MAX_ADDED = 16 * 1024 * 1024;

/**
 * What everybody is told of records that come out of the trash: who joined since they went there knows only their ids and
 * places, and nothing of what stands in them. Each is told whole, once in a change. Belongs to one change.
 */
export class Telling {
  readonly #state: State;
  /** Records that everybody knows with all that stands in them, trashed or not: they were not in the trash before this change, or it has told them. */
  #known: Set<Node> | undefined;
  /** Records whose contents it has told to those who know their places. */
  #restored: Set<Node> | undefined;
  #added = 0;

  constructor(state: State) {
    this.#state = state;
  }

  /** How much the change adds to the log beyond what was sent. */
  get added(): number {
    return this.#added;
  }

  /** Counts what is added to the log. Throws `Refused` when it is too much. */
  add(characters: number): void {
    this.#added += characters;
    if (this.#added > MAX_ADDED) {
      throw new Refused(
        "change.too-big",
        `The change adds more than ${MAX_ADDED} characters to the log; make it several changes`,
      );
    }
  }

  /** The op, which is about to be written, with the record that others may lack. Throws as `add` does, before that record is put together. */
  of(op: Op): Op {
    switch (op.op) {
      case "delete":
        this.#goes(this.#state.nodes.get(op.id));
        return op;
      case "put":
        this.#goes(this.#displacedBy(op));
        return op;
      case "restore":
        return this.#restore(op);
      case "move":
        return this.#move(op);
      default:
        return op;
    }
  }

  #restore(op: RestoreOp): Op {
    const node = this.#state.nodes.get(op.id);
    if (node === undefined || !node.trashed) return op;
    if (node.home?.kind === "map") this.#goes(currentAt(node.home, node.mapKey as string));
    if (this.#known?.has(node) === true || this.#restored?.has(node) === true) return op;
    const record = this.#told(node);
    (this.#restored ??= new Set()).add(node);
    if (!this.#isHidden(node.home?.of)) (this.#known ??= new Set()).add(node);
    return { ...op, record };
  }

  #move(op: MoveOp): Op {
    const node = this.#state.nodes.get(op.id);
    if (node === undefined || this.#known?.has(node) === true) return op;
    if (!this.#isHidden(node.home?.of)) return op;
    if (node.trashed) return { ...op, record: stubState(node) };
    const record = this.#told(node);
    // Who does not know where it goes does not take it up.
    const owner = this.#state.nodes.get(op.in.of);
    const isKnown = owner !== undefined && this.#known?.has(owner) === true;
    if (isKnown || !this.#isHidden(owner?.home?.of)) (this.#known ??= new Set()).add(node);
    return { ...op, record };
  }

  /** A record goes to the trash. Everybody knows it, unless it stood in something that is there already. */
  #goes(node: Node | undefined): void {
    if (node === undefined || node.trashed || this.#isHidden(node)) return;
    (this.#known ??= new Set()).add(node);
  }

  #displacedBy(op: PutOp): Node | undefined {
    const box = this.#state.nodes.get(op.in.of)?.maps?.get(op.in.field);
    return box && currentAt(box, op.key);
  }

  /** Whether some do not know a record with all that stands in it, as it is in the trash, or something that it stands in. */
  #isHidden(node: Node | undefined): boolean {
    for (let at = node; at !== undefined; at = at.home?.of) {
      if (this.#known?.has(at) === true) return false;
      if (at.trashed) return true;
    }
    return false;
  }

  #told(node: Node): NonNullable<RestoreOp["record"]> {
    const left = MAX_ADDED - this.#added;
    if (sizeOf(node, left) > left) this.add(left + 1);
    const record = recordState(node, false);
    this.add(JSON.stringify(record).length);
    return record;
  }
}

/** How many characters a record comes to at least. Stops counting beyond `limit`. */
function sizeOf(node: Node, limit: number): number {
  let size = node.id.length;
  for (const text of node.texts?.values() ?? []) size += text.length;
  for (const field in node.fields) {
    if (node.texts?.has(field) !== true) size += field.length + sizeOfJson(node.fields[field]);
  }
  for (const boxes of [node.lists, node.maps]) {
    for (const box of boxes?.values() ?? []) {
      for (const child of box.kind === "list" ? box.order : box.all) {
        if (size > limit) return size;
        size += child.trashed ? child.id.length : sizeOf(child, limit - size);
      }
    }
  }
  return size;
}

function sizeOfJson(value: Json | undefined): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 1;
  let size = 1;
  for (const part of Object.values(value)) size += sizeOfJson(part);
  return size;
}
