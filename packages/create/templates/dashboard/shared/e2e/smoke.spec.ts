import { expect, test } from "@playwright/test";

test("two windows see live figures, and each other's notes and where they point", async ({
  browser,
}) => {
  const [ann, ben] = await Promise.all([browser.newPage(), browser.newPage()]);
  await ann.goto("/");
  await ben.goto("/");
  for (const page of [ann, ben])
    await expect(page.locator("[data-figure=people] output")).toHaveText("2.0", {
      timeout: 15_000,
    });

  await ann.getByLabel("Note").fill("A new version");
  await ann.getByLabel("Note").press("Enter");
  await expect(ben.locator(".notes li")).toContainText("A new version");
  await ben.getByRole("button", { name: "Take away" }).click();
  await expect(ben.locator(".refused")).toContainText("A note is of who wrote it");
  await expect(ann.locator(".notes li")).toHaveCount(1);

  await ann.locator("[data-figure=cpu] .u-over").hover({ position: { x: 120, y: 40 } });
  await expect(ben.locator("[data-figure=cpu] .pointer")).toHaveCount(1);
});
