import { type DraftOf, toJSON } from "@alongside/core";
import { createDraft, type OpsByKey, recordIds, Replica } from "@alongside/core/engine";
import { Board } from "../schema/board.ts";
import { ANA } from "./notes.ts";

export type Doc = DraftOf<typeof Board>;

export const RECT = { kind: "rect", at: { x: 0, y: 0 }, size: { w: 1, h: 1 } } as const;

/** A replica of a board. `update` writes by a draft and returns the ops, which stay pending until `settle`. No client, no server. */
export class BoardReplica {
  readonly replica = new Replica(Board.schema);
  #n = 0;

  update(fn: (doc: Doc) => void, client = ANA): OpsByKey {
    const n = ++this.#n;
    const change = this.replica.begin(n);
    const { doc, end } = createDraft(this.replica, change, recordIds(client, n));
    try {
      fn(doc as Doc);
    } catch (error) {
      change.abort();
      throw error;
    } finally {
      end();
    }
    return change.ops();
  }

  /** Writes, and hears that the log has it. */
  commit(fn: (doc: Doc) => void, client = ANA): OpsByKey {
    const ops = this.update(fn, client);
    this.replica.confirm(ops, this.#n);
    return ops;
  }

  read(): { [field: string]: unknown } {
    return toJSON(this.replica.view);
  }
}
