import type { RefusedChange } from "./shared-room.ts";
import { wordsOf } from "./change-words.ts";

/** As much as is needed of a draft of any room. */
interface TextDraft {
  readonly length: number;
  insert(at: number, text: string): void;
}
interface Fields {
  [field: string]: unknown;
}
interface Records {
  get(id: string): Fields | undefined;
}

/** What can be written anew of a refused change: the words of one text, or a name. Undefined where that is not all of it. */
export function rewritable({ ops }: Pick<RefusedChange, "ops">): string | undefined {
  const entries = Object.values(ops).flat();
  const [only, ...others] = entries;
  if (only === undefined || others.length > 0) return undefined;
  const isName = only.op === "set" && only.field === "title";
  const words = wordsOf(ops);
  return isName || (only.op === "text" && words !== "") ? words : undefined;
}

/** Sends `words` in place of those of the refused change, where it had them. */
export function rewrite(change: RefusedChange, words: string): void {
  const [[key, [op]] = ["", []]] = Object.entries(change.ops);
  const { resubmit } = change as { readonly resubmit: (write: (root: Fields) => void) => unknown };
  resubmit((root) => {
    if (op === undefined || !("field" in op)) return;
    // Fields at the top are records' fields too: those of the root.
    const holder = op.field === key ? root : (root[key] as Records).get(op.id);
    if (holder === undefined) return;
    if (op.op === "set") holder[op.field] = words;
    if (op.op !== "text") return;
    const text = holder[op.field] as TextDraft;
    const [first] = op.delta;
    text.insert(Math.min(typeof first === "number" && first > 0 ? first : 0, text.length), words);
  });
}
