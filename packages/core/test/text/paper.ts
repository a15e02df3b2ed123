import { defineRoom, type DraftOf, list, map, type StorageOf, text, value } from "@alongside/core";
import { createDraft, type OpsByKey, recordIds, Replica } from "@alongside/core/engine";
import { z } from "zod";

export const Paper = defineRoom("paper", {
  version: 1,
  storage: {
    title: text({ maxLength: 20 }),
    body: text({
      attributes: { bold: z.literal(true), link: z.string() },
      embeds: { image: z.string(), rule: z.null() },
    }),
    notes: list({ label: text(), votes: value(0), replies: list({ body: text() }) }),
    pages: map({ body: text() }),
  },
});

export const ANA = "ana-ana-ana-ana";

type Doc = DraftOf<typeof Paper>;

/** A replica of a room with texts. What `update` writes stays pending until `confirm`; `others` plays the log. */
export class PaperReplica {
  readonly replica: Replica;
  #n = 0;

  constructor(replica = new Replica(Paper.schema)) {
    this.replica = replica;
  }

  get view(): StorageOf<typeof Paper> {
    return this.replica.view as never;
  }

  /** Answers the number of the change. */
  update(fn: (doc: Doc) => void): number {
    const n = ++this.#n;
    const change = this.replica.begin(n);
    const { doc, end } = createDraft(this.replica, change, recordIds(ANA, n));
    try {
      fn(doc as Doc);
    } catch (error) {
      change.abort();
      throw error;
    } finally {
      end();
    }
    return n;
  }

  /** Writes, and hears that the log has it as it is. */
  commit(fn: (doc: Doc) => void): OpsByKey {
    const n = this.update(fn);
    const ops = this.replica.opsOf(n);
    this.replica.confirm(undefined, n);
    return ops;
  }

  /** Somebody else's edit of the body is in the log. */
  others(delta: readonly unknown[], side: "left" | "right" = "right"): void {
    const op = { op: "text", id: "root", field: "body", delta } as never;
    this.replica.confirm({ body: [op] }, undefined, side);
  }

  get body(): string {
    return this.view.body.toString();
  }
}
