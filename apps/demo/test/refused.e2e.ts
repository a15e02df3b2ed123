import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { boardsFor } from "./boards.ts";

const { openOne, openTabs, server } = boardsFor("refused");

test("[R986] what was not accepted stays in the list when its message goes, and is written anew, discarded and saved as a file", async () => {
  const ada = await openOne();
  const { page } = ada;
  const { keyboard, mouse } = page;
  const panel = page.getByRole("dialog", { name: "What is saved" });
  const items = panel.getByRole("list").getByRole("listitem");
  await keyboard.press("n");
  await mouse.click(500, 400);
  await keyboard.type("one two three");
  // Not sent together with what follows, which would be refused as one.
  await ada.untilSaved();
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
    readonly rooms: readonly { readonly changes: readonly { readonly code: string }[] }[];
  };
  expect(file.words).toBe(` ${"x".repeat(1990)}`);
  expect(file.rooms.map(({ changes }) => changes.map(({ code }) => code))).toEqual([
    ["text.too-long"],
  ]);

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
  // In one go: what is on the device already is not typed on, and letters come as slowly as the machine is.
  await page.keyboard.insertText("milk");
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

test("[R1025] [R1026] the panel says whether this browser keeps one's work, and signing out offers first what would be lost, then leaves nothing in any tab", async () => {
  const [ada, other] = await openTabs(2);
  if (!ada || !other) throw new Error("Two tabs should be open");
  const { page } = ada;
  const panel = page.getByRole("dialog", { name: "What is saved" });
  const guest = (): Promise<string | null> =>
    page.evaluate(() => localStorage.getItem("alongside:guest"));
  await ada.untilSaved();
  const before = await guest();
  await server().kill();
  await ada.draw("o", [
    [260, 200],
    [340, 280],
  ]);
  await page.locator(".status button").click();
  await panel.getByText("kept in this browser until it is sent").waitFor();
  await panel.getByRole("button", { name: "Sign out" }).click();
  const question = panel.getByRole("alertdialog", { name: "Sign out" });
  await question.getByText("One change is not on the server, and would be lost.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    question.getByRole("button", { name: "Save a copy" }).click(),
  ]);
  const file = JSON.parse(await readFile(await download.path(), "utf8")) as {
    readonly rooms: readonly { readonly changes: readonly { readonly state: string }[] }[];
  };
  expect(file.rooms.map(({ changes }) => changes.map(({ state }) => state))).toEqual([["waiting"]]);
  await question.getByRole("button", { name: "Sign out anyway" }).click();
  await page.getByText("You are signed out").waitFor();
  await other.page.locator(".status button").click();
  await other.page.getByText("you signed out in another tab").waitFor();
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await server().start();
  await page.getByRole("button", { name: "Start as a new guest" }).click();
  await ada.untilSaved();
  expect(await ada.shapes()).toEqual([]);
  expect(await guest()).not.toBe(before);
});
