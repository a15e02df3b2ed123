import { TELLING } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { commitText } from "../../src/room/down.ts";

test("[R1842] what an activity says goes to those who may read its key, and where it has none to those who may read everything", () => {
  const told = (target?: unknown) => ({
    kind: "change" as const,
    seq: 1,
    at: 2,
    actor: "ann",
    client: "client000000",
    n: 1,
    ops: {},
    mutation: { name: TELLING, args: { type: "told", summary: "words", target } as never },
  });
  const isSaid = (target: unknown, read: true | readonly string[]) =>
    commitText(told(target), { read, write: [] }).includes("words");
  const notes = { key: "notes" };
  expect([isSaid(notes, ["notes"]), isSaid(notes, true), isSaid(undefined, true)]).toEqual([
    true,
    true,
    true,
  ]);
  for (const target of [undefined, null, "notes", { key: "plan" }, { key: ["notes"] }])
    expect(isSaid(target, ["notes"])).toBe(false);
});
