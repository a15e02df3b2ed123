import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { findings } from "./findings.ts";

const { open } = boardsFor("activity");

test("[R1860, R1861, R1862] what is done on a board is listed beside it as it is done, waits while it is read, and leads to the shape; axe finds nothing", async () => {
  const [ada, ben] = await open(2, { reducedMotion: "reduce" });
  if (!ada || !ben) throw new Error("Two pages should be open");
  const { page } = ada;
  await page.getByRole("button", { name: "Activity", exact: true }).click();
  const feed = page.getByRole("feed", { name: "Activity" });
  const words = () => feed.locator(".alongside-activity-words").allTextContents();
  await page.getByText("Nothing has happened here yet").waitFor();
  for (const x of [150, 300])
    await ben.draw("r", [
      [x, 250],
      [x + 100, 330],
    ]);
  await until(
    "both are one line",
    async () => (await words())[0]?.endsWith("added 2 shapes") === true,
  );
  await feed.hover();
  await ben.page.keyboard.press("Delete");
  await page.getByRole("button", { name: "1 new" }).waitFor();
  expect(await words()).toHaveLength(1);
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: "1 new" }).click();
  await until("it is there", async () => (await words())[0]?.endsWith("deleted a shape") === true);
  await feed.getByRole("button", { name: /added 2 shapes$/ }).click();
  await page
    .getByRole("toolbar", { name: "Selection" })
    .or(page.locator(".selection"))
    .first()
    .waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await findings(page)).toEqual([]);
});
