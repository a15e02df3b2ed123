import { Invalid } from "../errors.ts";
import { said } from "../mistake.ts";
import { inWords } from "#words";
import { topKeyOf } from "../model/top-key.ts";
import { hasName, namesIn } from "../schema/record/paths.ts";
import type { Level, RecordSchema } from "../schema/kinds.ts";
import type { Node } from "../model/node.ts";
import type { OpenChange } from "../pending/open-change.ts";
import type { Replica } from "../pending/replica.ts";
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
  const writer = new Writer(replica, change, ids, recordDraft);
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
    if (field === undefined) return this.#feeds(own) ?? this.#inner(own);
    const name = this.#level.prefix + own;
    const key = this.#keyOf(name);
    return field.draft(writer, node, name, key, this.#pathOf(name));
  }

  /** The drafts of the feeds, beside storage; undefined for another name. */
  #feeds(name: string): object | undefined {
    const feeds = this.#path === undefined && name === "feeds" && this.#writer.feeds;
    return feeds || undefined;
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
    if (!("assign" in field)) {
      throw new TypeError(
        said(
          "update",
          inWords(() => `${this.#pathOf(name)} is a ${field.kind}; it cannot be assigned`),
          name,
        ),
      );
    }
    field.assign(this.#writer, this.#node, name, this.#keyOf(name), this.#pathOf(name), value);
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
