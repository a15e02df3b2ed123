import { checkJson, equalJson, type Json, tidyJson } from "../json.ts";
import { checkName } from "../schema/field-name.ts";
import { topKeyOf } from "../model/top-key.ts";
import type { MigrationStep, StoredRecord } from "../schema/migrations.ts";
import { ofSync } from "../sync.ts";
import { holdsRecords, type Node } from "../model/node.ts";
import { type OpsByKey, ROOT, type SetOp } from "../model/op.ts";
import { Layer } from "../pending/layer.ts";
import { fieldOf, type State } from "../model/state.ts";

/**
 * Runs a migration step on `state`, which it writes to. Returns what was written, as the log keeps it: with that a fold needs no
 * step. Throws what the step throws, and `TypeError` for an asynchronous one; `state` is then of no use any more.
 */
export function migrate(state: State, step: MigrationStep): OpsByKey {
  const writer = new StepWriter(state);
  try {
    ofSync<unknown>(
      step(new Stored(writer, state.root)),
      () => new TypeError("it is asynchronous; what it writes later would be lost"),
    );
  } finally {
    writer.end();
  }
  return writer.ops();
}

/** What a step writes. */
class StepWriter {
  readonly #state: State;
  readonly #layer = new Layer(0);
  #isOver = false;

  constructor(state: State) {
    this.#state = state;
  }

  write(key: string, op: SetOp): void {
    this.#layer.push(key, op);
    this.#state.applyOp(key, op);
  }

  ops(): OpsByKey {
    return this.#layer.ops();
  }

  end(): void {
    this.#isOver = true;
  }

  check(): void {
    if (this.#isOver) {
      throw new TypeError(
        "This migration step is over; use `doc` only inside the function it was given to",
      );
    }
  }
}

/** A record, or the root, as a step sees it. */
class Stored implements StoredRecord {
  readonly #writer: StepWriter;
  readonly #node: Node;

  constructor(writer: StepWriter, node: Node) {
    this.#writer = writer;
    this.#node = node;
  }

  get id(): string {
    return this.#node.id;
  }

  get key(): string | undefined {
    return this.#node.mapKey;
  }

  get trashed(): boolean {
    return this.#node.trashed;
  }

  get(field: string): Json | undefined {
    this.#checkPlain(field);
    return tidyJson(fieldOf(this.#node, field)) as Json | undefined;
  }

  set(field: string, value: Json): void {
    this.#checkPlain(field);
    const path = this.#path(field);
    checkName(field, path);
    const json = checkJson(tidyJson(value), path);
    if (equalJson(fieldOf(this.#node, field), json)) return;
    this.#write({ op: "set", id: this.#node.id, field, value: json });
  }

  remove(field: string): void {
    this.#checkPlain(field);
    if (fieldOf(this.#node, field) === undefined) return;
    this.#write({ op: "set", id: this.#node.id, field });
  }

  records(field: string): readonly StoredRecord[] {
    this.#writer.check();
    if (fieldOf(this.#node, field) !== undefined)
      throw new TypeError(`${this.#path(field)} holds a plain value, no records: use get`);
    const { lists, maps } = this.#node;
    const nodes = [...(lists?.get(field)?.order ?? []), ...(maps?.get(field)?.all ?? [])];
    // Of a stub, which only a page has, nothing is known that a step could read.
    return nodes.filter(({ stub }) => !stub).map((node) => new Stored(this.#writer, node));
  }

  #checkPlain(field: string): void {
    this.#writer.check();
    for (const name of new Set([field, topKeyOf(field)]))
      if (holdsRecords(this.#node, name))
        throw new TypeError(`${this.#path(name)} holds records, no plain value: use records`);
  }

  #write(op: SetOp): void {
    this.#writer.write(this.#node.id === ROOT ? topKeyOf(op.field) : this.#node.key, op);
  }

  #path(field: string): string {
    const { id, key } = this.#node;
    return id === ROOT ? field : `${key}.${id}.${field}`;
  }
}
