import { expect, test } from "@playwright/test";

test("two windows talk, and who was elsewhere finds the answer in the inbox", async ({
  browser,
}) => {
  const [ann, ben] = await Promise.all([browser.newPage(), browser.newPage()]);
  await ann.goto("/?room=smoke");
  await ben.goto("/?room=smoke");
  await ben.getByLabel("Message").fill("Is anybody here?");
  await ben.getByLabel("Message").press("Enter");
  const posts = ann.locator(".post p");
  await expect(posts).toHaveText(["Is anybody here?"]);
  await ann.getByRole("button", { name: "👍" }).click();
  await expect(ben.getByRole("button", { name: "👍 1" })).toBeVisible();

  await ben.goto("/?room=elsewhere");
  await expect(ben.getByRole("button", { name: "Inbox, 0 new" })).toBeVisible();
  await ann.getByRole("button", { name: "Answer" }).click();
  await ann.getByLabel("Message").fill("I am");
  await ann.getByLabel("Message").press("Enter");
  await expect(posts.last()).toHaveText("I am");
  await ben.getByRole("button", { name: "Inbox, 1 new" }).click();
  await expect(ben.locator("#inbox a")).toHaveCount(1);
});
