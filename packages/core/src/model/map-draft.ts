import { Invalid } from "../errors.ts";
import { isMapKey } from "../ids.ts";
import type { MapDraft } from "../schema/draft-types.ts";
import type { MapNode } from "../schema/tree.ts";
import type { MapBox, Node } from "./node.ts";
import type { ContainerRef } from "./op.ts";
import type { Writer } from "./writer.ts";

/** A map while it is being written. See `MapDraft`. */
export class MapDraftOf implements MapDraft<object, unknown> {
  readonly #writer: Writer;
  readonly #ref: ContainerRef;
  readonly #key: string;
  readonly #schema: MapNode;
  readonly #path: string;

  constructor(writer: Writer, ref: ContainerRef, key: string, schema: MapNode, path: string) {
    this.#writer = writer;
    this.#ref = ref;
    this.#key = key;
    this.#schema = schema;
    this.#path = path;
  }

  get size(): number {
    return this.#keys().length;
  }

  get(key: string): object | undefined {
    const node = this.#at(key);
    return node === undefined ? undefined : this.#draft(key, node);
  }

  has(key: string): boolean {
    return this.#at(key) !== undefined;
  }

  keys(): IterableIterator<string> {
    return this.#keys().values();
  }

  *[Symbol.iterator](): Iterator<readonly [string, object]> {
    for (const key of this.#keys()) {
      const node = this.#at(key);
      if (node !== undefined) yield [key, this.#draft(key, node)];
    }
  }

  set(key: string, value: unknown): string {
    const writer = this.#writer;
    writer.check();
    if (!isMapKey(key)) throw new Invalid(this.#path, `${JSON.stringify(key)} cannot be a map's key`);
    const path = `${this.#path}.${key}`;
    const id = writer.newId();
    const { fields, children } = writer.fieldsOf(value, this.#schema.item, this.#schema.plain, path);
    writer.push(this.#key, { op: "put", id, in: this.#ref, key, fields });
    writer.drafts.fill(writer, id, this.#key, children, path);
    return id;
  }

  delete(key: string): void {
    const node = this.#at(key);
    if (node !== undefined) this.#writer.push(this.#key, { op: "delete", id: node.id });
  }

  restore(id: string): void {
    this.#writer.check();
    const node = this.#writer.replica.node(id);
    const box = this.#box();
    if (node?.mapKey === undefined || box === undefined || this.#writer.replica.at(box, node.mapKey) === node) return;
    this.#writer.push(this.#key, { op: "restore", id });
  }

  #keys(): readonly string[] {
    this.#writer.check();
    const box = this.#box();
    return box === undefined ? [] : this.#writer.replica.keys(box);
  }

  #at(key: string): Node | undefined {
    this.#writer.check();
    const box = this.#box();
    return box === undefined ? undefined : this.#writer.replica.at(box, key);
  }

  #box(): MapBox | undefined {
    const box = this.#writer.replica.state.box(this.#ref, "map");
    return box?.kind === "map" ? box : undefined;
  }

  #draft(key: string, node: Node): object {
    return this.#writer.drafts.record(this.#writer, node, this.#schema.item, `${this.#path}.${key}`);
  }
}
