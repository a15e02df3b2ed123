import { expect, test } from "@playwright/test";

test("two windows talk, and who was elsewhere finds the answer in the inbox", async ({
  browser,
}) => {
  const [ann, ben] = await Promise.all([browser.newPage(), browser.newPage()]);
  await ann.goto("/?room=smoke");
  await ben.goto("/?room=smoke");
  const composer = ".alongside-composer textarea";
  await ben.locator(composer).fill("Is anybody here?");
  await ben.locator(composer).press("Enter");
  const posts = ann.locator(".alongside-log .alongside-post-text");
  await expect(posts).toHaveText(["Is anybody here?"]);

  await ben.goto("/?room=elsewhere");
  await expect(ben.locator(".alongside-composer")).toBeVisible();
  await posts.first().hover();
  await ann.getByRole("button", { name: "Reply" }).first().click();
  await ann.locator(composer).last().fill("I am");
  await ann.locator(composer).last().press("Enter");
  await ben.getByRole("button", { name: "Notifications, 1 new" }).click();
  await expect(ben.locator(".alongside-inbox")).toContainText("smoke");
});
