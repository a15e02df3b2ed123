import {
  caret,
  counter,
  defineRoom,
  type List,
  list,
  map,
  text,
  type Value,
  value,
} from "@alongside/core";
import { type Fields, shapeOf } from "@alongside/core/engine";
import * as v from "valibot";
import { expect, test } from "vitest";
import { z } from "zod";

interface Node extends Fields {
  readonly label: Value<string>;
  readonly children: List<Node>;
}

const board = () => {
  const Node: Node = {
    label: value(""),
    get children() {
      return list(Node);
    },
  };
  return defineRoom("board", {
    version: 1,
    storage: {
      title: value("Untitled"),
      subtitle: z.string().optional(),
      likes: counter(),
      page: text({
        attributes: { link: z.url(), bold: v.literal(true) },
        embeds: { image: z.url() },
      }),
      plain: text(),
      tags: list(v.string()),
      tree: list(Node),
      notes: map(
        { at: z.number().default(() => Date.now()), "done: really": value(false) },
        { initial: { first: { "done: really": true } } },
      ),
    },
    presence: { cursor: value(null), at: caret() },
    events: { wave: z.object({}) },
    mutations: { add: { args: z.object({ n: z.number() }), run() {} } },
  });
};

test("[R362] a shape names each field of a definition with its kind", () => {
  expect(shapeOf(board()).split("\n")).toEqual([
    "shape 1",
    "events.wave: a schema of zod",
    "mutations.add: a schema of zod",
    "presence.at: caret()",
    "presence.cursor: value()",
    "storage.likes: counter()",
    'storage.notes.*."done: really": value()',
    "storage.notes.*.at: a schema of zod",
    'storage.notes: map() = {"first":{"done: really":true}}',
    "storage.page: text(bold a schema of valibot, link a schema of zod; image a schema of zod)",
    "storage.plain: text()",
    "storage.subtitle: optional a schema of zod",
    "storage.tags: list(a schema of valibot)",
    'storage.title: value() = "Untitled"',
    "storage.tree.*.children.*: as storage.tree.*",
    "storage.tree.*.children: list()",
    "storage.tree.*.label: value()",
    "storage.tree: list()",
  ]);
});

test("[R777] copies have one shape, whatever their functions and the order of fields", () => {
  expect(shapeOf(board())).toBe(shapeOf(board()));
  const one = defineRoom("board", {
    version: 1,
    storage: { a: value(1), b: counter() },
    mutations: { go: { args: value(0), run() {} } },
  });
  const other = defineRoom("board", {
    version: 1,
    storage: { b: counter(), a: value(1) },
    mutations: { go: { args: value(0), run: (doc) => void (doc.a = 2) } },
  });
  expect(shapeOf(one)).toBe(shapeOf(other));
});

test("[R362] a shape is bounded; of what is too large there is one line, which differs when it does", () => {
  const large = (last: Fields) =>
    shapeOf(
      defineRoom("board", {
        version: 1,
        storage: Object.fromEntries([
          ...Array.from({ length: 2000 }, (_, i) => [`field${i}`, value("x".repeat(100))] as const),
          ...Object.entries(last),
        ]),
      }),
    );
  const shape = large({ last: counter() });
  expect(shape).toMatch(/^shape 1\nstorage and the rest: \w+$/);
  expect(shape).toBe(large({ last: counter() }));
  expect(shape).not.toBe(large({ last: value(0) }));
  const long = (title: string) =>
    shapeOf(defineRoom("board", { version: 1, storage: { title: value(title) } }));
  expect(long("x".repeat(1000)).length).toBeLessThan(150);
  expect(long("x".repeat(1000))).not.toBe(long(`${"x".repeat(999)}y`));
});
