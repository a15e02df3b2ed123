import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** What the simulator prints of two seeds, without the seconds it took. */
async function printed(workers: string): Promise<string> {
  const args = ["--conditions=source", MAIN, "--seeds", "2", "--workers", workers];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout.replace(/[\d.]+ s;/, "");
}

test("[R338] seeds that are spread over threads end and are told of as in one", async () => {
  const alone = await printed("1");
  expect(alone).toMatch(/^2 seeds, 0 failed/);
  expect(await printed("2")).toBe(alone);
});
