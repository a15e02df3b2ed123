import { Invalid } from "../../errors.ts";
import { isMapKey } from "../../ids.ts";
import { misused, said } from "../../mistake.ts";
import { inWords } from "#words";
import { currentAt, homeOf, type MapBox, type Node } from "../../model/node.ts";
import type { ContainerRef } from "../../model/op.ts";
import type { Drafting } from "../drafting.ts";
import type { MapDraft, MapNode } from "./types.ts";

/** A map while it is being written. See `MapDraft`. */
export class MapWriter<R> implements MapDraft<object, unknown> {
  readonly #writer: Drafting<R>;
  readonly #owner: Node;
  readonly #ref: ContainerRef;
  readonly #key: string;
  readonly #node: MapNode<R>;
  readonly #path: string;

  constructor(
    writer: Drafting<R>,
    owner: Node,
    field: string,
    key: string,
    node: MapNode<R>,
    path: string,
  ) {
    this.#writer = writer;
    this.#owner = owner;
    this.#ref = { of: owner.id, field };
    this.#key = key;
    this.#node = node;
    this.#path = path;
  }

  get size(): number {
    const box = this.#box();
    return box === undefined ? 0 : this.#writer.replica.size(box);
  }

  get(key: string): object | undefined {
    checkText(key, this.#path);
    const node = this.#at(key);
    return node === undefined ? undefined : this.#item(key, node);
  }

  has(key: string): boolean {
    return this.#at(key) !== undefined;
  }

  keys(): IterableIterator<string> {
    return this.#keys().values();
  }

  *[Symbol.iterator](): Generator<readonly [string, object], undefined> {
    for (const key of this.#keys()) {
      const node = this.#at(key);
      if (node !== undefined) yield [key, this.#item(key, node)];
    }
  }

  set(key: string, value: unknown): string {
    this.#writer.check();
    checkKey(key, this.#path);
    const path = `${this.#path}.${key}`;
    return this.#writer.create(this.#owner, value, this.#node, this.#key, path, (id, fields) => ({
      op: "put",
      id,
      in: this.#ref,
      key,
      fields,
    }));
  }

  delete(key: string): void {
    checkText(key, this.#path);
    const node = this.#at(key);
    if (node !== undefined) this.#writer.push(this.#key, { op: "delete", id: node.id });
  }

  restore(id: string): void {
    if (typeof id !== "string")
      throw misused(
        "map",
        inWords(() => `${this.#path}: what restore is given should be a record's id, a text`),
        id,
      );
    const box = this.#box();
    const node = this.#writer.replica.node(id);
    if (box === undefined || node === undefined || homeOf(node) !== box)
      throw new RangeError(
        said(
          "map",
          inWords(() => `${this.#path} has no record ${id} to restore`),
          id,
        ),
      );
    if (currentAt(box, node.mapKey as string) === node) return;
    this.#writer.push(this.#key, { op: "restore", id });
  }

  #keys(): readonly string[] {
    const box = this.#box();
    return box === undefined ? [] : this.#writer.replica.keys(box);
  }

  #at(key: string): Node | undefined {
    const box = this.#box();
    return box === undefined ? undefined : this.#writer.replica.at(box, key);
  }

  #box(): MapBox | undefined {
    this.#writer.check();
    return this.#writer.replica.map(this.#owner, this.#ref.field);
  }

  #item(key: string, node: Node): object {
    return this.#writer.record(node, this.#node.item, `${this.#path}.${key}`);
  }
}

/** A number that is taken for a key would find nothing, and say nothing. */
function checkText(key: unknown, path: string): void {
  if (typeof key !== "string")
    throw misused(
      "map",
      inWords(() => `${path}: a key should be a text`),
      key,
    );
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
