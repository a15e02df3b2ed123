import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { counter, defineRoom, list, map, value } from "@alongside/core";
import type { List, Schema } from "@alongside/core";
import type { Fields, RecordSchema } from "@alongside/core/engine";
import type { Field } from "../../src/schema/kinds.ts";
import type { FieldNode } from "../../src/schema/kinds.ts";
import { Board, Point } from "./board.ts";

/** A tree as one line. */
function outline(schema: RecordSchema): string {
  const field = ([name, node]: readonly [string, FieldNode]): string =>
    node.kind === "plain"
      ? `${name}${node.optional ? "?" : ""}`
      : node.kind === "counter"
        ? `+${name}`
        : node.kind === "text"
          ? `${name}:text`
          : `${name}:${node.kind}${node.plain ? "=" : ""}(${outline(node.item)})`;
  return [...schema.fields].map(field).join(" ");
}

/** Defines a room that the compiler would not let through. */
function define(storage: unknown, rest: object = {}): unknown {
  return defineRoom("room", {
    version: 1,
    storage: storage as { readonly [name: string]: never },
    ...rest,
  });
}

const missing = z.string() as unknown as Field;

test("[R31] a definition keeps what it was given and compiles the tree of its storage", () => {
  expect([Board.name, Board.version]).toEqual(["board", 1]);
  expect(Object.keys(Board.mutations)).toEqual(["bringToFront", "rename"]);
  expect(outline(Board.schema)).toBe(
    "title theme subtitle? shapes:list(kind at size color label? +likes tags:list=(value) notes:map(text)) " +
      "columns:list(name cards:list(text done)) settings:map(value) flags:map=(value) +votes",
  );
  expect(Object.isFrozen(Board)).toBe(true);
});

test("[R31] presence, events and arguments are checked like fields", () => {
  const { presence, events, mutations } = Board.checks;
  expect(presence.get("cursor")?.parse({ x: 1, y: 2 }, "presence.cursor")).toEqual({ x: 1, y: 2 });
  expect(() => presence.get("cursor")?.parse({ x: 1 }, "presence.cursor")).toThrow(
    /^presence\.cursor\.y: /,
  );
  expect(presence.get("toString")).toBeUndefined();
  expect(() => events.get("confetti")?.parse({ at: { x: 1, y: 2, z: 3 } }, "confetti")).toThrow(
    "would change",
  );
  expect(mutations.get("bringToFront")?.create({ id: "a" }, "args")).toEqual({
    id: "a",
    loud: false,
  });
  const bare = defineRoom("bare", { version: 1, storage: {} });
  expect([bare.checks.presence.size, bare.checks.events.size, bare.checks.mutations.size]).toEqual([
    0, 0, 0,
  ]);
});

test("[R25] top-level plain values read as their schema's answer", () => {
  const plain = [...Board.schema.fields].flatMap(([name, node]) =>
    node.kind === "plain" ? [[name, node.initial()]] : [],
  );
  expect(plain).toEqual([
    ["title", "Untitled"],
    ["theme", "light"],
    ["subtitle", undefined],
  ]);
});

test("[R26] a top-level plain value without an answer to undefined is refused, with its path", () => {
  expect(() => define({ title: missing })).toThrow(
    /^storage\.title: nothing is stored, and the schema has no answer/,
  );
  expect(() => define({ stamp: z.number().default(() => Math.random()) })).toThrow(
    /^storage\.stamp: .* another one each time$/,
  );
  expect(() => define({ at: list({ title: missing }) })).not.toThrow();
});

