import { misused, said } from "../../mistake.ts";
import type { Node } from "../../model/node.ts";
import { sumOf } from "../../model/state.ts";
import { inWords } from "#words";
import type { Drafting } from "../drafting.ts";
import type { CounterDraft } from "./types.ts";

/** The draft of a counter. */
export function counterDraft(
  writer: Drafting<unknown>,
  node: Node,
  name: string,
  key: string,
  path: string,
): CounterDraft {
  const read = (): number => {
    writer.check();
    return sumOf(writer.replica.field(node, name));
  };
  return {
    get value() {
      return read();
    },
    add(by = 1) {
      if (typeof by !== "number")
        throw misused(
          "counter",
          inWords(() => `${path}: what is added should be a number`),
          by,
        );
      const sum = read() + by;
      if (!Number.isSafeInteger(by) || !Number.isSafeInteger(sum)) {
        throw new RangeError(
          said(
            "counter",
            inWords(() => `${path}: adding ${by} makes ${sum}, which is not a safe integer`),
            by,
          ),
        );
      }
      if (by !== 0) writer.push(key, { op: "add", id: node.id, field: name, by });
    },
  };
}
