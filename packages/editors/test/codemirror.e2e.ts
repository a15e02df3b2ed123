import { expect, test } from "vitest";
import { editorsPages } from "./support/editors-page.ts";

const pages = editorsPages();

test("[R223] three carets type, and it arrives as one edit", async () => {
  const page = await pages.open("a\nb\nc");
  await page.mount("codemirror", "ada");
  await page.focus("ada", 1);
  await page.page.evaluate(() => {
    window.stage.server.judge = (delta) => window.stage.judged.push(JSON.stringify(delta));
  });
  await page.page.keyboard.press("Control+Alt+ArrowDown");
  await page.page.keyboard.press("Control+Alt+ArrowDown");
  await page.page.keyboard.type("!");
  await page.edit("ben", ["> "]);
  await page.page.keyboard.press("Backspace");
  expect(await page.text()).toBe("> a\nb\nc");
  expect(await page.page.evaluate(() => window.stage.judged)).toEqual([
    '[1,"!",2,"!",2,"!"]',
    '["> "]',
    "[3,-1,2,-1,2,-1]",
  ]);
});

test("[R224] a document of 5 MB is read once, at the start; typing and others' edits in it cost what they change", async () => {
  const page = await pages.open("A line of some length, as programs have them.\n".repeat(113_000));
  await page.mount("codemirror", "ada");
  await page.focus("ada", 1_000_000);
  expect(await page.page.evaluate(() => document.querySelectorAll(".cm-line").length)).toBeLessThan(
    200,
  );
  // Time of the page's own thread, however busy the machine is.
  const devtools = await page.devtools();
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1000;
  };
  const before = await worked();
  const { reads, readAfter } = await page.page.evaluate(async () => {
    const { stage } = window;
    const count = stage.countLongReads();
    for (let i = 0; i < 100; i++) {
      stage.edit("ben", [(i * 50_021) % 5_000_000, "x"]);
      await stage.server.settle();
      // The next one is shown at once again.
      await stage.settle();
    }
    document.execCommand("insertText", false, "typed");
    await stage.settle();
    const during = count();
    stage.shown("ada");
    return { reads: during, readAfter: count() };
  });
  expect(reads).toBe(0);
  // A long read would have been counted.
  expect(readAfter).toBe(1);
  // An edit takes some milliseconds.
  expect(((await worked()) - before) / 100).toBeLessThan(20);
  expect(
    await page.page.evaluate(() => {
      const shown = window.stage.shown("ada");
      return shown === window.stage.server.text.toString() && shown.includes("typed");
    }),
  ).toBe(true);
});

test("[R709] an editor that was made with another document shows the shared text", async () => {
  const page = await pages.open("shared");
  await page.page.evaluate(() => window.stage.mount("codemirror", "ada", "ada", "its own"));
  await page.page.waitForFunction(() => window.stage.shown("ada") === "shared");
  expect(await page.text()).toBe("shared");
});
