import { Invalid } from "../errors.ts";
import { misused, said } from "../mistake.ts";
import { inWords } from "#words";
import { equalJson, type Json } from "../json.ts";
import type { CounterDraft } from "../schema/draft-types.ts";
import { hasName, namesIn, topKeyOf } from "../schema/record/paths.ts";
import type { Level, PlainNode, RecordSchema } from "../schema/tree.ts";
import { ListWriter } from "./list-draft.ts";
import { MapWriter } from "./map-draft.ts";
import type { Node } from "../model/node.ts";
import type { OpenChange } from "../pending/open-change.ts";
import type { Replica } from "../pending/replica.ts";
import { plainValue } from "../pending/slots.ts";
import { sumOf } from "../model/state.ts";
import { type RecordIds, Writer } from "./writer.ts";

/** A change under way, and the draft that writes it. */
export interface OpenDraft {
  /** The draft of the whole storage: a `DraftOf` the replica's definition. */
  readonly doc: object;
  /** From now on the draft, and every draft it gave out, throws. */
  end(): void;
}

/** A draft of what `replica` shows. What is written goes to `change`, new records get their ids from `ids`. */
export function createDraft(replica: Replica, change: OpenChange, ids: RecordIds): OpenDraft {
  const writer = new Writer(replica, change, ids);
  return {
    doc: recordDraft(writer, replica.state.root, replica.schema, undefined),
    end: () => writer.end(),
  };
}

/** The draft of a record: its plain fields are read and assigned, the others are drafts of their own. */
export function recordDraft(
  writer: Writer,
  node: Node,
  schema: RecordSchema,
  path: string | undefined,
): object {
  return new Proxy(new RecordWriter(writer, node, schema, path), HANDLER);
}

/** What stands behind a record's draft. One set of traps serves all of them: drafts are made for every change. */
class RecordWriter {
  readonly #writer: Writer;
  readonly #node: Node;
  /** What it writes: the fields of the record, or of a record() in it. */
  readonly #level: Level;
  readonly #path: string | undefined;

  constructor(writer: Writer, node: Node, level: Level, path: string | undefined) {
    this.#writer = writer;
    this.#node = node;
    this.#level = level;
    this.#path = path;
  }

  get #hasId(): boolean {
    return this.#path !== undefined && this.#level.prefix === "";
  }

  #keyOf(field: string): string {
    return this.#path === undefined ? topKeyOf(field) : this.#node.key;
  }

  #pathOf(field: string): string {
    return this.#path === undefined ? field : `${this.#path}.${field}`;
  }

  has(name: string | symbol): name is string {
    return (
      typeof name === "string" && (hasName(this.#level, name) || (this.#hasId && name === "id"))
    );
  }

  names(): string[] {
    return [...(this.#hasId ? ["id"] : []), ...namesIn(this.#level)];
  }

  read(own: string | symbol): unknown {
    const writer = this.#writer;
    const node = this.#node;
    writer.check();
    if (typeof own !== "string") return undefined;
    if (this.#hasId && own === "id") return node.id;
    const field = this.#level.own.get(own);
    if (field === undefined) return this.#inner(own);
    const name = this.#level.prefix + own;
    const key = this.#keyOf(name);
    switch (field.kind) {
      case "plain":
        return frozen(plainValue(writer.replica.field(node, name), field, name));
      case "counter":
        return counterDraft(writer, node, name, key, this.#pathOf(name));
      case "text":
        return field.engine.draft(writer, node, name, key, field, this.#pathOf(name));
      case "list":
        return new ListWriter(writer, node, name, key, field, this.#pathOf(name), recordDraft);
      case "map":
        return new MapWriter(writer, node, name, key, field, this.#pathOf(name), recordDraft);
    }
  }

  /** The draft of a record() in this one; undefined where it has none of the name. */
  #inner(name: string): object | undefined {
    const level = this.#level.records?.get(name);
    return (
      level && new Proxy(new RecordWriter(this.#writer, this.#node, level, this.#path), HANDLER)
    );
  }

  write(own: string | symbol, value: unknown): boolean {
    this.#writer.check();
    if (this.#hasId && own === "id")
      throw new TypeError(
        said(
          "update",
          inWords(() => "A record's id cannot be assigned"),
          own,
        ),
      );
    const field = typeof own === "string" ? this.#level.own.get(own) : undefined;
    const name = this.#level.prefix + String(own);
    if (typeof own === "string" && this.#level.records?.has(own) === true)
      throw new TypeError(
        said(
          "update",
          inWords(
            () =>
              `${this.#pathOf(name)} is a record; it cannot be assigned: write its fields, one by one`,
          ),
          name,
        ),
      );
    if (field === undefined)
      throw new Invalid(
        this.#pathOf(name),
        inWords(() => "is not a field"),
      );
    if (field.kind !== "plain") {
      throw new TypeError(
        said(
          "update",
          inWords(() => `${this.#pathOf(name)} is a ${field.kind}; it cannot be assigned`),
          name,
        ),
      );
    }
    setField(this.#writer, this.#node, name, this.#keyOf(name), field, value, this.#pathOf(name));
    return true;
  }
}

const HANDLER: ProxyHandler<RecordWriter> = {
  get: (record, name) => record.read(name),
  set: (record, name, value) => record.write(name, value),
  deleteProperty: (record, name) => record.write(name, undefined),
  has: (record, name) => record.has(name),
  ownKeys: (record) => record.names(),
  getOwnPropertyDescriptor: (record, name) =>
    record.has(name)
      ? { configurable: true, enumerable: true, value: record.read(name) }
      : undefined,
  defineProperty: () => {
    throw new TypeError(
      said(
        "update",
        inWords(() => "Fields are assigned, not defined"),
      ),
    );
  },
  getPrototypeOf: () => null,
};

function setField(
  writer: Writer,
  node: Node,
  name: string,
  key: string,
  field: PlainNode,
  given: unknown,
  path: string,
): void {
  const value = field.create(given, path);
  const seen = writer.replica.field(node, name);
  // What stands there only by a change or gesture that may still be taken back is written anew.
  if (equalJson(value, seen) && !writer.change.isShared(node, name)) return;
  writer.push(
    key,
    value === undefined
      ? { op: "set", id: node.id, field: name }
      : { op: "set", id: node.id, field: name, value },
  );
}

function counterDraft(
  writer: Writer,
  node: Node,
  name: string,
  key: string,
  path: string,
): CounterDraft {
  const read = (): number => {
    writer.check();
    return sumOf(writer.replica.field(node, name));
  };
  return {
    get value() {
      return read();
    },
    add(by = 1) {
      if (typeof by !== "number")
        throw misused(
          "counter",
          inWords(() => `${path}: what is added should be a number`),
          by,
        );
      const sum = read() + by;
      if (!Number.isSafeInteger(by) || !Number.isSafeInteger(sum)) {
        throw new RangeError(
          said(
            "counter",
            inWords(() => `${path}: adding ${by} makes ${sum}, which is not a safe integer`),
            by,
          ),
        );
      }
      if (by !== 0) writer.push(key, { op: "add", id: node.id, field: name, by });
    },
  };
}

/** The value, made so that writing into it throws: a plain value is replaced whole. */
function frozen(value: Json | undefined): Json | undefined {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
