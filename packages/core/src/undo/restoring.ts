import { inWords } from "#words";
import { Refused } from "../errors.ts";
import { equalJson, type Json } from "../json.ts";
import {
  currentAt,
  homeOf,
  isTrashed,
  isVisible,
  type ListBox,
  type Node,
  orderOf,
} from "../model/node.ts";
import { type FieldValues, type Op, type Position, ROOT } from "../model/op.ts";
import { fieldOf, type State, sumOf } from "../model/state.ts";
import { topKeyOf } from "../model/top-key.ts";
import type { Replica } from "../pending/replica.ts";
import type { FieldNode, NodeOf, RecordSchema } from "../schema/kinds.ts";
import type { Delta } from "../text/delta.ts";
import { around } from "./restored-order.ts";
import { deltaWithin } from "./restored-text.ts";

/** What of a room is brought back: all that stands under a top-level key; a record; a field of one, or a range of its text as it is now. */
export type PartToRestore =
  | { readonly key: string }
  | {
      readonly id: string;
      readonly field?: string;
      readonly range?: readonly [from: number, to: number];
    };

type Keyed = readonly [key: string, op: Op];
type ListField = NodeOf<RecordSchema> & { readonly kind: "list" };
type MapField = NodeOf<RecordSchema> & { readonly kind: "map" };

interface RestoringOptions {
  /** The room as it is seen. */
  readonly now: Replica;
  /** The room as it was. */
  readonly was: State;
  /** Names for records that are gone for good. */
  readonly newId: () => string;
  /** Whether what stands under a key may be written; what may not stays as it is. */
  mayWrite(key: string): boolean;
}

/**
 * What is to be written so that a room is as it was: records come out of the trash or go there, return to their places, and have the
 * fields and texts that they had. Each op leans on the one before: it is written before the next is asked for. A record that has left
 * the trash for good is made anew under another id, which also stands in what is restored where the old one did. Of a record that
 * is known by its place alone, as it was in the trash when the room was joined, the fields stay as they were when it went there.
 */
export class Restoring {
  /** The ids of records that were made anew, by those that they had. */
  readonly renamed = new Map<string, string>();
  readonly #now: Replica;
  readonly #then: State;
  readonly #newId: () => string;
  readonly #mayWrite: (key: string) => boolean;

  constructor({ now, was, newId, mayWrite }: RestoringOptions) {
    this.#now = now;
    this.#then = was;
    this.#newId = newId;
    this.#mayWrite = mayWrite;
  }

  /** Everything, or a part. Nothing where that part neither was nor is. */
  *ops(part?: PartToRestore): Generator<Keyed, undefined> {
    if (part === undefined) return yield* this.#root(this.#mayWrite);
    if ("key" in part) return yield* this.#root((key) => key === part.key);
    const { id, field, range } = part;
    if (field !== undefined) yield* this.#oneField(id, field, range);
    else if (id === ROOT) yield* this.#root(this.#mayWrite);
    else yield* this.#oneRecord(id);
  }

