// `npm run apps [-- NAME…]`: packs the packages, and in a temporary folder installs them into each app of `fixtures/apps`, builds it,
// starts it, and looks at two pages of it in Chromium. What is attached to a team's own server is visited by the client and over HTTP:
// Next, and each of `frameworks`. Needs the npm registry.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";

import { FRAMEWORKS, visit } from "./apps/frameworks.ts";
import { start } from "./apps/start.ts";
import { launchChromium } from "./chromium.ts";
import { install, npm, pack } from "./npm.ts";

const root = join(import.meta.dirname, "..");
const fixtures = join(root, "fixtures/apps");
const folder = mkdtempSync(join(tmpdir(), "alongside-apps-"));
const tarballs = join(folder, "tarballs");
const BUILD_MS = 120_000;

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

/** Has a person and a program visit what the app attached. */
async function visitNext(url: string): Promise<void> {
  cpSync(join(fixtures, "frameworks/visit.ts"), join(folder, "next/visit.ts"));
  await visit(join(folder, "next"), url);
}

/** Starts each framework's example as a process of its own. */
async function tryFrameworks(cwd: string): Promise<void> {
  for (const name of FRAMEWORKS) {
    const { url, stop } = await start(cwd, "node", `${name}.ts`);
    try {
      await visit(cwd, url);
    } finally {
      stop();
    }
    console.log(`${name}: a person and a program share a room, ${since()}`);
  }
}

async function prepare(name: string, packed: readonly string[]): Promise<void> {
  const cwd = join(folder, name);
  cpSync(join(fixtures, name), cwd, { recursive: true });
  await install(name, cwd, ...packed);
  await npm(`${name}: npm run build`, cwd, BUILD_MS, "run", "build");
}

const chosen = process.argv.slice(2);
const names = [...Object.keys(PAGES), "frameworks"].filter(
  (name) => chosen.length === 0 || chosen.includes(name),
);
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
        if (name === "frameworks") {
          await tryFrameworks(join(folder, name));
          continue;
        }
        const { url, stop } = await start(join(folder, name), "npm", "start");
        try {
          await look(browser, name, url);
          if (name === "next") await visitNext(url);
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
