import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { CANARIES } from "../src/canaries/canaries.ts";
import { isSoak } from "./soak.ts";

/** Caught only after many seeds. */
const LATE = new Set(["resumed-from-beyond-the-tail"]);

/** Each of them where there is time, as in `npm run soak`; among all tests every eighth that is caught soon. */
const canaries = Object.entries(CANARIES).filter(
  ([name], i) => isSoak || (i % 8 === 0 && !LATE.has(name)),
);

// They are processes of their own: two at a time keep two cores busy.
vi.setConfig({ maxConcurrency: 2 });

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

test("[R151] each planted bug is in a line that is there, once", () => {
  const lost = Object.entries(CANARIES).filter(
    ([, { file, line }]) => readFileSync(path(`../../${file}`), "utf8").split(line).length !== 2,
  );
  expect(lost.map(([name]) => name)).toEqual([]);
});

test.concurrent.each(canaries)(
  "[R151] the planted bug %s is caught within 500 seeds",
  { timeout: 240_000 },
  async (name, { from = 1, worlds }) => {
    const args = [
      "--conditions=source",
      "--import",
      path("../src/canaries/plant.ts"),
      path(worlds === undefined ? "../src/main.ts" : "../src/device/main.ts"),
      ...(worlds === undefined ? [] : ["--worlds", worlds]),
    ];
    const child = spawn(
      process.execPath,
      [...args, "--from", `${from}`, "--seeds", "500", "--stop-after", "1"],
      {
        env: { ...process.env, SIM_CANARY: name },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    let output = "";
    child.stdout.on("data", (data: Buffer) => {
      output += data.toString();
    });
    const [code] = (await once(child, "exit")) as [number | null];
    expect(output).toMatch(/^seed \d+: /m);
    expect(code).toBe(1);
  },
);