  *#root(isWanted: (key: string) => boolean): Generator<Keyed, undefined> {
    const { schema } = this.#now;
    for (const [name, field] of schema.fields) {
      if (isWanted(topKeyOf(name))) this.#nameGone(this.#then.root, name, field);
    }
    for (const [name, field] of schema.fields) {
      const key = topKeyOf(name);
      if (isWanted(key))
        yield* this.#field(key, this.#then.root, this.#now.state.root, name, field);
    }
  }

  *#oneField(
    id: string,
    name: string,
    range: readonly [number, number] | undefined,
  ): Generator<Keyed, undefined> {
    const [was, is] = [this.#then.nodes.get(id), this.#now.node(id)];
    const field = is && this.#now.schemaOf(is)?.fields.get(name);
    if (was === undefined || is === undefined || field === undefined) return;
    const key = id === ROOT ? topKeyOf(name) : is.key;
    if (field.kind === "text") return yield* this.#text(key, was, is, name, field, range);
    this.#nameGone(was, name, field);
    yield* this.#field(key, was, is, name, field);
  }

  *#oneRecord(id: string): Generator<Keyed, undefined> {
    const [was, is] = [this.#then.nodes.get(id), this.#now.node(id)];
    if (was === undefined || !isVisible(was, this.#then.root)) {
      if (is !== undefined && !isTrashed(is)) yield [is.key, { op: "delete", id }];
      return;
    }
    const box = was.home;
    const owner = box && this.#now.node(box.of.id);
    const field = owner && this.#now.schemaOf(owner)?.fields.get(box.field);
    if (box === undefined || owner === undefined || field === undefined) throw nowhere(id);
    if (!isVisible(owner, this.#now.state.root)) throw nowhere(id);
    const { item } = field as ListField;
    if (is === undefined) this.renamed.set(id, this.#newId());
    for (const [name, child] of item.fields) this.#nameGone(was, name, child);
    if (field.kind === "map") return yield* this.#mapRecord(was.key, was, owner, box.field, item);
    const isThere = is !== undefined && homeOf(is)?.of === owner && homeOf(is)?.field === box.field;
    const at = isThere ? undefined : this.#besideOf(was, owner, box.field);
    yield* this.#listRecord(was.key, was, owner, box.field, item, at);
  }

  /** Right behind the nearest record before it then that still stands in that list. */
  #besideOf(was: Node, owner: Node, field: string): Position {
    let after: Position = "start";
    for (const node of (was.home as ListBox).order) {
      if (node === was) return after;
      const is = this.#now.node(node.id);
      const home = is && homeOf(is);
      if (home?.of === owner && home.field === field) after = { after: node.id };
    }
    return after;
  }

  /** Gives names to the records that were seen in a field and are gone for good. */
  #nameGone(was: Node, name: string, field: FieldNode): void {
    if (field.kind !== "list" && field.kind !== "map") return;
    for (const node of seenIn(was, name, field)) {
      if (this.#now.node(node.id) === undefined) this.renamed.set(node.id, this.#newId());
      for (const [child, of] of field.item.fields) this.#nameGone(node, child, of);
    }
  }

  /** Deletes the records that are seen in a list or map and were seen nowhere then. */
  *#leaveOut(key: string, is: Node, name: string, field: ListField | MapField): Generator<Keyed> {
    for (const { id } of this.#seenNow(is, name, field)) {
      const was = this.#then.nodes.get(id);
      if (was === undefined || !isVisible(was, this.#then.root)) yield [key, { op: "delete", id }];
    }
  }

  #seenNow(is: Node, name: string, field: ListField | MapField): readonly Node[] {
    if (field.kind === "list") {
      const box = this.#now.list(is, name);
      return box === undefined ? [] : [...orderOf(box)].filter((node) => !isTrashed(node));
    }
    const box = this.#now.map(is, name);
    if (box === undefined) return [];
    return this.#now.keys(box).flatMap((key) => currentAt(box, key) ?? []);
  }

  *#field(
    key: string,
    was: Node,
    is: Node,
    name: string,
    field: FieldNode,
  ): Generator<Keyed, undefined> {
    const { id } = is;
    switch (field.kind) {
      case "plain": {
        // Of a field that has to be given there is none.
        const initial = (): Json | undefined => (field.optional ? undefined : field.initial());
        const value = fieldOf(was, name) ?? initial();
        const restored = value === undefined ? undefined : this.#renamedIn(value);
        if (equalJson(this.#now.field(is, name) ?? initial(), restored)) return;
        yield [
          key,
          { op: "set", id, field: name, ...(restored !== undefined && { value: restored }) },
        ];
        return;
      }
      case "counter": {
        const by = sumOf(fieldOf(was, name)) - sumOf(this.#now.field(is, name));
        if (by !== 0) yield [key, { op: "add", id, field: name, by }];
        return;
      }
      case "text":
        return yield* this.#text(key, was, is, name, field);
      case "list":
        return yield* this.#list(key, was, is, name, field);
      case "map":
        yield* this.#leaveOut(key, is, name, field);
        for (const node of seenIn(was, name, field))
          yield* this.#mapRecord(key, node, is, name, field.item);
    }
  }

  *#text(
    key: string,
    was: Node,
    is: Node,
    name: string,
    { engine }: FieldNode & { readonly kind: "text" },
    range?: readonly [number, number],
  ): Generator<Keyed, undefined> {
    const whole = engine.diff(this.#now.text(is, name), this.#then.text(was, name));
    const delta: Delta = range === undefined ? whole : deltaWithin(whole, ...range);
    if (delta.length > 0) yield [key, { op: "text", id: is.id, field: name, delta }];
  }

  /** The records of a list, in their order: those that stand in it in that order already stay where they are. */
  *#list(
    key: string,
    was: Node,
    is: Node,
    name: string,
    field: ListField,
  ): Generator<Keyed, undefined> {
    yield* this.#leaveOut(key, is, name, field);
    const wanted = seenIn(was, name, field);
    const box = this.#now.list(is, name);
    const order = box === undefined ? [] : Array.from(orderOf(box), ({ id }) => id);
    const staying = around(
      order,
      wanted.map(({ id }) => id),
    );
    let at: Position = "start";
    for (const node of wanted) {
      yield* this.#listRecord(
        key,
        node,
        is,
        name,
        field.item,
        staying.has(node.id) ? undefined : at,
      );
      at = { after: this.#idOf(node) };
    }
  }

  /** `at` is undefined for one that stands in its place. */
  *#listRecord(
    key: string,
    was: Node,
    owner: Node,
    name: string,
    item: RecordSchema,
    at: Position | undefined,
  ): Generator<Keyed, undefined> {
    const id = this.#idOf(was);
    const ref = { of: owner.id, field: name };
    const is = this.#now.node(id);
    if (is === undefined) {
      const fields = this.#fieldsOf(was, item);
      yield [key, { op: "insert", id, in: ref, at: at ?? "end", fields }];
      yield* this.#inside(key, was, item, true);
      return;
    }
    if (at !== undefined) yield [key, { op: "move", id, in: ref, at }];
    if (isTrashed(is)) yield [key, { op: "restore", id }];
    yield* this.#inside(key, was, item, false);
  }

  *#mapRecord(
    key: string,
    was: Node,
    owner: Node,
    name: string,
    item: RecordSchema,
  ): Generator<Keyed, undefined> {
    const id = this.#idOf(was);
    const is = this.#now.node(id);
    if (is === undefined) {
      const fields = this.#fieldsOf(was, item);
      const mapKey = was.mapKey as string;
      yield [key, { op: "put", id, in: { of: owner.id, field: name }, key: mapKey, fields }];
    } else if (isTrashed(is)) {
      const box = this.#now.map(owner, name);
      const other = box && currentAt(box, was.mapKey as string);
      if (other !== undefined) yield [key, { op: "delete", id: other.id }];
      yield [key, { op: "restore", id }];
    }
    yield* this.#inside(key, was, item, is === undefined);
  }

  /** What is in a record; of one that was just made its fields are there. */
  *#inside(
    key: string,
    was: Node,
    item: RecordSchema,
    isNew: boolean,
  ): Generator<Keyed, undefined> {
    const is = this.#now.node(this.#idOf(was));
    if (is === undefined || is.stub) return;
    for (const [name, field] of item.fields)
      if (!isNew || field.kind === "list" || field.kind === "map")
        yield* this.#field(key, was, is, name, field);
  }

  #fieldsOf(was: Node, item: RecordSchema): FieldValues {
    const fields: { [field: string]: Json } = {};
    for (const [name, field] of item.fields) {
      if (field.kind === "list" || field.kind === "map") continue;
      const stored = fieldOf(was, name);
      const value =
        stored ?? (field.kind === "plain" && !field.optional ? field.initial() : undefined);
      if (value !== undefined)
        fields[name] = field.kind === "plain" ? this.#renamedIn(value) : value;
    }
    return fields;
  }

  #idOf({ id }: Node): string {
    return this.renamed.get(id) ?? id;
  }

  /** A value with the new ids in place of the old ones, wherever a text in it is just such an id. */
  #renamedIn(value: Json): Json {
    if (this.renamed.size === 0) return value;
    if (typeof value === "string") return this.renamed.get(value) ?? value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => this.#renamedIn(one));
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, this.#renamedIn(one)]),
    );
  }
}

function nowhere(id: string): Refused {
  const words = (): string => `What held the record ${id} is not there any more: restore that`;
  return new Refused("restore.nowhere", inWords(words) ?? "restore.nowhere");
}

/** The records that were seen in a list or map. */
function seenIn(was: Node, name: string, field: ListField | MapField): readonly Node[] {
  const nodes =
    field.kind === "list" ? was.lists?.get(name)?.order : was.maps?.get(name)?.current.values();
  return [...(nodes ?? [])].filter((node) => !node.trashed && !node.stub);
}
