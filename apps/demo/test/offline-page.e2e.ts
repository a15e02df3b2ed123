import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "@alongside/server";
import { afterEach, expect, test } from "vitest";
import { Board } from "../src/board/definition.ts";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Cable, socketAt } from "./cable.ts";

const KEPT = { serviceWorkers: "allow" } as const;
const { open, join: joinBoard, server } = boardsFor("kept");

const undone: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undone.splice(0).toReversed()) await undo();
});

const untilKept = ({ page }: BoardPage): Promise<void> =>
  until("all pages are kept", () =>
    page.evaluate(() => navigator.serviceWorker.controller !== null),
  );

test("[R981] board, document and code load without a server, say so, and open once it is back", async () => {
  const [ada] = await open(1, KEPT);
  if (!ada) throw new Error("A page should be open");
  const { page } = ada;
  await untilKept(ada);
  await server().kill();
  for (const [path, thing] of [
    ["/", "board"],
    ["/document", "document"],
    ["/code", "file"],
  ] as const) {
    await page.goto(new URL(`${path}#elsewhere`, page.url()).href);
    await page.getByText("You are offline").waitFor();
    await page.getByText(`This ${thing} has never been open in this browser.`).waitFor();
    await page.getByText(`The ${thing} opens by itself`).waitFor();
  }
  await server().start();
  await page.waitForSelector("[data-status=live]");
  await expect.poll(() => page.locator(".cm-content").count()).toBe(1);
});

test("[R981] while the network is deaf, the page that is kept comes after three seconds", async () => {
  const [first] = await open(1);
  if (!first) throw new Error("A page should be open");
  const cable = await Cable.to(socketAt(first.page.url()));
  undone.push(() => cable.close());
  const ada = await joinBoard(first, KEPT);
  const url = cable.at(first.page.url());
  await ada.page.goto(url);
  await untilKept(ada);
  cable.deafen();
  await ada.page.goto(url, { waitUntil: "commit" });
  await ada.page.waitForSelector(".top-bar");
  expect(await ada.page.locator(".room-panel").count()).toBe(1);
});

test("[R982] a newer page is offered, comes when one takes it, and at each load", async () => {
  const [ada] = await open(1);
  if (!ada) throw new Error("A page should be open");
  const cable = await Cable.to(socketAt(ada.page.url()));
  undone.push(() => cable.close());
  const ben = await joinBoard(ada, KEPT);
  const { page } = ben;
  await page.goto(cable.at(ada.page.url()));
  await untilKept(ben);
  const offer = page.getByText("There is a newer version.");
  expect(await offer.count()).toBe(0);
  const script = (): Promise<string> =>
    page.$eval("script[type=module][src]", (one) => one.getAttribute("src") ?? "");
  const before = await script();

  const folder = await newerBuild();
  undone.push(() => rm(folder, { recursive: true }));
  const newer = createServer({ rooms: [Board], files: folder, hashedFiles: "assets" });
  const { port } = await newer.listen(0);
  undone.push(() => newer.close());
  cable.pull();
  cable.plug({ port, host: "127.0.0.1" });
  // Which a look at the page after an hour, or after another one, does.
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it?.update()));
  await offer.waitFor();
  expect(await script()).toBe(before);
  await page.getByRole("button", { name: "Reload" }).click();
  await page.waitForSelector("[data-status=live]");
  expect(await script()).not.toBe(before);
  // The worker is as new as the page now.
  await page.reload();
  await page.waitForSelector("[data-status=live]");
  expect(await offer.count()).toBe(0);

  // Back to the first: whoever loads the page has that at once, whatever is kept.
  cable.pull();
  cable.plug(socketAt(ada.page.url()));
  await page.reload();
  await page.waitForSelector("[data-status=live]");
  expect(await script()).toBe(before);
});

/** A folder with the build, in which every script and style has another hash, as after a change of what all of them import. */
async function newerBuild(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-newer-"));
  await cp(fileURLToPath(new URL("../dist", import.meta.url)), folder, { recursive: true });
  const files = await readdir(folder, { recursive: true });
  const hashed = files
    .filter((file) => /^assets\/.+\.(js|css)$/.test(file))
    .map((file) => basename(file));
  const newer = (text: string): string =>
    hashed.reduce((all, name) => all.replaceAll(name, name.replace(/(?=\.\w+$)/, "Newer")), text);
  for (const file of files) {
    const path = join(folder, file);
    if (/\.(br|gz)$/.test(file)) await rm(path);
    else if (/\.(html|js|css)$/.test(file)) {
      const source = newer(await readFile(path, "utf8"));
      await writeFile(path, source.replace(/version:`\w+`/, "version:`newer`"));
      await rename(path, join(folder, newer(file)));
    }
  }
  return folder;
}
