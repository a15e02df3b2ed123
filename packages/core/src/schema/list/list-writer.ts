import { isFields, misused, said } from "../../mistake.ts";
import { inWords } from "#words";
import { homeOf, isShown, type ListBox, type Node, orderOf } from "../../model/node.ts";
import type { ContainerRef, Position } from "../../model/op.ts";
import type { Order } from "../../model/order.ts";
import { anchorOf } from "../../model/place.ts";
import { canHold, MAX_NESTING } from "../../model/height.ts";
import { isInside } from "../../model/structure.ts";
import type { Drafting } from "../drafting.ts";
import type { ListDraft, ListNode } from "./types.ts";

/** A list while it is being written. See `ListDraft`. */
export class ListWriter<R> implements ListDraft<object, unknown> {
  readonly #writer: Drafting<R>;
  readonly #owner: Node;
  readonly #ref: ContainerRef;
  readonly #key: string;
  readonly #node: ListNode<R>;
  readonly #path: string;

  constructor(
    writer: Drafting<R>,
    owner: Node,
    field: string,
    key: string,
    node: ListNode<R>,
    path: string,
  ) {
    this.#writer = writer;
    this.#owner = owner;
    this.#ref = { of: owner.id, field };
    this.#key = key;
    this.#node = node;
    this.#path = path;
  }

  get length(): number {
    return this.#order()?.shown ?? 0;
  }

  get(id: string): object | undefined {
    const node = this.#here(id);
    return node !== undefined && isShown(node) ? this.#item(node) : undefined;
  }

  at(index: number): object | undefined {
    const order = this.#order();
    const n = Math.trunc(index) || 0;
    const node = order?.shownAt(n < 0 ? n + order.shown : n);
    return node === undefined ? undefined : this.#item(node);
  }

  has(id: string): boolean {
    const node = this.#here(id);
    return node !== undefined && isShown(node);
  }

  find(test: (item: object, index: number) => boolean): object | undefined {
    let index = 0;
    for (const item of this) if (test(item, index++)) return item;
    return undefined;
  }

  map<T>(fn: (item: object, index: number) => T): T[] {
    return Array.from(this, fn);
  }

  *[Symbol.iterator](): Generator<object, undefined> {
    for (const node of this.#shown()) yield this.#item(node);
  }

  insert(value: unknown, position: Position = "end"): string {
    const at = this.#anchor(position);
    return this.#writer.create(
      this.#owner,
      value,
      this.#node,
      this.#key,
      this.#path,
      (id, fields) => ({
        op: "insert",
        id,
        in: this.#ref,
        at,
        fields,
      }),
    );
  }

  push(value: unknown): string {
    return this.insert(value);
  }

  move(id: string, to: Position | ListDraft<object, unknown>, position: Position = "end"): void {
    const node = this.#known(id, "move");
    if (to instanceof ListWriter) to.#take(node, position, this);
    else this.#take(node, to as Position, this);
  }

  delete(id: string): void {
    if (isShown(this.#known(id, "delete"))) this.#writer.push(this.#key, { op: "delete", id });
  }

  restore(id: string): void {
    if (!isShown(this.#known(id, "restore"))) this.#writer.push(this.#key, { op: "restore", id });
  }

  #take(node: Node, position: Position, from: ListWriter<unknown>): void {
    if (from.#key !== this.#key) {
      throw new TypeError(
        said(
          "list",
          inWords(
            () =>
              `A record stays under its top-level key: it cannot move from ${from.#key} to ${this.#key}`,
          ),
          this.#path,
        ),
      );
    }
    if (from.#node.item !== this.#node.item) {
      throw new TypeError(
        said(
          "list",
          inWords(() => `${from.#path} and ${this.#path} hold different kinds of records`),
          this.#path,
        ),
      );
    }
    if (isInside({ home: homeOf }, this.#owner, node)) {
      throw new TypeError(
        said(
          "list",
          inWords(() => `A record cannot move into itself, to ${this.#path}`),
          this.#path,
        ),
      );
    }
    if (!canHold(this.#owner, node)) {
      throw new RangeError(
        said(
          "list",
          inWords(() => `Records may stand in one another ${MAX_NESTING} deep at most`),
          this.#path,
        ),
      );
    }
    checkPosition(position, this.#path);
    if (anchorOf(position) === node.id) return;
    const at = this.#anchor(position, node);
    this.#writer.push(this.#key, { op: "move", id: node.id, in: this.#ref, at });
  }

  /**
   * Leans a place on a neighbour of this client's own, so that what one person inserts in a row stays together whatever others
   * insert there meanwhile: on one that is not in the log yet, the left before the right; then on the one it made last; else
   * on the left one.
   */
  #anchor(position: Position, moving?: Node): Position {
    checkPosition(position, this.#path);
    const order = this.#order();
    const writer = this.#writer;
    if (position === "start" || position === "end") {
      const edge = order?.nextShown(undefined, position === "start" ? 1 : -1, moving);
      if (edge === undefined || writer.ownership(edge) < Infinity) return position;
      return position === "start" ? { before: edge.id } : { after: edge.id };
    }
    const id = anchorOf(position) as string;
    const anchor = this.#here(id);
    if (anchor === undefined)
      throw new RangeError(
        said(
          "list",
          inWords(() => `${this.#path} has no record ${id} to be next to`),
          id,
        ),
      );
    const left = "after" in position ? anchor : order?.nextShown(anchor, -1, moving);
    const right = "after" in position ? order?.nextShown(anchor, 1, moving) : anchor;
    const ofLeft = left === undefined ? -1 : writer.ownership(left);
    const ofRight = right === undefined ? -1 : writer.ownership(right);
    if (right !== undefined && ofRight > ofLeft) return { before: right.id };
    return left === undefined ? "start" : { after: left.id };
  }

  #box(): ListBox | undefined {
    this.#writer.check();
    return this.#writer.replica.list(this.#owner, this.#ref.field);
  }

  #order(): Order<Node> | undefined {
    const box = this.#box();
    return box && orderOf(box);
  }

  #shown(): readonly Node[] {
    return [...(this.#order() ?? [])].filter(isShown);
  }

  /** A record of this list, in the trash or not. */
  #here(id: string): Node | undefined {
    const box = this.#box();
    const node = this.#writer.replica.node(id);
    return box !== undefined && node !== undefined && homeOf(node) === box ? node : undefined;
  }

  /** A record of this list, in the trash or not. Throws `RangeError` for any other. */
  #known(id: string, what: string): Node {
    const node = this.#here(id);
    if (typeof id !== "string")
      throw misused(
        "list",
        inWords(() => `${this.#path}: what ${what} is given should be a record's id, a text`),
        id,
      );
    if (node === undefined)
      throw new RangeError(
        said(
          "list",
          inWords(() => `${this.#path} has no record ${id} to ${what}`),
          id,
        ),
      );
    return node;
  }

  #item(node: Node): object {
    return this.#writer.record(node, this.#node.item, `${this.#path}.${node.id}`);
  }
}

function checkPosition(position: unknown, path: string): void {
  if (position === "start" || position === "end") return;
  if (isFields(position) && typeof (position["after"] ?? position["before"]) === "string") return;
  throw misused(
    "list",
    inWords(() => `${path}: a position should be "start", "end", { before: id } or { after: id }`),
    position,
  );
}
