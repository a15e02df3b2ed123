// `npm test [-- ARGUMENTS]`: brings what the tests need beyond npm, then runs Vitest with the arguments.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { findChromium, installChromium, isBestChromium } from "./chromium.ts";

function chromium(): string | undefined {
  const found = findChromium();
  if (isBestChromium(found)) return found;
  try {
    console.log("Installing Chromium for the browser tests.");
    installChromium();
  } catch (error) {
    console.log(`Chromium could not be installed: ${String(error)}`);
  }
  return findChromium();
}

const path = chromium();
if (!path) {
  console.log("Tests that need Chromium are skipped; CHROMIUM_PATH names one to use.");
}

const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
const run = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, ...(path && { CHROMIUM_PATH: path }) },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => run.kill(signal));
run.on("exit", (code) => process.exit(code ?? 1));
