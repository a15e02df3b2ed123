import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkChain } from "../../src/store/chain/chain-check.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { verify } from "../../src/store/sqlite/verify.ts";
import { folder } from "./folder.ts";

/** Kills among all tests, and in `npm run soak`. */
const ROUNDS = process.env["ALONGSIDE_SOAK"] === undefined ? 2 : 12;

const CHILD = fileURLToPath(new URL("./chain-child.ts", import.meta.url));
const ROOM = "board:a";

/** Runs the child until it has reported so many steps, and kills it. */
async function runAndKill(file: string, steps: number): Promise<void> {
  const child = spawn(process.execPath, ["--conditions=source", CHILD, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let left = steps;
  for await (const line of createInterface(child.stdout)) {
    left -= 1;
    // In the middle of an erasing, most often.
    if (left <= 0 && (line.startsWith("erasing") || steps % 3 === 0)) child.kill("SIGKILL");
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
}

test(
  `[R1487] ${ROUNDS} times kill -9 while somebody is erased and old entries go: the chain holds before the erasing goes on, and after`,
  { timeout: 300_000 },
  async () => {
    const file = join(folder(), "rooms.db");
    for (let round = 0; round < ROUNDS; round++) {
      await runAndKill(file, 2 + (round % 7));
      const store = sqlite(file, { chain: true });
      const { floor } = await store.outside(ROOM, {});
      const end = await checkChain(store.audited(ROOM, floor));
      expect(end?.unproven).toEqual([]);
      for (const { user, as } of await store.erasures()) {
        await store.erase(ROOM, { user, as, fields: ["label"] });
        await store.endErasure(as);
      }
      await store.close();
      const damages: unknown[] = [];
      const { chain } = verify(file, (damage) => damages.push(damage));
      expect(damages).toEqual([]);
      expect(chain?.unsealed).toBe(0);
      expect(chain?.erased).toBeGreaterThan(0);
    }
  },
);
