import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { boardsFor } from "./boards.ts";

const { openOne, server } = boardsFor("refused");

test("[R986] what was not accepted stays in the list when its message goes, and is written anew, discarded and saved as a file", async () => {
  const { page, ...ada } = await openOne();
  const { keyboard, mouse } = page;
  const panel = page.getByRole("dialog", { name: "What is saved" });
  const items = panel.getByRole("list").getByRole("listitem");
  await keyboard.press("n");
  await mouse.click(500, 400);
  await keyboard.type("one two three");
  await keyboard.insertText(` ${"x".repeat(1990)}`);
  await page.locator(".toast").waitFor();
  await keyboard.press("Escape");
  await page.locator(".toast").waitFor({ state: "detached" });
  await keyboard.press("Escape");

  await page.getByRole("button", { name: "1 not accepted" }).focus();
  await keyboard.press("Enter");
  await panel.getByText("There is more text than fits here.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("button", { name: "Save a copy of these" }).click(),
  ]);
  const file = JSON.parse(await readFile(await download.path(), "utf8")) as {
    readonly words: string;
    readonly refused: readonly { readonly code: string }[];
  };
  expect(file.words).toBe(` ${"x".repeat(1990)}`);
  expect(file.refused.map(({ code }) => code)).toEqual(["text.too-long"]);

  await panel.getByRole("button", { name: "Edit" }).click();
  await panel.getByLabel("What is sent instead").fill(" four");
  await panel.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => items.count()).toBe(0);
  await keyboard.press("Escape");
  await expect.poll(() => panel.isVisible()).toBe(false);
  await expect.poll(() => page.textContent("[data-shape]")).toContain("one two three four");

  await mouse.click(500, 400);
  await keyboard.press("l");
  await keyboard.press("ArrowRight");
  await page.locator(".toast").waitFor();
  await page.locator(".status button").click();
  await panel.getByText("This note is locked. Unlock it to change it.").waitFor();
  await panel.getByRole("button", { name: "Retry" }).click();
  await panel.getByText("This note is locked.").waitFor();
  await panel.getByRole("button", { name: "Discard" }).click();
  await expect.poll(() => items.count()).toBe(0);
  expect(ada.errors).toEqual([]);
});

test("[R986] what waits to be sent is listed in words, and on a phone too", async () => {
  const ada = await openOne();
  const { page } = ada;
  await page.setViewportSize({ width: 390, height: 844 });
  await server().kill();
  await ada.draw("o", [
    [60, 200],
    [140, 280],
  ]);
  await page.keyboard.press("n");
  await page.mouse.click(200, 500);
  await page.keyboard.type("milk");
  await page.keyboard.press("Escape");
  await page.locator(".status button").click();
  const items = page.getByRole("dialog", { name: "What is saved" }).getByRole("listitem");
  await expect
    .poll(() => items.allTextContents())
    .toEqual(["A new ellipse", "A new note", "Wrote: milk"]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(overflow).toBe(390);
  await server().start();
  await ada.untilSaved();
  await expect.poll(() => items.count()).toBe(0);
});
