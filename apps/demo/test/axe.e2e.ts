import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { boardsFor } from "./boards.ts";

const { server, open, joinAt } = boardsFor("axe");

/** What axe finds wrong on a page, each as its rule and where. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => {
    const { axe: there } = globalThis as unknown as { readonly axe: typeof axe };
    return there.run();
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

test.each(["light", "dark"] as const)(
  "[R1302] axe finds nothing on the gallery, the board and the document in %s",
  async (colorScheme) => {
    const gallery = await joinAt(`${server().url}/gallery`);
    // What is on its way in is not as it will be.
    await gallery.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await gallery.page.waitForSelector(".alongside-more");
    expect(await findings(gallery.page)).toEqual([]);
    await gallery.page.click(".alongside-more");
    await gallery.page.waitForSelector(".alongside-row");
    expect(await findings(gallery.page)).toEqual([]);
    const [board] = await open(2, { colorScheme, reducedMotion: "reduce" });
    await board?.writeNote("A note");
    expect(board && (await findings(board.page))).toEqual([]);
    const document = await joinAt(`${server().url}/document#axe-${colorScheme}`);
    await document.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await document.page.click(".ql-editor");
    await document.page.keyboard.type("A line");
    expect(await findings(document.page)).toEqual([]);
  },
);
