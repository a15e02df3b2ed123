import { expect, test } from "@playwright/test";

test("two windows write in one document", async ({ browser }) => {
  const [ann, ben] = await Promise.all([browser.newPage(), browser.newPage()]);
  await ann.goto("/?room=smoke");
  await ben.goto("/?room=smoke");
  const [hers, his] = [ann.locator(".ql-editor"), ben.locator(".ql-editor")];
  await hers.click();
  await ann.keyboard.type("Hello");
  await expect(his).toHaveText("Hello");
  await his.click();
  await ben.keyboard.press("Control+End");
  await ben.keyboard.type(", Ann");
  await expect(hers).toHaveText("Hello, Ann");

  await ann.getByLabel("Title").fill("Plans");
  await ann.getByLabel("Title").press("Enter");
  await expect(ben.getByLabel("Title")).toHaveValue("Plans");

  await ann.getByRole("button", { name: "Make it final" }).click();
  await expect(ben.getByRole("button", { name: "Take that back" })).toBeVisible();
  await expect(his).toHaveAttribute("contenteditable", "false");
});
