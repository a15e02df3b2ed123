// `npm test [-- ARGUMENTS]`: brings what the tests need beyond npm, then runs Vitest with the arguments.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { findChromium, installChromium, isBestChromium } from "./chromium.ts";
import { findNginx, installNginx } from "./nginx.ts";

/** Where a program is, after it was installed if need be. */
function bring(
  name: string,
  find: () => string | undefined,
  isWanted: (path: string | undefined) => boolean,
  install: () => void,
): string | undefined {
  const found = find();
  if (!isWanted(found)) return found;
  try {
    console.log(`Installing ${name} for the tests.`);
    install();
  } catch (error) {
    console.log(`${name} could not be installed: ${String(error)}`);
  }
  return find();
}

const chromium = bring("Chromium", findChromium, (path) => !isBestChromium(path), installChromium);
if (!chromium) console.log("Tests that need Chromium are skipped; CHROMIUM_PATH names one to use.");
const nginx = bring("nginx", findNginx, (path) => path === undefined, installNginx);
if (!nginx) console.log("Tests that need nginx are skipped; NGINX_PATH names one to use.");

const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
const run = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: {
    ...process.env,
    ...(chromium && { CHROMIUM_PATH: chromium }),
    ...(nginx && { NGINX_PATH: nginx }),
  },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => run.kill(signal));
run.on("exit", (code) => process.exit(code ?? 1));
