import { Invalid } from "../../errors.ts";
import { inWords } from "#words";
import { counterDraft } from "./counter-draft.ts";
import type { Counter, CounterNode } from "./types.ts";

/** A sum that everybody adds to: `doc.votes.add(1)`. Reads as a number, a safe integer; 0 until somebody adds. */
export function counter(): Counter {
  return { "~kind": "counter", "~node": () => NODE };
}

const NODE: CounterNode = { kind: "counter", draft: counterDraft, create: startOf };

/** What a counter starts at; nothing for 0. */
function startOf(value: unknown, path: string): number | undefined {
  if (value === undefined || value === 0) return undefined;
  if (!Number.isSafeInteger(value))
    throw new Invalid(
      path,
      inWords(() => "should be a safe integer"),
    );
  return value as number;
}
