import { Invalid } from "../errors.ts";
import { ownerOf } from "../ids.ts";
import type { Json } from "../json.ts";
import type { ListNode, MapNode, RecordSchema } from "../schema/tree.ts";
import type { Node } from "./node.ts";
import type { Op } from "./op.ts";
import type { OpenChange, Replica } from "./replica.ts";

/** What a new record's lists and maps begin with. */
export type Children = readonly (readonly [field: string, node: ListNode | MapNode, value: unknown])[];

/** Where the ids of new records come from. */
export interface RecordIds {
  readonly client: string;
  next(): string;
}

/** What a draft needs of the other kinds of draft. */
export interface Drafts {
  record(writer: Writer, node: Node, schema: RecordSchema, path: string): object;
  /** Fills the lists and maps of a record that was just made. */
  fill(writer: Writer, of: string, key: string, children: Children, path: string): void;
}

/** A change being written, as all drafts of it share it. */
export class Writer {
  readonly replica: Replica;
  readonly #change: OpenChange;
  readonly #ids: RecordIds;
  /** Makes the drafts of records; given by `createDraft`, as lists, maps and records are drafts of one another. */
  readonly drafts: Drafts;
  #isOver = false;

  constructor(replica: Replica, change: OpenChange, ids: RecordIds, drafts: Drafts) {
    this.drafts = drafts;
    this.replica = replica;
    this.#change = change;
    this.#ids = ids;
  }

  /** Ends the change: a draft that somebody kept throws from now on. */
  end(): void {
    this.#isOver = true;
  }

  push(key: string, op: Op): void {
    this.check();
    this.#change.push(key, op);
  }

  check(): void {
    if (this.#isOver) throw new TypeError("This draft's update is over; use `doc` only inside the function it was given to");
  }

  newId(): string {
    return this.#ids.next();
  }

  /** Whether a record was made by this client and is not in the log yet. */
  isOwnPending(node: Node): boolean {
    return !node.confirmed && ownerOf(node.id)?.client === this.#ids.client;
  }

  /** Splits what makes a record into its plain fields, and what goes into its lists and maps by ops of their own. */
  fieldsOf(
    value: unknown,
    schema: RecordSchema,
    isPlain: boolean,
    path: string,
  ): { readonly fields: Record<string, Json>; readonly children: Children } {
    const given = isPlain ? { value } : value;
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      throw new Invalid(path, `should be an object of fields, got ${JSON.stringify(given) ?? "nothing"}`);
    }
    const fields: Record<string, Json> = {};
    const children: [string, ListNode | MapNode, unknown][] = [];
    for (const name of Object.keys(given)) {
      if (!schema.fields.has(name)) throw new Invalid(`${path}.${name}`, "is not a field of this record");
    }
    for (const [name, node] of schema.fields) {
      const at = Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
      if (node.kind === "plain") {
        const made = node.create(at, () => (isPlain ? path : `${path}.${name}`));
        if (made !== undefined) fields[name] = made;
      } else if (at === undefined) {
        continue;
      } else if (node.kind === "counter") {
        if (!Number.isSafeInteger(at)) throw new Invalid(`${path}.${name}`, `should be a safe integer, got ${String(at)}`);
        fields[name] = at as number;
      } else children.push([name, node, at]);
    }
    return { fields, children };
  }
}
