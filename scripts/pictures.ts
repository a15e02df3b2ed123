// `npm run pictures`: the demo as it looks with its example and three people in it: docs/images/home.png, board.png and document.png.
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";

import { RealServer } from "../apps/demo/test/real-server.ts";
import { launchChromium } from "./chromium.ts";

const FOLDER = join(import.meta.dirname, "../docs/images");
const ROOM = "spring-launch";

process.env["ALONGSIDE_EXAMPLE"] = "yes";
const server = await RealServer.start();
const browser = await launchChromium();
try {
  const ann = await open(browser, `/#${ROOM}`, { name: "Ann Lee", color: "#6213ab" });
  const bob = await open(browser, `/#${ROOM}`, { name: "Bob Kern", color: "#bc157a" });
  const cleo = await open(browser, `/document#${ROOM}`, { name: "Cleo Roux", color: "#056e9d" });
  await cleo.locator(".ql-editor p").first().click();
  await cleo.keyboard.press("End");
  const home = await open(browser, "/", { name: "Dora Falk", color: "#666800" });
  await home.getByRole("group", { name: "2 there now" }).waitFor();
  await home.getByRole("feed").getByRole("article").first().waitFor();
  await keep(home, "home");

  await bob.mouse.click(780, 320);
  await bob.mouse.move(835, 340, { steps: 10 });
  await ann.getByRole("button", { name: /Comment by Maya Chen/ }).click();
  await ann.getByText("Three days is a weekend").waitFor();
  await ann.locator(".alongside-tag", { hasText: "Bob Kern" }).first().waitFor();
  await ann.mouse.move(620, 700);
  await keep(ann, "board");

  const dora = home;
  await dora.goto(`${server.url}/document#${ROOM}`);
  await dora.locator(".alongside-tag, .alongside-caret").first().waitFor({ state: "attached" });
  await dora.getByRole("button", { name: /^Chat/ }).click();
  await dora.getByRole("button", { name: "Comments", exact: true }).click();
  await dora.getByText("Denmark alone").waitFor();
  await keep(dora, "document");
} finally {
  await browser.close();
  await server.remove();
}

/** Somebody's page, who has been here before. */
async function open(
  from: Browser,
  path: string,
  introduction: { readonly name: string; readonly color: string },
): Promise<Page> {
  const context = await from.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    serviceWorkers: "block",
  });
  await context.addInitScript((who) => {
    if (location.protocol === "about:") return;
    localStorage.setItem("alongside.offered", "yes");
    localStorage.setItem("alongside:introduction", JSON.stringify(who));
  }, introduction);
  const page = await context.newPage();
  await page.goto(`${server.url}${path}`);
  await page.waitForSelector("[data-status=live]");
  return page;
}

/** A picture of a page, once what was said of who came has gone. */
async function keep(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".alongside-said-line") === null);
  await page.waitForTimeout(500);
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  console.log(path);
}
