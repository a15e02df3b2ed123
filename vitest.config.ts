import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import Sequencer from "./scripts/sequencer.ts";

/**
 * Tests that change what all tests of a process share: which modules the sources load, or the folder it is in. They have
 * processes of their own.
 */
const APART = globSync("packages/*/test/**/*.test.ts", { cwd: import.meta.dirname }).filter(
  (file) => {
    const source = readFileSync(join(import.meta.dirname, file), "utf8");
    return source.includes("vi.mock(") || source.includes("process.chdir(");
  },
);

// Tests read the packages' sources, so they need no build; both lists are needed, for pages and for Node.
export default defineConfig({
  resolve: { conditions: ["source", ...defaultClientConditions] },
  ssr: { resolve: { conditions: ["source", ...defaultServerConditions] } },
  test: {
    reporters: ["default", "./scripts/counts.ts"],
    passWithNoTests: true,
    sequence: { sequencer: Sequencer },
    // More than half of the time a worker waits: for a browser, a process, a disk, a limit.
    maxWorkers: availableParallelism() + 2,
    // For finding hangs, not for judging speed: tests with disks, threads and processes share two cores.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ["./scripts/waiting.ts"],
    // Servers of their own that tests start, by the hundred, need not compile the same files each time.
    env: {
      NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/node", import.meta.url)),
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "packages/*/test/**/*.test.ts",
            "apps/*/test/**/*.test.ts",
            "scripts/*.test.ts",
          ],
          exclude: APART,
          // A process that has loaded the sources goes on to the next file: more than half of the time of most is loading.
          isolate: false,
        },
      },
      { extends: true, test: { name: "apart", include: APART } },
      {
        extends: true,
        test: {
          name: "dom",
          environment: "happy-dom",
          include: [
            "packages/{react,ui}/test/**/*.test.tsx",
            "apps/demo/test/**/*.test.tsx",
            "scripts/*.test.tsx",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "sim",
          include: ["sim/test/**/*.test.ts", "fuzz/test/**/*.test.ts"],
          testTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["apps/demo/test/**/*.e2e.ts", "packages/*/test/**/*.e2e.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
