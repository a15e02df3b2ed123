import type { ListDraft } from "../schema/draft-types.ts";
import type { ListNode } from "../schema/tree.ts";
import type { Node } from "./node.ts";
import type { ContainerRef, Position } from "./op.ts";
import type { Writer } from "./writer.ts";

/** A list while it is being written. See `ListDraft`. */
export class ListDraftOf implements ListDraft<object, unknown> {
  readonly #writer: Writer;
  readonly #ref: ContainerRef;
  readonly #key: string;
  readonly #schema: ListNode;
  readonly #path: string;

  constructor(writer: Writer, ref: ContainerRef, key: string, schema: ListNode, path: string) {
    this.#writer = writer;
    this.#ref = ref;
    this.#key = key;
    this.#schema = schema;
    this.#path = path;
  }

  get length(): number {
    return this.#shown().length;
  }

  get(id: string): object | undefined {
    const node = this.#here(id);
    return node === undefined ? undefined : this.#draft(node);
  }

  at(index: number): object | undefined {
    const node = this.#shown().at(index);
    return node === undefined ? undefined : this.#draft(node);
  }

  has(id: string): boolean {
    return this.#here(id) !== undefined;
  }

  find(test: (item: object, index: number) => boolean): object | undefined {
    return [...this].find(test);
  }

  map<T>(fn: (item: object, index: number) => T): T[] {
    return Array.from(this, fn);
  }

  *[Symbol.iterator](): Iterator<object> {
    for (const node of this.#shown()) yield this.#draft(node);
  }

  insert(value: unknown, position: Position = "end"): string {
    const writer = this.#writer;
    writer.check();
    const id = writer.newId();
    const { fields, children } = writer.fieldsOf(value, this.#schema.item, this.#schema.plain, `${this.#path}.${id}`);
    writer.push(this.#key, { op: "insert", id, in: this.#ref, at: this.#anchor(position), fields });
    writer.drafts.fill(writer, id, this.#key, children, `${this.#path}.${id}`);
    return id;
  }

  push(value: unknown): string {
    return this.insert(value, "end");
  }

  move(id: string, position: Position): void;
  move(id: string, to: ListDraft<object, unknown>, position?: Position): void;
  move(id: string, to: Position | ListDraft<object, unknown>, position: Position = "end"): void {
    this.#writer.check();
    if (this.#here(id) === undefined) throw new RangeError(`${this.#path} has no record ${id} to move`);
    if (to instanceof ListDraftOf) to.#take(id, position, this.#key);
    else this.#take(id, to as Position, this.#key);
  }

  delete(id: string): void {
    if (this.#here(id) === undefined) return;
    this.#writer.push(this.#key, { op: "delete", id });
  }

  restore(id: string): void {
    const node = this.#writer.replica.node(id);
    if (node === undefined || !this.#writer.replica.isTrashed(node)) return;
    this.#writer.push(this.#key, { op: "restore", id });
  }

  #take(id: string, position: Position, fromKey: string): void {
    if (fromKey !== this.#key) {
      throw new TypeError(`A record stays under its top-level key: it cannot move from ${fromKey} to ${this.#key}`);
    }
    this.#writer.push(this.#key, { op: "move", id, in: this.#ref, at: this.#anchor(position, id) });
  }

  /**
   * Anchors to a neighbour, so that what one person inserts in a row stays together: to an own record that is not in the log
   * yet, the left one before the right one; else to the left one.
   */
  #anchor(position: Position, moving?: string): Position {
    const writer = this.#writer;
    if (position === "start" || position === "end") {
      const shown = this.#shown().filter((node) => node.id !== moving);
      const edge = position === "start" ? shown[0] : shown.at(-1);
      if (edge === undefined || !writer.isOwnPending(edge)) return position;
      return position === "start" ? { before: edge.id } : { after: edge.id };
    }
    const shown = this.#shown().filter((node) => node.id !== moving);
    const anchor = "after" in position ? position.after : position.before;
    const at = shown.findIndex((node) => node.id === anchor);
    if (at < 0) throw new RangeError(`${this.#path} has no record ${anchor} to be next to`);
    const left = "after" in position ? shown[at] : shown[at - 1];
    const right = "after" in position ? shown[at + 1] : shown[at];
    if (left !== undefined && writer.isOwnPending(left)) return { after: left.id };
    if (right !== undefined && writer.isOwnPending(right)) return { before: right.id };
    return left === undefined ? "start" : { after: left.id };
  }

  #shown(): readonly Node[] {
    this.#writer.check();
    const { replica } = this.#writer;
    const box = replica.state.box(this.#ref, "list");
    return box?.kind === "list" ? replica.shown(box) : [];
  }

  #here(id: string): Node | undefined {
    this.#writer.check();
    const { replica } = this.#writer;
    const node = replica.node(id);
    if (node === undefined || replica.isTrashed(node)) return undefined;
    const box = replica.parentOf(node);
    return box?.of.id === this.#ref.of && box.field === this.#ref.field ? node : undefined;
  }

  #draft(node: Node): object {
    return this.#writer.drafts.record(this.#writer, node, this.#schema.item, `${this.#path}.${node.id}`);
  }
}