describe("[R28] names", () => {
  test.each(["Board", "", "my room", "constructor", "__proto__"])(
    "%j is not a room's name",
    (name) => {
      expect(() => defineRoom(name, { version: 1, storage: {} })).toThrow(
        `[a-z][a-z0-9-]{0,63}, got ${JSON.stringify(name)}`,
      );
    },
  );

  test.each([0, -1, 1.5, Number.NaN, "1" as unknown as number])(
    "[R616] %s is not a version",
    (version) => {
      expect(() => defineRoom("a", { version, storage: {} })).toThrow(
        "version should be a positive integer",
      );
    },
  );

  test.each(["id", "__proto__", "constructor", "prototype", ""])(
    "[R617] %j is not a field, at any depth",
    (name) => {
      const fields = Object.defineProperty({}, name, {
        value: z.string().default(""),
        enumerable: true,
      });
      expect(() => define(fields)).toThrow(`storage.${name}: the name "${name}" is reserved`);
      expect(() => define({ a: list({ b: map(fields as never) }) })).toThrow(
        `storage.a.*.b.*.${name}: the name`,
      );
    },
  );

  test.each(["__proto__", "constructor", "prototype", ""])(
    "%j is not the name of presence, an event or a mutation",
    (name) => {
      const named = (content: unknown): object =>
        Object.defineProperty({}, name, { value: content, enumerable: true });
      expect(() => define({}, { presence: named(z.string()) })).toThrow(
        `presence.${name}: the name`,
      );
      expect(() => define({}, { events: named(z.string()) })).toThrow(`events.${name}: the name`);
      expect(() => define({}, { mutations: named({ args: z.string(), run() {} }) })).toThrow(
        `mutations.${name}: the name`,
      );
    },
  );

  test("a name with a lone surrogate is refused", () => {
    expect(() => define({ "a\uD800": counter() })).toThrow("lone surrogate");
  });
});

describe("[R617] what is not a field is refused, with its path", () => {
  test.each<[string, unknown, string]>([
    ["a string", "text", "storage.f should be a field"],
    ["nothing", undefined, "storage.f should be a field"],
    ["null", null, "storage.f should be a field"],
    ["a plain object of fields", { x: counter() }, "storage.f should be a field"],
    ["an unknown kind", { "~kind": "tree" }, "storage.f should be a field"],
    ["a list of nothing", list(undefined as never), "storage.f.* should be an object of fields"],
    [
      "a list of lists",
      list(list(z.string()) as never),
      "storage.f.* should be an object of fields",
    ],
    ["a map of text", map("x" as never), "storage.f.* should be an object of fields"],
  ])("%s", (_what, field, message) => {
    expect(() => define({ f: field })).toThrow(message);
  });

  test("a presence that is a list, a mutation without a function", () => {
    expect(() => define({}, { presence: { a: list(z.string()) } })).toThrow(
      "presence.a should be a schema",
    );
    expect(() => define({}, { mutations: { a: { args: z.string() } } })).toThrow(
      "mutations.a should be { args, run(doc, args) }",
    );
    expect(() => define({}, { mutations: { a: { run() {} } } })).toThrow(
      "mutations.a should be a schema",
    );
  });
});

test("[R22] an asynchronous schema is refused in the definition, with its path", () => {
  const late: Schema<string, string> = {
    "~standard": { version: 1, vendor: "test", validate: async () => ({ value: "" }) },
  };
  expect(() => define({ a: list({ b: late }) })).toThrow(
    "storage.a.*.b: the schema is asynchronous",
  );
});

test("[R34] an item of a list or map is a value, never nothing", () => {
  expect(() => define({ a: list(z.string().optional()) })).toThrow(
    "storage.a.*: an item is a value",
  );
  expect(() => define({ a: map(v.optional(v.string())) })).toThrow(
    "storage.a.*: an item is a value",
  );
  expect(() => define({ a: list(type("string | undefined")) })).toThrow(
    "storage.a.*: an item is a value",
  );
});

test("[R620] records may hold records of their own kind", () => {
  interface NodeFields extends Fields {
    readonly name: Schema<string, string>;
    readonly at: typeof Point;
    readonly children: List<NodeFields>;
  }
  const node: NodeFields = {
    name: z.string(),
    at: Point,
    get children() {
      return list(node);
    },
  };
  const { schema } = defineRoom("tree", {
    version: 1,
    storage: { roots: list(node), title: value("") },
  });
  const roots = schema.fields.get("roots");
  if (roots?.kind !== "list") throw new Error("not a list");
  const children = roots.item.fields.get("children");
  if (children?.kind !== "list") throw new Error("not a list");
  expect(children.item).toBe(roots.item);
});
