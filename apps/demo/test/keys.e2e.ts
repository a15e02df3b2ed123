import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { join, openOne, openTwo } = boardsFor("keys");

const focused = (person: BoardPage): Promise<string> =>
  person.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");

/** What is said about the selection. */
const selected = (person: BoardPage): Promise<string> =>
  person.page.$eval(".unseen", (said) => said.textContent ?? "");

/** Ada writes in a note, and Ben has selected it. */
async function openNote(text: string): Promise<[BoardPage, BoardPage]> {
  const [ada, ben] = await openTwo();
  await ada.writeNote(text);
  await until("Ben sees it", async () => (await ben.names()).join() === `yellow note ${text}`);
  await ben.page.mouse.click(500, 400);
  return [ada, ben];
}

test("[R492, R796] when the note under a caret is deleted, typing goes nowhere, its writer is told by whom, and Restore lets them write on", async () => {
  const [ada, ben] = await openNote("Buy tea");
  await ben.page.keyboard.press("Delete");
  await ada.page.waitForSelector(".gone-notice");
  const name = await ben.page.getAttribute(".avatars [title$='(you)']", "title");
  expect(await ada.page.textContent(".gone-notice p")).toBe(
    `${name?.replace(" (you)", "")} deleted this note while you wrote in it. What you type goes nowhere until you click.`,
  );
  await ada.page.keyboard.type("r and rum, n o p");
  for (const key of ["Enter", "Backspace", "Control+a", "Delete", "Control+z", " "])
    await ada.page.keyboard.press(key);
  await ada.untilSaved();
  expect(await ada.names()).toEqual([]);
  expect(
    await ada.page
      .getByRole("button", { name: "Select", exact: true })
      .getAttribute("aria-pressed"),
  ).toBe("true");

  await ada.page.keyboard.press("Tab");
  await ada.page.keyboard.press("Enter");
  await ada.page.waitForSelector(".gone-notice", { state: "detached" });
  await ada.page.keyboard.type(" and milk");
  await until(
    "Ben sees it again",
    async () => (await ben.names()).join() === "yellow note Buy tea and milk",
  );
  expect(await ada.page.$(".toast")).toBeNull();
});

test("[R492] on a phone the notice speaks of a tap, and a tap ends it", async () => {
  const ben = await openOne();
  const viewport = { width: 390, height: 844 };
  const phone = await join(ben, { viewport, hasTouch: true, isMobile: true });
  await phone.page.keyboard.press("n");
  await phone.page.touchscreen.tap(195, 400);
  await phone.page.keyboard.type("Buy tea");
  await until("Ben sees it", async () => (await ben.names()).length === 1);
  await ben.page.keyboard.press("Control+a");
  await ben.page.keyboard.press("Delete");
  const notice = phone.page.locator(".gone-notice p");
  expect(await notice.textContent()).toContain("goes nowhere until you tap.");
  await phone.page.touchscreen.tap(195, 600);
  await expect.poll(() => notice.textContent()).not.toContain("goes nowhere");
});

test("[R492] letters on their way when a note is deleted are no command either, and a note that comes back by the other's undo is written on", async () => {
  const [ada, ben] = await openNote("x");
  await Promise.all([
    ada.page.keyboard.type("horn approval ".repeat(4), { delay: 10 }),
    ben.page.keyboard.press("Delete"),
  ]);
  await ada.page.waitForSelector(".gone-notice");
  expect(await ada.names()).toEqual([]);
  await ben.page.keyboard.press("Control+z");
  await ada.page.waitForSelector(".text-editor textarea");
  expect(await ada.page.$(".gone-notice")).toBeNull();
  await ada.page.keyboard.type("!");
  await until("Ben reads it", async () => /^yellow note x.*!$/.test((await ben.names()).join()));
  await ada.untilSaved();
  expect(await ada.page.$(".toast")).toBeNull();
});

test("[R492] a click ends it, and keys are the board's again", async () => {
  const [ada, ben] = await openNote("x");
  await ben.page.keyboard.press("Delete");
  await ada.page.waitForSelector(".gone-notice");
  await ada.page.keyboard.press("r");
  await ada.page.mouse.click(300, 300);
  await ada.page.keyboard.press("r");
  await ada.page.keyboard.press("Enter");
  expect(await ada.names()).toEqual(["slate rectangle"]);
  await ada.page.getByRole("button", { name: "Dismiss" }).click();
  expect(await ada.page.$(".gone-notice")).toBeNull();
});

test("[R493, R783] Tab and arrows reach shapes, Escape and Tab leave the board, Enter follows a focused link, and ? shows the keys", async () => {
  const ada = await openOne();
  for (const x of [300, 500]) {
    await ada.draw("r", [
      [x, 300],
      [x + 100, 400],
    ]);
  }
  await ada.page.keyboard.press("Escape");
  await ada.page.mouse.click(900, 600);
  await ada.page.keyboard.press("Tab");
  expect(await selected(ada)).toBe("Selected: slate rectangle, 1 of 2");
  await ada.page.keyboard.press("Tab");
  expect(await selected(ada)).toBe("Selected: slate rectangle, 2 of 2");
  await ada.page.keyboard.press("Shift+Tab");
  const before = await ada.page.locator("[data-shape]").first().boundingBox();
  await ada.page.keyboard.press("Shift+ArrowRight");
  const after = await ada.page.locator("[data-shape]").first().boundingBox();
  expect((after?.x ?? 0) - (before?.x ?? 0)).toBe(10);
  expect(await focused(ada)).toMatch(/^Board/);
  await ada.page.keyboard.press("Escape");
  await ada.page.keyboard.press("Tab");
  expect(await focused(ada)).not.toMatch(/^Board/);
  expect(await selected(ada)).toBe("");

  await ada.page.keyboard.press("?");
  await ada.page.getByText("show or hide this").waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByText("show or hide this").waitFor({ state: "hidden" });

  const cdp = await ada.context.newCDPSession(ada.page);
  for (const type of ["keyDown", "keyUp"] as const)
    await cdp.send("Input.dispatchKeyEvent", { type, key: "щ", code: "KeyO", text: "щ" });
  await until(
    "the ellipse is at hand",
    async () =>
      (await ada.page.getByRole("button", { name: "Ellipse" }).getAttribute("aria-pressed")) ===
      "true",
  );

  await ada.page.getByRole("link", { name: "Document" }).first().focus();
  await ada.page.keyboard.press("Enter");
  await until("it is the document", () => Promise.resolve(ada.page.url().includes("doc")));
});
