import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Tests read the packages' sources, so they need no build; both lists are needed, for pages and for Node.
export default defineConfig({
  resolve: { conditions: ["source", ...defaultClientConditions] },
  ssr: { resolve: { conditions: ["source", ...defaultServerConditions] } },
  test: {
    reporters: ["default", "./scripts/counts.ts"],
    passWithNoTests: true,
    // For finding hangs, not for judging speed: tests with disks, threads and processes share two cores.
    testTimeout: 30_000,
    hookTimeout: 30_000,
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
        },
      },
      {
        extends: true,
        test: {
          name: "dom",
          environment: "happy-dom",
          include: ["packages/react/test/**/*.test.tsx", "apps/demo/test/**/*.test.tsx"],
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
          include: ["apps/demo/test/**/*.e2e.ts", "packages/editors/test/**/*.e2e.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
