import { loadPeer } from "../../peers.ts";
import type { TextSystem } from "../system.ts";

/** What we use of quill-delta. */
interface DeltaClass {
  new (ops?: readonly Op[]): Delta;
}

interface Op {
  readonly insert?: string;
}

interface Delta {
  readonly ops: readonly Op[];
  retain(length: number): Delta;
  insert(text: string): Delta;
  delete(length: number): Delta;
  compose(other: Delta): Delta;
  length(): number;
}

const { default: Delta } = await loadPeer<{ readonly default: DeltaClass }>("quill-delta");

function textOf({ ops }: Delta): string {
  return ops.map(({ insert = "" }) => insert).join("");
}

/** A document as a delta, each edit composed with it. */
export const system: TextSystem = {
  create() {
    let doc = new Delta();
    return {
      edit(patches) {
        for (const [at, gone, text] of patches)
          doc = doc.compose(new Delta().retain(at).insert(text).delete(gone));
      },
      get length() {
        return doc.length();
      },
      toString: () => textOf(doc),
      save: () => JSON.stringify(doc.ops),
    };
  },
  load: (saved) => textOf(new Delta(JSON.parse(saved as string) as Op[])),
};
