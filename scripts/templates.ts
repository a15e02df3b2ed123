// `npm run templates [-- TEMPLATE/FRAMEWORK… | --all] [--node 22]`: packs the packages, and in a temporary folder makes each app of
// `npm create alongside` from the packed command, installs it, runs its lint, types and tests, builds it, and has its own smoke test
// drive two windows in Chromium. Without a name it is the app that one gets without a choice, which is measured as well. Needs the npm registry.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseArgs, promisify } from "node:util";

import { FRAMEWORKS, TEMPLATES } from "../packages/create/src/command.ts";
import { findChromium } from "./chromium.ts";
import { ENV, npm, pack } from "./npm.ts";
import { runDeployed } from "./templates/deployed.ts";

const CREATE_MS = 180_000;
const STEP_MS = 240_000;

const { values, positionals } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    node: { type: "string" },
    keep: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const every = TEMPLATES.flatMap((template) => FRAMEWORKS.map((one) => `${template}/${one}`));
const wanted = values.all ? every : positionals.length > 0 ? positionals : [every[0] as string];
const unknown = wanted.filter((name) => !every.includes(name));
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(", ")}; there are ${every.join(", ")}`);

const began = performance.now();
const since = (): string => `${((performance.now() - began) / 1000).toFixed(0)} s`;
const folder = mkdtempSync(join(tmpdir(), "alongside-templates-"));
const tarballs = join(folder, "tarballs");
const executablePath = findChromium();

/** What everything of an app is run with. */
const env = {
  ...ENV,
  ...(executablePath !== undefined && { CHROMIUM_PATH: executablePath }),
  ...(values.node !== undefined && {
    PATH: [join(folder, "node/node_modules/node/bin"), process.env["PATH"]].join(delimiter),
  }),
};

/** Runs a program in a folder. Throws what it printed where it fails. */
async function exec(
  what: string,
  cwd: string,
  ms: number,
  command: string,
  args: readonly string[],
) {
  try {
    return await promisify(execFile)(command, args, { cwd, env, timeout: ms, maxBuffer: 2 ** 24 });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${what} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

async function tryOut(name: string): Promise<void> {
  const [template = "", framework = ""] = name.split("/");
  const command = join(folder, "create/node_modules/create-alongside/dist/main.js");
  const app = name.replace("/", "-");
  const args = [app, "--template", template, "--framework", framework, "--packages", tarballs];
  // One alone is measured too, as a newcomer's is.
  if (wanted.length > 1) args.push("--no-measure");
  await exec("create", folder, CREATE_MS, "node", [command, ...args, "--no-git"]);
  const cwd = join(folder, app);
  // The smoke test builds it.
  for (const script of ["lint", "types", "test", "smoke"])
    // oxlint-disable-next-line no-await-in-loop -- in turn: each may use the whole machine
    await exec(`npm run ${script}`, cwd, STEP_MS, "npm", ["run", "-s", script]);
  await runDeployed(cwd, env);
  const report = readFileSync(join(cwd, "REALTIME.md"), "utf8");
  if (wanted.length === 1 && !report.includes("| Lost, doubled"))
    throw new Error(`It was not measured:\n${report}`);
  if (wanted.length === 1) await holdBars(cwd);
}

/** A team's CI goes by how a report ends: 0 where a bar is met, 1 where one is missed. */
async function holdBars(cwd: string): Promise<void> {
  const short = ["run", "-s", "report", "--", "--clients", "5", "--seconds", "3"];
  await exec("a report within its bars", cwd, STEP_MS, "npm", [...short, "--max-p99", "10000"]);
  const missed = await exec("missed", cwd, STEP_MS, "npm", [...short, "--max-p99", "0.001"]).then(
    () => undefined,
    (error: Error) => (error.cause as { readonly code?: unknown }).code,
  );
  if (missed !== 1)
    throw new Error(`A report that misses a bar should exit 1, got ${String(missed)}`);
}

try {
  for (const one of [tarballs, join(folder, "create"), join(folder, "node")]) mkdirSync(one);
  const packed = await pack(tarballs);
  const own = packed.filter((file) => file.includes("create-alongside"));
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
  await npm("create", join(folder, "create"), CREATE_MS, "install", ...quiet, ...own);
  if (values.node !== undefined) {
    const node = `node@${values.node}`;
    await npm(node, join(folder, "node"), CREATE_MS, "install", ...quiet, node);
    const { stdout } = await exec("node", folder, STEP_MS, "node", ["--version"]);
    console.log(`with Node ${stdout.trim()}`);
  }
  for (const name of wanted) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await tryOut(name);
      console.log(`${name}: made, checked and seen in two windows, ${since()}`);
    } catch (error) {
      console.error(`${name}: FAILED, ${since()}\n${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
} finally {
  if (values.keep) console.log(`kept in ${folder}`);
  else rmSync(folder, { recursive: true });
}
