import { expect, test } from "@playwright/test";

test("two windows see each other's notes, letters and locks", async ({ browser }) => {
  const [ann, ben] = await Promise.all([browser.newPage(), browser.newPage()]);
  await ann.goto("/?room=smoke");
  await ben.goto("/?room=smoke");
  await ann.getByRole("button", { name: "Note" }).click();
  const note = ben.locator(".shape");
  await expect(note).toHaveCount(1);

  await ann.locator(".shape textarea").fill("Hello, Ben");
  await expect(note.locator("textarea")).toHaveValue("Hello, Ben");

  const before = await ann.locator(".shape").boundingBox();
  const grip = await note.locator(".grip").boundingBox();
  if (before === null || grip === null) throw new Error("The note is nowhere");
  await ben.mouse.move(grip.x + 20, grip.y + 5);
  await ben.mouse.down();
  await ben.mouse.move(grip.x + 120, grip.y + 55, { steps: 5 });
  await ben.mouse.up();
  await expect
    .poll(async () => (await ann.locator(".shape").boundingBox())?.x)
    .toBeCloseTo(before.x + 100, -1);

  await ann.locator(".grip").click();
  await ann.getByRole("button", { name: "Lock" }).click();
  await note.locator(".grip").click();
  await ben.getByRole("button", { name: "Delete" }).click();
  await expect(ben.locator(".refused")).toContainText("This shape is locked");
  await expect(note).toHaveCount(1);
});
