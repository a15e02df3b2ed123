// `npm run picture`: two people at one board, each in a real browser window, as a moving picture: docs/images/two-windows.png.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";

import { RealServer } from "../apps/demo/test/real-server.ts";
import { launchChromium } from "./chromium.ts";
import { decodePng, encodeMovingPng, type Frame } from "./picture/png.ts";

/** What a page has, in its pixels, and how large these are in the picture. */
const WINDOW = { width: 760, height: 540 };
const SCALE = 0.8;
const SHOWN = { width: WINDOW.width * SCALE, height: WINDOW.height * SCALE };
const DESK = { width: 2 * SHOWN.width + 56, height: SHOWN.height + 64 };
/** Between two pictures, in ms, at least. */
const STEP_MS = 90;

const server = await RealServer.start();
const browser = await launchChromium();
try {
  const url = `${server.url}/board#two-windows`;
  const ann = await openWindow(browser, url, { name: "Ann", color: "#1767d1" });
  const bob = await openWindow(browser, url, { name: "Bob", color: "#c2410c" });
  const desk = await browser.newPage({ viewport: DESK });
  await desk.setContent(deskPage());
  await prepare(ann);
  await rest(4000); // until what is said of who came and who was selected has gone

  const frames: Frame[] = [];
  const play = act(ann, bob);
  const over = new AbortController();
  // What it throws is thrown where it is awaited.
  play.then(
    () => over.abort(),
    () => over.abort(),
  );
  let last = performance.now();
  while (!over.signal.aborted) {
    const windows = await Promise.all([ann, bob].map((page) => page.screenshot()));
    await desk.evaluate(
      showWindows,
      windows.map((png) => png.toString("base64")),
    );
    const pixels = decodePng(await desk.screenshot());
    await rest(Math.max(0, STEP_MS - (performance.now() - last)));
    const now = performance.now();
    frames.push({ pixels, ms: Math.round(now - last) });
    last = now;
  }
  await play;
  // Time to look at what came of it.
  frames.push({ ...frames.at(-1)!, ms: 2000 });
  const file = join(import.meta.dirname, "../docs/images/two-windows.png");
  const png = encodeMovingPng(frames);
  writeFileSync(file, png);
  console.log(`${frames.length} pictures, ${Math.round(png.length / 1024)} KB: ${file}`);
} finally {
  await browser.close();
  await server.remove();
}

async function openWindow(
  from: Browser,
  url: string,
  introduction: { readonly name: string; readonly color: string },
): Promise<Page> {
  const context = await from.newContext({
    viewport: WINDOW,
    deviceScaleFactor: SCALE,
    serviceWorkers: "block",
  });
  await context.addInitScript((who) => {
    if (location.protocol === "about:") return;
    localStorage.setItem("alongside.offered", "yes");
    localStorage.setItem("alongside:introduction", JSON.stringify(who));
    // A screenshot has no mouse pointer.
    addEventListener("DOMContentLoaded", () => {
      const pointer = document.createElement("div");
      pointer.style.cssText =
        "position:fixed;z-index:9999;pointer-events:none;left:-20px;top:-20px";
      pointer.innerHTML =
        '<svg width="18" height="18" viewBox="0 0 18 18"><path d="M2 1l12 9-6 1-3 6z" fill="#111" stroke="#fff"/></svg>';
      document.body.append(pointer);
      addEventListener(
        "pointermove",
        ({ clientX, clientY }) => {
          pointer.style.transform = `translate(${clientX + 18}px, ${clientY + 19}px)`;
        },
        true,
      );
    });
  }, introduction);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector("[data-status=live]");
  return page;
}

function deskPage(): string {
  const figure = (name: string): string =>
    `<figure><figcaption><i></i><i></i><i></i>${name}</figcaption><img></figure>`;
  return `<style>
    body { margin: 0; padding: 16px; display: flex; gap: 24px; background: #e7eaf0; font: 13px system-ui, sans-serif }
    figure { margin: 0; width: ${SHOWN.width}px; border-radius: 10px; overflow: hidden; background: #fff; box-shadow: 0 1px 2px #0003, 0 6px 16px #0002 }
    figcaption { display: flex; gap: 7px; align-items: center; height: 32px; padding: 0 12px; background: #f6f7f9; color: #333 }
    i { width: 11px; height: 11px; border-radius: 50%; background: #cfd4dc }
    i:last-of-type { margin-right: 8px }
    img { display: block }
  </style>${figure("Ann")}${figure("Bob")}`;
}

/** In the page of the desk. */
async function showWindows(windows: readonly string[]): Promise<void> {
  const images = [...document.querySelectorAll("img")];
  images.forEach((image, i) => (image.src = `data:image/png;base64,${windows[i]}`));
  await Promise.all(images.map((image) => image.decode()));
}

/** What is there when the picture begins. */
async function prepare(ann: Page): Promise<void> {
  await ann.getByLabel("Name of this board").fill("Launch");
  await ann.keyboard.press("Enter");
  await ann.keyboard.press("o");
  await drag(ann, [560, 150], [660, 215]);
  await ann.keyboard.press("a");
  await drag(ann, [420, 180], [550, 182]);
  await ann.keyboard.press("r");
  await drag(ann, [290, 140], [410, 220]);
  await ann.keyboard.press("Escape");
  await ann.mouse.move(120, 420);
}

/** What is seen: Ann writes a note, and goes on while Bob moves it; Bob draws, and Ann moves that. */
async function act(ann: Page, bob: Page): Promise<void> {
  await Promise.all([glide(ann, [120, 420], [190, 310]), glide(bob, [600, 420], [520, 330])]);
  await ann.keyboard.press("n");
  await ann.mouse.click(190, 300);
  await Promise.all([
    ann.keyboard.type("Ship it ", { delay: 110 }),
    glide(bob, [520, 330], [240, 370]),
  ]);
  await Promise.all([
    ann.keyboard.type("on Friday, all of us", { delay: 100 }),
    drag(bob, [240, 370], [480, 380]),
  ]);
  await ann.keyboard.press("Escape");
  await ann.keyboard.press("Escape");
  await bob.keyboard.press("Escape");
  await Promise.all([
    drag(ann, [350, 180], [180, 330]),
    glide(bob, [480, 380], [610, 183]).then(() => drag(bob, [610, 183], [650, 240])),
  ]);
  await Promise.all([ann, bob].map((page) => page.keyboard.press("Escape")));
  await rest(500);
}

async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await glide(page, from, to);
  await page.mouse.up();
}

type Place = readonly [x: number, y: number];

/** As a hand moves: slowly at both ends. */
async function glide(page: Page, [x, y]: Place, [toX, toY]: Place): Promise<void> {
  const steps = 16;
  for (let i = 1; i <= steps; i++) {
    const part = (1 - Math.cos((Math.PI * i) / steps)) / 2;
    await page.mouse.move(x + (toX - x) * part, y + (toY - y) * part);
    await rest(70);
  }
}
