import { createHash } from "node:crypto";
import { API_KEY } from "../arena.ts";
import type { Attack } from "../attack.ts";
import { type Field, Found } from "../field.ts";
import type { FuzzRandom } from "../fuzz-random.ts";
import { ended, filled, SHAPES } from "./shapes.ts";

/** Exports that are tried in one attack, and so many at a time. */
const TRIES = 60;
const AT_ONCE = 6;

async function ask(
  { places }: Field,
  method: string,
  path: string,
  type?: string,
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`http://127.0.0.1:${places.port}/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${API_KEY}`,
      ...(type !== undefined && { "Content-Type": type }),
    },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, text: await response.text() };
}

const ODD = ["null", "-1", "1e308", '""', "[]", "{}", '"__proto__"', "0.5", "true"];

/** The lines of an export, of which something is another. */
function damaged(lines: readonly string[], random: FuzzRandom): readonly string[] {
  const copy = [...lines];
  // The end comes last in each case but one.
  const at = random.between(0, Math.max(0, copy.length - 2));
  const line = copy[at] ?? "";
  switch (random.between(0, 6)) {
    case 0:
      copy.splice(at, 1);
      break;
    case 1:
      copy.splice(at, 0, line);
      break;
    case 2: {
      const [cut, to] = [random.between(0, line.length), random.between(1, 4)];
      copy[at] = line.slice(0, cut) + line.slice(cut + to);
      break;
    }
    case 3: {
      const other = random.between(0, Math.max(0, copy.length - 2));
      copy[at] = copy[other] ?? "";
      copy[other] = line;
      break;
    }
    case 4:
      // One value in it, whichever it is.
      copy[at] = oneOf(line, /-?\d+|"[^"\\]*"(?!:)/g, random, () => random.pick(ODD));
      break;
    case 5:
      copy[at] = oneOf(line, /"[^"\\]*"(?=:)/g, random, () => random.pick(['"toString"', '"x"']));
      break;
    default:
      copy.splice(random.between(0, copy.length));
  }
  return copy;
}

/** The line with one of the places that `pattern` finds as another. */
function oneOf(line: string, pattern: RegExp, random: FuzzRandom, make: () => string): string {
  const found = [...line.matchAll(pattern)];
  if (found.length === 0) return line;
  const { index, 0: what } = random.pick(found);
  return line.slice(0, index) + make() + line.slice(index + what.length);
}

/** With the checksum that a server would have written. */
function signed(lines: readonly string[]): readonly string[] {
  const digest = createHash("sha256");
  return lines.map((line) => {
    if (!line.startsWith('{"end":')) digest.update(`${line}\n`);
    return line.replace(/"sha256":"\w+"/, () => `"sha256":"${digest.copy().digest("hex")}"`);
  });
}

async function tryOne(field: Field, lines: readonly string[]): Promise<void> {
  const { random } = field;
  const isSigned = random.chance(0.6);
  const broken = damaged(lines, random);
  const text = (isSigned ? signed(broken) : broken).join("\n");
  const isDamaged = text !== lines.join("\n");
  const room = `/rooms/arena:import-${random.id()}`;
  const { status, text: answer } = await ask(
    field,
    "POST",
    `${room}/import`,
    "application/jsonl",
    text,
  );
  if (![200, 404, 413, 422, 429].includes(status))
    throw new Found(`A damaged export was answered ${status} ${answer.slice(0, 200)}: ${text}`);
  if (status === 200 && isDamaged && !isSigned)
    throw new Found(`An export was taken whose checksum is not its own: ${text}`);
  const state = await ask(field, "GET", `${room}/state`);
  if (status === 429 || state.status === 429) return;
  if (status !== 200) {
    if (state.status !== 404)
      throw new Found(
        `Of an import that was refused something is left: ${state.text.slice(0, 200)}`,
      );
    return;
  }
  const vote = JSON.stringify([{ op: "increment", path: "/votes" }]);
  const written = await ask(field, "PATCH", `${room}/state`, "application/json-patch+json", vote);
  // What its definition does not take is another room, and says so.
  for (const { status: its, text: why } of [state, written])
    if (its >= 500 && !why.includes("schema.incompatible"))
      throw new Found(`A room that was imported answers ${its} ${why.slice(0, 200)}: ${text}`);
}

/** Imports of exports of which a line, a value or the end is another, some with a checksum of their own. */
export const damagedImports: Attack = {
  name: "damaged-imports",
  async run(field) {
    const lines = await exported(field);
    for (let i = 0; i < TRIES; i += AT_ONCE)
      // oxlint-disable-next-line no-await-in-loop -- a few at a time
      await Promise.all(Array.from({ length: AT_ONCE }, () => tryOne(field, lines)));
  },
};

/** A room with a little of everything, in some entries. */
async function exported(field: Field): Promise<readonly string[]> {
  const { link, room, ids } = await filled(field, 4);
  const [first, second] = ids;
  link.change(room, { title: [{ op: "set", id: "root", field: "title", value: "A title" }] });
  link.change(room, { page: [{ op: "text", id: "root", field: "page", delta: ["A page."] }] });
  link.change(room, { page: [{ op: "text", id: "root", field: "page", delta: [2, "!", -2] }] });
  link.change(room, { votes: [{ op: "add", id: "root", field: "votes", by: 2 }] });
  link.change(room, { shapes: [{ op: "delete", id: first }] });
  link.change(room, { shapes: [{ op: "move", id: second, in: SHAPES, at: "end" }] });
  link.change(room, { title: [{ op: "set", id: "root", field: "title", value: 7 }] });
  await ended(link);
  link.close();
  const { status, text } = await ask(field, "GET", `/rooms/${room}/export`);
  const lines = text.trimEnd().split("\n");
  if (status !== 200 || lines.length < 8)
    throw new Found(`An export was answered ${status}: ${text}`);
  return lines;
}
