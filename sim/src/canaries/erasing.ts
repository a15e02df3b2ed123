import type { Canary } from "./canary.ts";

/** What may go wrong where people are erased. */
export const ERASING: { readonly [name: string]: Canary } = {
  "erased-words-left-in-a-snapshot": {
    file: "packages/server/src/store/erasing/in-memory.ts",
    line: "held.snapshots.set(seq, eraser.snapshot(whole) ?? whole);",
    planted: "held.snapshots.set(seq, whole);",
    worlds: "erasing",
  },
  "erased-words-left-in-the-trash": {
    file: "packages/server/src/store/erasing/eraser.ts",
    line: "trash: JSON.stringify(trash),",
    planted: "trash: trash.length < 0 ? '' : snapshot.trash,",
    worlds: "erasing",
  },
  "erased-words-left-in-the-ledger": {
    file: "packages/server/src/store/erasing/eraser.ts",
    line: 'refused.map(([number, code]) => [number, code, ""] as const)',
    planted: "refused",
    worlds: "erasing",
  },
  "erased-words-left-in-a-dead-letter": {
    file: "packages/server/src/store/memory.ts",
    line: "if (readIn !== undefined && readIn.generation !== generation) throw new Outread(readIn.room);",
    planted: "",
    worlds: "erasing",
  },
  "erasing-that-nobody-ends": {
    file: "packages/server/src/erasing/erasures.ts",
    line: "for (const pending of await store.erasures())",
    planted: "for (const pending of (await store.erasures()).slice(1))",
    worlds: "erasing",
  },
  "resumed-across-the-generation": {
    file: "packages/server/src/room/joined.ts",
    line: "return last.generation === log.generation && tail.follows(last.seq);",
    planted: "return tail.follows(last.seq);",
    worlds: "erasing",
  },
  "queued-before-the-erasing": {
    file: "packages/server/src/room/log-verdict.ts",
    line: "if (last !== undefined && last.generation < since)",
    planted: "if (last !== undefined && last.generation < since - 1)",
    worlds: "erasing",
  },
  "erased-again-with-somebody-else": {
    file: "packages/server/src/room/log-verdict.ts",
    line: "const since = log.erased?.get(personIn(room, user)) ?? 0;",
    planted: "const since = log.erased?.has(personIn(room, user)) ? (log.generation ?? 0) : 0;",
    worlds: "erasing",
  },
  "erased-words-brought-back-by-undo": {
    file: "packages/client/src/room/setbacks.ts",
    line: "copy.recorder?.rewound(new Set());",
    planted: "",
    worlds: "erasing",
  },
  "erased-words-left-on-the-disk-of-a-page": {
    file: "packages/client/src/device/later-undo.ts",
    line: "if (old.length === 0) return;",
    planted: "if (old.length >= 0) return;",
    worlds: "erasing",
  },
  "refused-drafts-outlive-the-erasing": {
    file: "packages/client/src/room/rejections.ts",
    line: "if ((this.refusals.get(one.id)?.generation ?? 0) < generation) one.discard();",
    planted: "",
    worlds: "erasing",
  },
  "a-row-rewritten-unseen": {
    file: "packages/server/src/store/memory-chain.ts",
    line: 'this.#note("erased", this.#end.seq, { digests: resealed.digests });',
    planted: "",
    worlds: "erasing",
  },
  "a-salt-that-outlives-what-was-erased": {
    file: "packages/server/src/store/chain/seals.ts",
    line: "bytes.set(fresh, EACH * i);",
    planted: "bytes.set(salt, EACH * i);",
    worlds: "erasing",
  },
  "a-chain-that-begins-anew-where-a-log-was-cut": {
    file: "packages/server/src/store/memory-chain.ts",
    line: "this.#start = this.#place(seq, rows);",
    planted: "this.#start = { seq, seal: newSeal() };",
    worlds: "erasing",
  },
};
