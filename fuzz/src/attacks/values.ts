import { Speech } from "../../../packages/core/test/speech.ts";
import type { FuzzRandom } from "../fuzz-random.ts";

/** Nested arrays or objects, as the text of JSON. */
export function deep(levels: number, as: "[" | "{" = "["): string {
  return as === "["
    ? "[".repeat(levels) + "]".repeat(levels)
    : '{"a":'.repeat(levels) + "1" + "}".repeat(levels);
}

/** What no schema asked for, as the text of JSON; the largest has about `size` characters. */
export function strange(random: FuzzRandom, size = 100_000): string {
  const nesting = random.pick(["[", "{"] as const);
  return random.pick([
    () => "null",
    () => "-0",
    () => "1e400",
    () => "9007199254740993",
    () => '""',
    () => '"\\ud800"',
    () => '"__proto__"',
    () => "[]",
    () => "{}",
    () => '{"__proto__":1}',
    () => '{"constructor":{"prototype":1}}',
    () => "true",
    () => deep(random.between(60, 70), nesting),
    () => deep(random.between(1, size / 6), nesting),
    () => JSON.stringify("x".repeat(random.between(0, size))),
    () => `[${"[],".repeat(random.between(0, size / 3))}0]`,
  ])();
}

/** Takes a message and puts something strange in place of one of its parts. */
export function twisted(random: FuzzRandom, message: object, size?: number): string {
  const copy = structuredClone(message) as { [name: string]: unknown };
  let at = copy;
  for (;;) {
    const name = random.pick(Object.keys(at));
    const part = at[name];
    const isInside = typeof part === "object" && part !== null && Object.keys(part).length > 0;
    if (isInside && random.chance(0.7)) {
      at = part as typeof at;
      continue;
    }
    if (Array.isArray(at) && random.chance(0.2)) {
      // One element too few, or too many.
      if (random.chance(0.5)) at.splice(Number(name), 1);
      else at.splice(Number(name), 0, PLACE);
    } else if (random.chance(0.1)) delete at[name];
    else at[name] = PLACE;
    return JSON.stringify(copy).replace(`"${PLACE}"`, () => strange(random, size));
  }
}

const PLACE = "@here@";

/** The parts of a frame of any type, as an honest client would send it. */
export function honestFrame(random: FuzzRandom, client: string, n: number): object {
  const room = "arena:shared";
  const id = `${client}.${n.toString(36)}.0`;
  const at = random.pick(["start", "end", { after: id }, { before: id }]);
  const list = { of: "root", field: "shapes" };
  const last = { epoch: "e", generation: 0, seq: 1, at: 1 };
  const op = random.pick<object>([
    { op: "set", id: "root", field: "title", value: "a" },
    { op: "set", id, field: "at", value: { x: 1, y: 2 } },
    { op: "add", id: "root", field: "votes", by: 1 },
    { op: "text", id: "root", field: "page", delta: ["x"] },
    { op: "insert", id, in: list, at, fields: { at: { x: 1, y: 1 }, kind: "rect" } },
    { op: "put", id, in: { of: "root", field: "settings" }, key: "k", fields: { value: "v" } },
    { op: "move", id, in: list, at },
    { op: "delete", id },
    { op: "restore", id },
  ]);
  const message = random.pick<object>([
    { type: "change", room, n, base: 0, ops: { shapes: [op] } },
    {
      type: "change",
      room,
      n,
      base: 0,
      ops: { page: [op], title: [op] },
      strict: true,
      gesture: 1,
    },
    { type: "change", room, n, base: 0, mutation: { name: "x", args: {} } },
    { type: "preview", room, gesture: 1, ops: { shapes: [op] } },
    { type: "presence", room, set: { cursor: { x: 1, y: 1 } } },
    { type: "event", room, name: "x", body: {} },
    { type: "ping" },
    { type: "auth", token: "user:other" },
    { type: "join", room, version: 1, last, ended: 0, mark: "1:*" },
    { type: "leave", room },
    { type: "hello", versions: [2], token: "user:x" },
  ]);
  return JSON.parse(new Speech(client).said(message)) as object;
}
