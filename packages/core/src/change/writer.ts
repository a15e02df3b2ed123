import { Invalid } from "../errors.ts";
import { inWords } from "#words";
import { isMapKey, ownerOf } from "../ids.ts";
import type { Json } from "../json.ts";
import { shown, said } from "../mistake.ts";
import { fieldsGiven } from "../schema/record/given.ts";
import type { ListNode, MapNode } from "../schema/tree.ts";
import type { Node } from "../model/node.ts";
import type { ContainerRef, FieldValues, InsertOp, Op, PutOp } from "../model/op.ts";
import type { OpenChange } from "../pending/open-change.ts";
import type { Replica } from "../pending/replica.ts";
import { levelsIn, MAX_NESTING } from "../model/height.ts";

/** Where the ids of new records come from. */
export interface RecordIds {
  readonly client: string;
  next(): string;
}

/** What makes the op of a new record, once its fields are known to be right. */
type NewOp = (id: string, fields: FieldValues) => InsertOp | PutOp;

/** A change being written, as all drafts of it share it. */
export class Writer {
  readonly replica: Replica;
  readonly change: OpenChange;
  readonly #ids: RecordIds;
  /** Records that this change gave a place. */
  #placed: Set<string> | undefined;
  #isOver = false;

  constructor(replica: Replica, change: OpenChange, ids: RecordIds) {
    this.replica = replica;
    this.change = change;
    this.#ids = ids;
  }

  /** Ends the change: a draft that somebody kept throws from now on. */
  end(): void {
    this.#isOver = true;
  }

  check(): void {
    if (this.#isOver) {
      throw new TypeError(
        said(
          "update",
          inWords(
            () => "This draft's update is over; use `doc` only inside the function it was given to",
          ),
        ),
      );
    }
  }

  push(key: string, op: Op): void {
    this.check();
    if (op.op === "insert" || op.op === "move") (this.#placed ??= new Set()).add(op.id);
    this.change.push(key, op);
  }

  /**
   * How much a record's place is this client's: `Infinity` while that is not in the log yet; else the later it made the
   * record, the more. -1 for others'.
   */
  ownership(node: Node): number {
    if (this.#placed?.has(node.id) === true || this.replica.isPlacing(node)) return Infinity;
    if (!node.id.startsWith(`${this.#ids.client}.`)) return -1;
    const owner = ownerOf(node.id);
    return owner === undefined ? -1 : owner.clientSeq + owner.n / 1e9;
  }

  /**
   * Writes a new record, and what its lists and maps begin with as records of their own. Returns its id. Throws `Invalid`
   * before anything is written.
   */
  create(
    owner: Node,
    value: unknown,
    kind: ListNode | MapNode,
    key: string,
    path: string,
    make: NewOp,
  ): string {
    this.check();
    const ops: Op[] = [];
    const id = this.#build(value, kind, path, make, ops, levelsIn(owner));
    for (const op of ops) this.push(key, op);
    return id;
  }

  #build(
    value: unknown,
    kind: ListNode | MapNode,
    path: string,
    make: NewOp,
    ops: Op[],
    levels: number,
  ): string {
    if (levels === 0) {
      throw new Invalid(
        path,
        inWords(() => `records may stand in one another ${MAX_NESTING} deep at most`),
      );
    }
    const id = this.#ids.next();
    const fields: Record<string, Json> = {};
    const children: (readonly [string, ListNode | MapNode, unknown])[] = [];
    const given = kind.plain ? { value } : fieldsGiven(value, kind.item, path);
    for (const [name, field] of kind.item.fields) {
      const at = kind.plain ? path : `${path}.${name}`;
      const part = Object.hasOwn(given, name) ? given[name] : undefined;
      if (field.kind === "list" || field.kind === "map") {
        if (part !== undefined) children.push([name, field, part]);
        continue;
      }
      const made = field.kind === "counter" ? startOf(part, at) : field.create(part, at);
      if (made !== undefined) fields[name] = made as Json;
    }
    ops.push(make(id, fields));
    for (const [field, node, part] of children) {
      this.#fill({ of: id, field }, node, part, `${path}.${field}`, ops, levels - 1);
    }
    return id;
  }

  #fill(
    ref: ContainerRef,
    node: ListNode | MapNode,
    value: unknown,
    path: string,
    ops: Op[],
    levels: number,
  ): void {
    if (node.kind === "list") {
      if (!Array.isArray(value))
        throw new Invalid(
          path,
          inWords(() => `should be an array, got ${shown(value)}`),
        );
      for (const [i, item] of value.entries()) {
        const make: NewOp = (id, fields) => ({ op: "insert", id, in: ref, at: "end", fields });
        this.#build(item, node, `${path}.${i}`, make, ops, levels);
      }
      return;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Invalid(
        path,
        inWords(() => `should be an object, or a Map, got ${shown(value)}`),
      );
    }
    for (const [key, item] of value instanceof Map ? value : Object.entries(value)) {
      checkKey(key, path);
      const make: NewOp = (id, fields) => ({ op: "put", id, in: ref, key, fields });
      this.#build(item, node, `${path}.${key}`, make, ops, levels);
    }
  }
}

/** Throws `Invalid` for what cannot be a map's key. */
export function checkKey(key: unknown, path: string): asserts key is string {
  if (!isMapKey(key)) {
    throw new Invalid(
      path,
      inWords(
        () => `${typeof key === "string" ? JSON.stringify(key) : typeof key} cannot be a map's key`,
      ),
    );
  }
}

/** What a counter starts at; nothing for 0. */
function startOf(value: unknown, path: string): number | undefined {
  if (value === undefined || value === 0) return undefined;
  if (!Number.isSafeInteger(value))
    throw new Invalid(
      path,
      inWords(() => "should be a safe integer"),
    );
  return value as number;
}
