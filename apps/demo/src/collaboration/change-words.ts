import type { Waiting } from "@alongside/client";
import { count } from "./status-text.ts";

type Ops = Waiting["ops"];
type Op = Ops[string][number];

/** A change in front of people. */
export interface ChangeWords {
  /** What it does: "A new note", "Moved", "Text". */
  readonly what: string;
  /** What it writes that can be read, if anything. */
  readonly words?: string;
}

/** What fields of things are called when they become others. */
const FIELDS: { readonly [field: string]: string } = {
  at: "Moved",
  size: "Resized",
  color: "Coloured",
  locked: "Locked or unlocked",
  title: "Renamed",
};

const KINDS: { readonly [kind: string]: string } = { ink: "drawing" };

/** Says what a change does, whatever room it is for. */
export function changeWords(ops: Ops): ChangeWords {
  const all = Object.values(ops).flat();
  const made = all.filter((op) => op.op === "insert" || op.op === "put");
  const words = wordsOf(ops);
  const readable = words === "" ? {} : { words };
  if (made.length > 0) return { what: madeText(made), ...readable };
  if (all.some(({ op }) => op === "text"))
    return { what: words === "" ? textText(all) : "Wrote", ...readable };
  const [first] = all;
  if (first === undefined) return { what: "Nothing any more" };
  return { what: otherText(first, all), ...readable };
}

/** A line of a list of changes: what follows of the same, such as the letters of a word, is one with it. */
export interface ChangeLine extends ChangeWords {
  readonly id: string;
  /** How many changes it stands for. */
  readonly times: number;
}

/** A list of changes in front of people. */
export function changeLines(changes: readonly Pick<Waiting, "id" | "ops">[]): ChangeLine[] {
  const lines: ChangeLine[] = [];
  let last = "";
  for (const { id, ops } of changes) {
    const { what, words } = changeWords(ops);
    const target = `${what} ${targetOf(ops)}`;
    const before = lines.at(-1);
    if (before === undefined || target !== last)
      lines.push({ id, what, ...(words !== undefined && { words }), times: 1 });
    else
      lines[lines.length - 1] = {
        ...before,
        ...(words !== undefined && { words: (before.words ?? "") + words }),
        times: before.times + 1,
      };
    last = target;
  }
  return lines;
}

/** What a change writes to. */
function targetOf(ops: Ops): string {
  const all = Object.values(ops).flat();
  return all.map((op) => `${op.op} ${op.id} ${"field" in op ? op.field : ""}`).join(",");
}

/** What a change writes that can be read, to copy and to write anew. */
export function wordsOf(ops: Ops): string {
  return Object.values(ops)
    .flat()
    .flatMap((op) => {
      if (op.op === "set" && op.field === "title")
        return [typeof op.value === "string" ? op.value : ""];
      if (op.op !== "text") return [];
      return op.delta.map((part) => {
        const insert = typeof part === "object" && "insert" in part ? part.insert : part;
        return typeof insert === "string" ? insert : "";
      });
    })
    .join("");
}

function madeText(made: readonly Op[]): string {
  const [first] = made;
  const kind = first !== undefined && "fields" in first ? first.fields["kind"] : undefined;
  const name = typeof kind === "string" ? (KINDS[kind] ?? kind) : "thing";
  return made.length === 1 ? `A new ${name}` : `${count(made.length)} new things`;
}

function textText(all: readonly Op[]): string {
  const deletes = all.some((op) => op.op === "text" && op.delta.some((part) => Number(part) < 0));
  return deletes ? "Deleted text" : "Formatted text";
}

function otherText(first: Op, all: readonly Op[]): string {
  const ids = new Set(all.map(({ id }) => id)).size;
  const several = ids > 1 ? ` ${count(ids)} things` : "";
  switch (first.op) {
    case "delete":
      return `Deleted${several}`;
    case "restore":
      return `Brought back${several}`;
    case "move":
      return `Brought to the front or back${several}`;
    case "set":
      return `${FIELDS[first.field] ?? "Changed"}${several}`;
    default:
      return `Changed${several}`;
  }
}
