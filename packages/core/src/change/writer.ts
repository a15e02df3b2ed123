import { Invalid } from "../errors.ts";
import { inWords } from "#words";
import { ownerOf } from "../ids.ts";
import type { Json } from "../json.ts";
import { said } from "../mistake.ts";
import { fieldsGiven } from "../schema/record/given.ts";
import type { Drafting, Holder, NewOp } from "../schema/drafting.ts";
import type { RecordSchema } from "../schema/kinds.ts";
import type { Node } from "../model/node.ts";
import type { FeedAct } from "../model/feed-op.ts";
import type { ContainerRef, Op } from "../model/op.ts";
import type { OpenChange } from "../pending/open-change.ts";
import type { Replica } from "../pending/replica.ts";
import { levelsIn, MAX_NESTING } from "../model/height.ts";

/** Where the ids of new records come from. */
export interface RecordIds {
  readonly client: string;
  next(): string;
}

/** Makes the draft of a record. */
export type RecordDrafter = (
  writer: Writer,
  node: Node,
  schema: RecordSchema,
  path: string,
) => object;

/** A change being written, as all drafts of it share it. */
export class Writer implements Drafting<RecordSchema> {
  readonly replica: Replica;
  readonly change: OpenChange;
  readonly #ids: RecordIds;
  readonly #drafter: RecordDrafter;
  /** Records that this change gave a place. */
  #placed: Set<string> | undefined;
  #isOver = false;
  #feeds: object | undefined;

  constructor(replica: Replica, change: OpenChange, ids: RecordIds, drafter: RecordDrafter) {
    this.replica = replica;
    this.#drafter = drafter;
    this.change = change;
    this.#ids = ids;
  }

  /** Drafts of the room's feeds, by name; undefined where it has none. */
  get feeds(): object | undefined {
    const { feeds } = this.replica.schema;
    if (feeds === undefined) return undefined;
    return (this.#feeds ??= Object.fromEntries(
      Array.from(feeds, ([name, node]) => [name, node.draft(this, name)]),
    ));
  }

  nextId(): string {
    return this.#ids.next();
  }

  act(name: string, id: string, act: FeedAct): void {
    this.check();
    const op = { op: "feed", id, act } as const;
    // A page has nobody who would know; its server says what counts.
    if (this.replica.state.feeds?.check(name, op) !== false) this.change.push(name, op);
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

  record(node: Node, schema: RecordSchema, path: string): object {
    return this.#drafter(this, node, schema, path);
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
    return owner === undefined ? -1 : owner.n + owner.index / 1e9;
  }

  /**
   * Writes a new record, and what its lists and maps begin with as records of their own. Returns its id. Throws `Invalid`
   * before anything is written.
   */
  create(
    owner: Node,
    value: unknown,
    holder: Holder<RecordSchema>,
    key: string,
    path: string,
    make: NewOp,
  ): string {
    this.check();
    const ops: Op[] = [];
    const id = this.#build(value, holder, path, make, ops, levelsIn(owner));
    for (const op of ops) this.push(key, op);
    return id;
  }

  #build(
    value: unknown,
    holder: Holder<RecordSchema>,
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
    const children: (readonly [string, Holder<RecordSchema>, unknown])[] = [];
    const given = holder.plain ? { value } : fieldsGiven(value, holder.item, path);
    for (const [name, field] of holder.item.fields) {
      const at = holder.plain ? path : `${path}.${name}`;
      const part = Object.hasOwn(given, name) ? given[name] : undefined;
      if ("item" in field) {
        if (part !== undefined) children.push([name, field, part]);
        continue;
      }
      const made = field.create(part, at);
      if (made !== undefined) fields[name] = made as Json;
    }
    ops.push(make(id, fields));
    for (const [field, node, part] of children) {
      const ref: ContainerRef = { of: id, field };
      for (const first of node.items(part, ref, `${path}.${field}`))
        this.#build(first.value, node, first.path, first.make, ops, levels - 1);
    }
    return id;
  }
}
