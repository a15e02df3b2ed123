import type { OpsByKey } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { change, nested, outcome } from "../live/change.ts";
import { scene } from "../live/scene.ts";

const set = (value: unknown): string =>
  change({ note: [{ op: "set", id: "root", field: "note", value }] });

const IN_SHAPES = { of: "root", field: "shapes" };
const RECT = { kind: "rect", at: { x: 0, y: 0 } };

test.each<readonly [what: string, code: string, ops: (client: string) => unknown]>([
  [
    "a key constructor",
    "op.unknown-field",
    () => ({ constructor: [{ op: "set", id: "root", field: "constructor", value: 1 }] }),
  ],
  [
    "a key toString",
    "op.unknown-field",
    () => ({ toString: [{ op: "set", id: "root", field: "toString", value: 1 }] }),
  ],
  [
    "a field constructor of a new record",
    "op.unknown-field",
    (client) => ({
      shapes: [
        {
          op: "insert",
          id: `${client}.1.0`,
          in: IN_SHAPES,
          at: "end",
          fields: { ...RECT, constructor: 1 },
        },
      ],
    }),
  ],
  [
    "a list named __proto__",
    "op.across-keys",
    (client) => ({
      shapes: [
        {
          op: "insert",
          id: `${client}.1.0`,
          in: { of: "root", field: "__proto__" },
          at: "end",
          fields: RECT,
        },
      ],
    }),
  ],
  [
    "a map's key __proto__",
    "op.key",
    (client) => ({
      settings: [
        {
          op: "put",
          id: `${client}.1.0`,
          in: { of: "root", field: "settings" },
          key: "__proto__",
          fields: { on: true },
        },
      ],
    }),
  ],
  [
    "a new record named __proto__",
    "op.id",
    () => ({ shapes: [{ op: "insert", id: "__proto__", in: IN_SHAPES, at: "end", fields: RECT }] }),
  ],
  [
    "a new record named constructor",
    "op.id",
    () => ({
      shapes: [{ op: "insert", id: "constructor", in: IN_SHAPES, at: "end", fields: RECT }],
    }),
  ],
  [
    "a new record of another client's",
    "op.id",
    () => ({
      shapes: [
        { op: "insert", id: `${"a".repeat(16)}.1.0`, in: IN_SHAPES, at: "end", fields: RECT },
      ],
    }),
  ],
  [
    "a new record of another change",
    "op.id",
    (client) => ({
      shapes: [{ op: "insert", id: `${client}.9.0`, in: IN_SHAPES, at: "end", fields: RECT }],
    }),
  ],
  [
    "one record twice",
    "op.id",
    (client) => ({
      shapes: [0, 0].map((n) => ({
        op: "insert",
        id: `${client}.1.${n}`,
        in: IN_SHAPES,
        at: "end",
        fields: RECT,
      })),
    }),
  ],
  ["the root as a record", "op.id", () => ({ shapes: [{ op: "delete", id: "root" }] })],
  [
    "a field of another key",
    "op.across-keys",
    () => ({ title: [{ op: "set", id: "root", field: "note", value: 1 }] }),
  ],
  [
    "a counter that is set",
    "op.wrong-type",
    () => ({ votes: [{ op: "set", id: "root", field: "votes", value: 1e9 }] }),
  ],
  [
    "a list that is set",
    "op.wrong-type",
    () => ({ shapes: [{ op: "set", id: "root", field: "shapes", value: [] }] }),
  ],
  [
    "a value of the wrong kind",
    "schema.invalid",
    (client) => ({
      shapes: [
        { op: "insert", id: `${client}.1.0`, in: IN_SHAPES, at: "end", fields: { kind: "rect" } },
      ],
    }),
  ],
])("[R144] [R145] a change with %s is refused, for its author only", async (_what, code, ops) => {
  const { mallory, undisturbed } = await scene();
  expect(await outcome(mallory, ops(mallory.id))).toMatchObject({ refused: 1, code });
  // The next one is judged on its own.
  expect(await outcome(mallory, {}, 2)).toMatchObject({ ack: 2 });
  await undisturbed();
});

test("a value nested too deeply is refused with its path, one at the limit is not", async () => {
  const { mallory, undisturbed } = await scene();
  mallory.raw(set(0).replace(",0]", `,${nested(500_000)}]`));
  const { list } = await mallory.next("entries", (frame) =>
    JSON.stringify(frame).includes("refused"),
  );
  expect(list).toContainEqual(
    expect.objectContaining({
      refused: 1,
      code: "schema.invalid",
      message: expect.stringMatching(/^note\..*nested too deeply/) as string,
    }),
  );
  await undisturbed();
  expect(
    await outcome(
      mallory,
      {
        note: [{ op: "set", id: "root", field: "note", value: JSON.parse(nested(64)) as unknown }],
      },
      2,
    ),
  ).toMatchObject({ ack: 2 });
});

test.each(["__proto__", "constructor", "hasOwnProperty"])(
  "[R144] an op on a record %s has nothing to write to",
  async (id) => {
    const { mallory, undisturbed } = await scene();
    const ops: OpsByKey = {
      shapes: [
        { op: "delete", id },
        { op: "set", id, field: "kind", value: "x" },
      ],
    };
    expect(await outcome(mallory, ops)).toMatchObject({
      ack: 1,
      void: [
        ["shapes", 0],
        ["shapes", 1],
      ],
    });
    await undisturbed();
  },
);
