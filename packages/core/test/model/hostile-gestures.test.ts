import { counter, list, map, toJSON } from "@alongside/core";
import { checkOps, type Op, type OpsByKey, Replica } from "@alongside/core/engine";
import { type Field } from "../../src/schema/kinds.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileStorage } from "../../src/schema/compile.ts";
import { attempt } from "../../src/change/attempt.ts";
import { id } from "./notes.ts";
import { Dice } from "./random.ts";

// Two kinds of records with the same fields for different things, so that whatever is taken for the other kind shows.
const note: { [name: string]: Field } = {
  text: z.string(),
  tag: z.string().optional(),
  likes: counter(),
};
const box: { [name: string]: Field } = { text: z.number(), tag: z.number(), likes: counter() };
note["kids"] = list(note as never);
note["marks"] = map(box as never);
box["kids"] = list(box as never);
box["marks"] = map(note as never);
const schema = compileStorage({ notes: list(note as never), boxes: map(box as never) });

const MALLORY = "mallory-aaaa";
type Kind = "note" | "box";
const TEXT = { note: "string", box: "number" } as const;

/** What is wrong with what somebody reads: records that are not of their kind, or nested too deeply. */
function wrongIn(view: unknown): readonly string[] {
  const wrong: string[] = [];
  const walk = (record: { readonly [field: string]: unknown }, kind: Kind, depth: number): void => {
    const { text, tag, kids, marks } = record;
    const hasTag = typeof tag === TEXT[kind] || (kind === "note" && tag === undefined);
    if (typeof text !== TEXT[kind] || !hasTag || depth > 64)
      wrong.push(`${kind} at ${depth}: ${JSON.stringify({ text, tag })}`);
    for (const kid of kids as never[]) walk(kid, kind, depth + 1);
    const other = kind === "note" ? "box" : "note";
    for (const mark of Object.values(marks as object)) walk(mark as never, other, depth + 1);
  };
  const { notes, boxes } = toJSON(view) as { notes: never[]; boxes: object };
  for (const one of notes) walk(one, "note", 0);
  for (const one of Object.values(boxes)) walk(one as never, "box", 0);
  return wrong;
}

function opsOf(dice: Dice, pool: readonly string[]): OpsByKey {
  const ops: Record<string, Op[]> = {};
  for (let i = 1 + dice.below(4); i > 0; i--) {
    const key = dice.chance(0.5) ? "notes" : "boxes";
    const some = (): string => pool[dice.below(pool.length)] as string;
    const isRoot = dice.chance(0.4);
    const into = (inner: string) => ({ of: isRoot ? "root" : some(), field: isRoot ? key : inner });
    const text = dice.chance(0.5) ? "words" : 7;
    const fields = { text, ...(dice.chance(0.6) && { tag: text }) };
    const op = ((): Op => {
      switch (dice.below(8)) {
        case 0:
        case 1:
          return { op: "insert", id: some(), in: into("kids"), at: "end", fields };
        case 2:
          return { op: "put", id: some(), in: into("marks"), key: `k${dice.below(3)}`, fields };
        case 3:
          return { op: "set", id: some(), field: dice.chance(0.5) ? "text" : "tag", value: text };
        case 4:
          return { op: "set", id: some(), field: "tag" };
        case 5:
          return { op: "add", id: some(), field: "likes", by: dice.chance(0.5) ? 1 : 2 ** 53 - 1 };
        case 6:
          return { op: "move", id: some(), in: into("kids"), at: "start" };
        default:
          return { op: dice.chance(0.5) ? "delete" : "restore", id: some() };
      }
    })();
    (ops[key] ??= []).push(op);
  }
  return ops;
}

test("[R305] whatever gestures and changes somebody makes of the same records, who reads sees only what the schema allows", () => {
  let shown = 0;
  let committed = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const dice = new Dice(seed);
    const server = new Replica(schema);
    const page = new Replica(schema);
    /** Entries that are decided, and not on disk: gestures are checked with them, and the page has not heard of them. */
    const late: OpsByKey[] = [];
    const pool = Array.from({ length: 6 }, (_, n) => id(MALLORY, 0, n));
    for (let step = 1; step <= 60; step++) {
      const asked = opsOf(dice, pool);
      const isGesture = dice.chance(0.6);
      const change = attempt(server, step);
      const author = { client: MALLORY, n: isGesture ? 0 : step, strict: false };
      const checked = checkOps(server, change, asked, author);
      if (isGesture) {
        change.abort();
        const gesture = `${MALLORY}/${dice.below(4)}`;
        const gone = checked.ok ? checked.void.map(([key, at]) => asked[key]?.[at]) : [];
        const left = Object.entries(asked).map(([key, ops]) => [
          key,
          ops.filter((op) => !gone.includes(op)),
        ]);
        page.setPreview(gesture, checked.ok ? (Object.fromEntries(left) as OpsByKey) : undefined);
        if (checked.ok) shown += 1;
      } else if (checked.ok) {
        change.commit();
        committed += 1;
        late.push(JSON.parse(JSON.stringify(checked.ops)) as OpsByKey);
      }
      for (const entry of late.splice(0, dice.chance(0.2) ? late.length : 0)) page.confirm(entry);
      expect(wrongIn(page.view), `seed ${seed}, step ${step}`).toEqual([]);
    }
  }
  expect(shown).toBeGreaterThan(1000);
  expect(committed).toBeGreaterThan(500);
});
