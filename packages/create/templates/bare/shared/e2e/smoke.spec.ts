import { expect, test } from "@playwright/test";

test("two windows see each other's votes", async ({ browser }) => {
  const [ann, ben] = await Promise.all([browser.newPage(), browser.newPage()]);
  await ann.goto("/?room=smoke");
  await ben.goto("/?room=smoke");
  await ann.getByRole("button", { name: "Vote", exact: true }).click();
  await expect(ben.locator("output")).toHaveText("1");
  await ben.getByRole("button", { name: "Take one back" }).click();
  await expect(ann.locator("output")).toHaveText("0");
});
