// `npm run apps [-- NAME…]`: packs the packages, and in a temporary folder installs them into each app of `fixtures/apps`, builds it,
// starts it, and looks at two pages of it in Chromium. Needs the npm registry.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";

import { launchChromium } from "./chromium.ts";
import { ENV, install, npm, pack } from "./npm.ts";

const root = join(import.meta.dirname, "..");
const fixtures = join(root, "fixtures/apps");
const folder = mkdtempSync(join(tmpdir(), "alongside-apps-"));
const tarballs = join(folder, "tarballs");
const BUILD_MS = 120_000;
const START_MS = 30_000;

/** What each app shows at which path: `rendered` is in the HTML that the server sends, before any script runs. */
const PAGES: {
  readonly [app: string]: readonly { path: string; rendered: (n: number) => string }[];
} = {
  vanilla: [{ path: "/", rendered: () => "loading" }],
  react: [{ path: "/", rendered: (n) => `${n} votes` }],
  next: [
    { path: "/", rendered: () => "loading" },
    { path: "/rendered", rendered: (n) => `${n} votes` },
  ],
};

function check(ok: boolean, what: string): void {
  if (!ok) throw new Error(what);
}

/** Starts an app; resolves with the address it prints, and what ends it. */
function start(cwd: string): Promise<{ readonly url: string; readonly stop: () => void }> {
  const child = spawn("npm", ["start"], {
    cwd,
    env: ENV,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
  };
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string): void => {
      stop();
      reject(new Error(`npm start ${why}:\n${said}`));
    };
    const timer = setTimeout(() => fail(`printed no address in ${START_MS / 1000} s`), START_MS);
    const hear = (data: Buffer): void => {
      said += data.toString();
      const url = /listening on (http:\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve({ url, stop });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

async function open(browser: Browser, url: string, errors: string[]): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // Nobody has made an icon for these.
    if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico"))
      errors.push(message.text());
  });
  await page.goto(url);
  return page;
}

async function sees(page: Page, words: string): Promise<void> {
  await page
    .locator("#votes")
    .filter({ hasText: new RegExp(`^${words}$`) })
    .waitFor({ timeout: 10_000 });
}

/** Two people on one page after the other of the app: what one votes the other sees. */
async function look(browser: Browser, name: string, url: string): Promise<void> {
  const errors: string[] = [];
  let votes = 0;
  for (const { path, rendered } of PAGES[name] ?? []) {
    const html = await (await fetch(url + path)).text();
    const words = `<p id="votes">${rendered(votes)}</p>`;
    check(html.includes(words), `${path} should be sent with ${words}, got ${html.slice(0, 2000)}`);
    const ann = await open(browser, url + path, errors);
    const bob = await open(browser, url + path, errors);
    await sees(ann, `${votes} votes`);
    await sees(bob, `${votes} votes`);
    for (const page of [ann, bob]) await page.locator("#vote:enabled").click();
    votes += 2;
    for (const page of [ann, bob]) await sees(page, `${votes} votes`);
    check(errors.length === 0, `${path} logged ${errors.join("\n")}`);
    await ann.context().close();
    await bob.context().close();
  }
}

async function prepare(name: string, packed: readonly string[]): Promise<void> {
  const cwd = join(folder, name);
  cpSync(join(fixtures, name), cwd, { recursive: true });
  await install(name, cwd, ...packed);
  await npm(`${name}: npm run build`, cwd, BUILD_MS, "run", "build");
}

const chosen = process.argv.slice(2);
const names = Object.keys(PAGES).filter((name) => chosen.length === 0 || chosen.includes(name));
const began = performance.now();
const since = (): string => `${((performance.now() - began) / 1000).toFixed(0)} s`;

try {
  mkdirSync(tarballs);
  const packed = await pack(tarballs);
  const browser = await launchChromium();
  try {
    for (const name of names) {
      try {
        await prepare(name, packed);
        console.log(`${name}: installed and built, ${since()}`);
        const { url, stop } = await start(join(folder, name));
        try {
          await look(browser, name, url);
        } finally {
          stop();
        }
        console.log(`${name}: two people see each other's votes, ${since()}`);
      } catch (error) {
        console.error(`${name}: FAILED, ${since()}\n${(error as Error).message}`);
        process.exitCode = 1;
      }
    }
  } finally {
    await browser.close();
  }
} finally {
  rmSync(folder, { recursive: true });
}
