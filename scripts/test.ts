// `npm test [-- ARGUMENTS]`: brings what the tests need beyond npm, then runs Vitest with the arguments.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { findChromium, installChromium, isBestChromium } from "./chromium.ts";
import { findFirefox, installFirefox } from "./firefox.ts";
import { findNginx, installNginx } from "./nginx.ts";
import { findWebKit, installWebKit } from "./webkit.ts";

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
const isMissing = (path: string | undefined): boolean => path === undefined;
const nginx = bring("nginx", findNginx, isMissing, installNginx);
if (!nginx) console.log("Tests that need nginx are skipped; NGINX_PATH names one to use.");
const isCi = Boolean(process.env["CI"]);
const firefox = bring("Firefox", findFirefox, isMissing, installFirefox);
if (!firefox)
  console.log(`Tests in Firefox ${isCi ? "fail" : "are skipped"}; FIREFOX_PATH names one to use.`);
const webkit = bring("WebKit", findWebKit, isMissing, installWebKit);
if (!webkit)
  console.log(
    `Tests in WebKit ${isCi ? "fail" : "are skipped"}; WEBKIT_DRIVER_PATH names its driver.`,
  );

const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
const run = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: {
    ...process.env,
    ...(chromium && { CHROMIUM_PATH: chromium }),
    ...(nginx && { NGINX_PATH: nginx }),
    ...(firefox && { FIREFOX_PATH: firefox }),
    ...(webkit && { WEBKIT_DRIVER_PATH: webkit }),
  },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => run.kill(signal));
run.on("exit", (code) => process.exit(code ?? 1));
