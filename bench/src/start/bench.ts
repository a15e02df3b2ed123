import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { start } from "../../../scripts/apps/start.ts";
import { launchChromium } from "../../../scripts/chromium.ts";
import { ENV, npm, pack } from "../../../scripts/npm.ts";
import type { Findings } from "../result.ts";
import { median } from "../stats.ts";

const WARM_RUNS = 3;
const MOST_MS = 300_000;

interface Measured {
  /** The command without installing, in s. */
  readonly command: number;
  /** The command with `npm install`, in s. */
  readonly installed: number;
  /** From the command until what is done in one window is seen in the other, in s. */
  readonly live: number;
}

/**
 * A newcomer: `npm create alongside` of the packed packages, `npm run dev`, two windows, and a note that one of them makes and the other
 * shows. Once with an empty cache of npm, then with that cache. Needs the npm registry.
 */
export async function run(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-bench-start-"));
  // Whoever starts a browser for this has it open already.
  const browser = await launchChromium();
  try {
    for (const name of ["tarballs", "create"]) mkdirSync(join(folder, name));
    const tarballs = await pack(join(folder, "tarballs"));
    const own = tarballs.filter((file) => file.includes("create-alongside"));
    const quiet = ["--no-audit", "--no-fund"];
    await npm("create", join(folder, "create"), MOST_MS, "install", ...quiet, ...own);
    const cold = await newcomer(browser, folder, "cold");
    const warm: Measured[] = [];
    for (let i = 0; i < WARM_RUNS; i++) warm.push(await newcomer(browser, folder, `warm-${i}`));
    const of = (figure: keyof Measured): number => median(warm.map((one) => one[figure]));
    const row = (what: string, figures: Measured): Findings["rows"][number] => ({
      what,
      figures: {
        "s command alone": figures.command,
        "s with npm install": figures.installed,
        "s until two windows are live": figures.live,
      },
    });
    const usual = { command: of("command"), installed: of("installed"), live: of("live") };
    return {
      runs: WARM_RUNS,
      rows: [row("npm's cache is empty (once)", cold), row("npm's cache is there", usual)],
      bars: [
        { name: "start-cold-s", value: cold.live, limit: 60, better: "lower" },
        { name: "start-warm-s", value: usual.live, limit: 30, better: "lower" },
        { name: "start-command-s", value: usual.command, limit: 5, better: "lower" },
      ],
      versions: { chromium: browser.version() },
    };
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function newcomer(browser: Browser, folder: string, name: string): Promise<Measured> {
  const command = join(folder, "create/node_modules/create-alongside/dist/main.js");
  const env = { ...ENV, npm_config_cache: join(folder, "cache") };
  const create = async (...more: readonly string[]): Promise<number> => {
    const args = [command, "--packages", "tarballs", "--no-measure", "--no-git", ...more];
    const began = performance.now();
    await promisify(execFile)(process.execPath, args, { cwd: folder, env, timeout: MOST_MS });
    return (performance.now() - began) / 1000;
  };
  const alone = await create(`${name}-alone`, "--no-install");
  const began = performance.now();
  const installed = await create(name);
  const { url, stop } = await start(join(folder, name), "npm", "run", "dev");
  // Two people, each with a browser of their own.
  const [ann, ben] = await Promise.all([browser.newContext(), browser.newContext()]);
  try {
    const [hers, his] = await Promise.all([ann.newPage(), ben.newPage()]);
    await Promise.all([hers.goto(url), his.goto(url)]);
    await hers.getByRole("button", { name: "Note" }).click();
    await his.locator(".shape").waitFor();
    return { command: alone, installed, live: (performance.now() - began) / 1000 };
  } finally {
    stop();
    await Promise.all([ann.close(), ben.close()]);
  }
}
