import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { open, openTwo } = boardsFor("links", "document");

const card = (person: BoardPage): Locator => person.page.getByRole("dialog", { name: "Link" });

/** Writes a line with a link in its middle, another line, and leaves the caret at the end of that. */
async function writeLink(person: BoardPage): Promise<Locator> {
  const { page } = person;
  await page.click(".ql-editor");
  await page.keyboard.type("See the quay first.\nSecond line.\nThird line.");
  await page.locator(".ql-editor p").first().click();
  await page.keyboard.press("Home");
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
  for (let i = 0; i < 8; i++) await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Control+k");
  await page.getByLabel("Where the link leads").fill("example.com/quay");
  await page.keyboard.press("Enter");
  const link = page.locator(".ql-editor a");
  await link.waitFor();
  await page.keyboard.press("Control+End");
  await card(person).waitFor({ state: "hidden" });
  return link;
}

async function openOne(options = {}): Promise<BoardPage> {
  const [ada] = await open(1, options);
  if (!ada) throw new Error("A page should be open");
  return ada;
}

test("[R793] by keys: a caret in a link shows its card, Ctrl+K goes into it, Escape comes back and takes it away", async () => {
  const [ada, ben] = await openTwo();
  const { keyboard } = ada.page;
  await writeLink(ada);
  await keyboard.press("Control+Home");
  await card(ada).waitFor({ state: "hidden" });
  for (let i = 0; i < 8; i++) await keyboard.press("ArrowRight");
  await card(ada).waitFor();
  const address = card(ada).getByRole("link");
  expect(await address.getAttribute("href")).toBe("https://example.com/quay");
  expect(await address.getAttribute("rel")).toBe("noopener noreferrer");

  // Others write before it meanwhile.
  await ben.page.getByText("See the quay first.").waitFor();
  await ben.page.getByText("Third line.").waitFor();
  await ben.page.locator(".ql-editor p").first().click();
  await ben.page.keyboard.press("Home");
  await ben.page.keyboard.type("Ben: ");
  await ada.page.getByText("Ben: See the quay first.").waitFor();
  await keyboard.press("Control+k");
  await until("the focus is in the card", () =>
    address.evaluate((link) => link === document.activeElement),
  );
  await ben.page.keyboard.type("hello. ");
  await ada.page.getByText("Ben: hello. See").waitFor();
  await keyboard.press("Escape");
  await card(ada).waitFor({ state: "hidden" });
  await keyboard.type("!");
  await ada.page.getByText("See the !quay first.").waitFor();
  expect(await card(ada).isVisible()).toBe(false);

  // On a slow machine: keys that follow fast are the card's all the same.
  await ada.page.evaluate(() => {
    const frame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (fn) => frame((at) => setTimeout(() => fn(at), 300));
  });
  // It comes back with the key for it, or where the caret comes to the link anew.
  await keyboard.press("Control+k");
  await card(ada).waitFor();
  for (let i = 0; i < 3; i++) await keyboard.press("Tab");
  await keyboard.press("Enter");
  await ben.page.locator(".ql-editor a").waitFor({ state: "detached" });
  expect(await ben.page.locator(".ql-editor p").first().textContent()).toBe(
    "Ben: hello. See the !quay first.",
  );
  await card(ada).waitFor({ state: "hidden" });
});

test("[R425, R794] the pointer on a link shows its card, which copies, edits and removes it, and never covers the line being written", async () => {
  const ada = await openOne();
  const { page } = ada;
  const link = await writeLink(ada);
  // The caret is right below the link, where the card would be.
  await page.keyboard.press("ArrowUp");
  await link.hover();
  await card(ada).waitFor();
  const box = await card(ada).boundingBox();
  const line = await link.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(line?.y ?? 0);
  await page.keyboard.type(" More.");
  await card(ada).waitFor({ state: "hidden" });

  await page.mouse.move(5, 400);
  await link.hover();
  // It stays for as long as the pointer is over it.
  await card(ada).hover();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await card(ada).isVisible()).toBe(true);
  await ada.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await card(ada).getByRole("button", { name: "Copy the address" }).click();
  await card(ada).getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    "https://example.com/quay",
  );
  await card(ada).getByRole("button", { name: "Edit this link" }).click();
  const field = page.getByLabel("Where the link leads");
  expect(await field.inputValue()).toBe("https://example.com/quay");
  for (const wrong of ["javascript:alert(1)", "data:text/html,x", "vbscript:x"]) {
    await field.fill(wrong);
    await page.keyboard.press("Enter");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
  }
  await field.fill("+49 30 1234567");
  await page.keyboard.press("Enter");
  await page.locator(".ql-editor a[href='tel:+49301234567']").waitFor();
  await page.mouse.move(5, 400);
  await link.hover();
  await card(ada).getByRole("button", { name: "Remove this link" }).click();
  await link.waitFor({ state: "detached" });
  expect(await page.locator(".ql-editor p").first().textContent()).toBe("See the quay first.");
});

test("[R425] on a phone a tap in a link shows its card, between the bars", async () => {
  const ada = await openOne({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const link = await writeLink(ada);
  await link.tap();
  await card(ada).waitFor();
  const box = await card(ada).boundingBox();
  const line = await link.boundingBox();
  if (!box || !line) throw new Error("Both should be there");
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  expect(box.y >= line.y + line.height || box.y + box.height <= line.y).toBe(true);
  await card(ada).getByRole("button", { name: "Remove this link" }).tap();
  await link.waitFor({ state: "detached" });
});
