import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sqlite } from "../../src/store/sqlite.ts";
import { seqs, upTo } from "./entries.ts";
import { folder } from "./folder.ts";

/** Kills among all tests, and in `npm run soak`. */
const ROUNDS = process.env["ALONGSIDE_SOAK"] === undefined ? 5 : 12;

const CHILD = fileURLToPath(new URL("./crash-child.ts", import.meta.url));

/** Runs the child until it has acknowledged `acks` appends, kills it, and adds what it said to what was said before. */
async function runAndKill(
  file: string,
  acks: number,
  acked: Map<string, number>,
  saved: Map<string, number>,
) {
  const child = spawn(process.execPath, ["--conditions=source", CHILD, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let left = acks;
  for await (const line of createInterface(child.stdout)) {
    const [what, room, seq] = line.split(" ") as [string, string, string];
    const marks = what === "ack" ? acked : saved;
    marks.set(room, Math.max(marks.get(room) ?? 0, Number(seq)));
    if (--left === 0) child.kill("SIGKILL");
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
}

test(
  "[R76] what was acknowledged survives kill -9, again and again, without a gap",
  { timeout: 60_000 },
  async () => {
    const file = join(folder(), "rooms.db");
    const acked = new Map<string, number>();
    const saved = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      await runAndKill(file, 1 + ((round * 137) % 400), acked, saved);
      const store = sqlite(file);
      for (const [room, seq] of acked) {
        const head = await store.head(room);
        expect(head).toBeGreaterThanOrEqual(seq);
        expect(await seqs(store, room)).toEqual(upTo(head));
        const snapshot = await store.loadSnapshot(room);
        expect(snapshot?.seq ?? 0).toBeGreaterThanOrEqual(saved.get(room) ?? 0);
        expect(snapshot?.seq ?? 0).toBeLessThanOrEqual(head);
      }
      await store.close();
    }
    expect([...acked.keys()].toSorted()).toEqual(["board:a", "board:b", "board:c"]);
    expect(saved.size).toBeGreaterThan(0);
  },
);
