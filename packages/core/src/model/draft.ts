import { Invalid } from "../errors.ts";
import { equalJson } from "../json.ts";
import type { CounterDraft } from "../schema/draft-types.ts";
import type { RecordSchema } from "../schema/tree.ts";
import { ListDraftOf } from "./list-draft.ts";
import { MapDraftOf } from "./map-draft.ts";
import type { Node } from "./node.ts";
import { type ContainerRef, ROOT } from "./op.ts";
import type { OpenChange, Replica } from "./replica.ts";
import { type Children, type RecordIds, Writer } from "./writer.ts";

/** A change under way, and the draft that writes it. */
export interface OpenDraft {
  /** The draft of the whole storage: a `DraftOf` the replica's definition. */
  readonly doc: object;
  /** From now on the draft, and every draft it gave out, throws. */
  end(): void;
}

/** Drafts of the view of `replica`. What is written goes to `change`, new records get their ids from `ids`. */
export function createDraft(replica: Replica, change: OpenChange, ids: RecordIds): OpenDraft {
  const writer = new Writer(replica, change, ids, { record: recordDraft, fill });
  return { doc: recordDraft(writer, replica.state.root, replica.schema, ""), end: () => writer.end() };
}

function fill(writer: Writer, of: string, key: string, children: Children, path: string): void {
  for (const [field, node, value] of children) {
    const at = `${path}.${field}`;
    if (node.kind === "list") {
      if (!Array.isArray(value)) throw new Invalid(at, "should be an array");
      const list = new ListDraftOf(writer, { of, field }, key, node, at);
      for (const item of value) list.push(item);
    } else {
      if (typeof value !== "object" || value === null) throw new Invalid(at, "should be an object");
      const map = new MapDraftOf(writer, { of, field }, key, node, at);
      for (const [name, item] of value instanceof Map ? value : Object.entries(value)) map.set(name as string, item);
    }
  }
}

/** The draft of a record: its plain fields are read and assigned, the others are drafts of their own. */
function recordDraft(writer: Writer, node: Node, schema: RecordSchema, path: string): object {
  const isRoot = node.id === ROOT;
  const pathOf = (field: string): string => (path === "" ? field : `${path}.${field}`);

  function read(field: string): unknown {
    const child = schema.fields.get(field);
    if (child === undefined) return undefined;
    const ref: ContainerRef = { of: node.id, field };
    const key = isRoot ? field : node.key;
    switch (child.kind) {
      case "plain":
        return writer.replica.field(node, field) ?? child.initial();
      case "counter":
        return counterDraft(writer, node, field, key);
      case "list":
        return new ListDraftOf(writer, ref, key, child, pathOf(field));
      case "map":
        return new MapDraftOf(writer, ref, key, child, pathOf(field));
    }
  }

  function write(field: string, value: unknown): void {
    const child = schema.fields.get(field);
    if (child === undefined) throw new Invalid(pathOf(field), "is not a field of this record");
    if (child.kind !== "plain") throw new TypeError(`${pathOf(field)} is a ${child.kind}; it cannot be assigned`);
    writer.check();
    const made = child.create(value, () => pathOf(field));
    const seen = writer.replica.field(node, field);
    const isSame = made === undefined ? seen === undefined : seen !== undefined && equalJson(made, seen);
    // What is pending may yet be refused; only what the log has makes a write superfluous.
    if (isSame && !writer.replica.isPending(node, field)) return;
    const key = isRoot ? field : node.key;
    writer.push(
      key,
      made === undefined ? { op: "set", id: node.id, field } : { op: "set", id: node.id, field, value: made },
    );
  }

  return new Proxy(Object.create(null) as object, {
    get(_target, field) {
      writer.check();
      if (typeof field !== "string") return undefined;
      if (field === "id" && !isRoot) return node.id;
      return read(field);
    },
    set(_target, field, value) {
      if (typeof field !== "string" || (field === "id" && !isRoot)) throw new TypeError("A record's id cannot be assigned");
      write(field, value);
      return true;
    },
    deleteProperty(_target, field) {
      if (typeof field === "string") write(field, undefined);
      return true;
    },
    has: (_target, field) => typeof field === "string" && (schema.fields.has(field) || (field === "id" && !isRoot)),
    ownKeys: () => [...(isRoot ? [] : ["id"]), ...schema.fields.keys()],
    getOwnPropertyDescriptor: (_target, field) =>
      typeof field === "string" && (schema.fields.has(field) || field === "id")
        ? { configurable: true, enumerable: true, value: field === "id" ? node.id : read(field) }
        : undefined,
  });
}

function counterDraft(writer: Writer, node: Node, field: string, key: string): CounterDraft {
  const value = (): number => (writer.replica.field(node, field) as number | undefined) ?? 0;
  return {
    get value() {
      writer.check();
      return value();
    },
    add(by = 1) {
      if (!Number.isSafeInteger(by) || !Number.isSafeInteger(value() + by)) {
        throw new RangeError(`${field} is ${value()}; adding ${by} does not make a safe integer`);
      }
      if (by !== 0) writer.push(key, { op: "add", id: node.id, field, by });
    },
  };
}
