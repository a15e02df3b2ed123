import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { until } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Cable, socketAt } from "./cable.ts";
import { findings } from "./findings.ts";

const { open, openOne, joinAt } = boardsFor("talk");

let cable: Cable | undefined;
afterEach(async () => {
  await cable?.close();
  cable = undefined;
});

const said = (page: Page): Promise<string[]> =>
  page.locator(".talk-panel .alongside-log .alongside-post-text").allTextContents();

async function say(page: Page, text: string): Promise<void> {
  const field = page.locator(".talk-panel .alongside-composer textarea");
  await field.fill(text);
  await field.press("Enter");
}

const openChat = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Chat", exact: true }).first().click();

test("[R1770] what is said without a link is seen at once where it was written, keeps its place, and is there for all once the link is back", async () => {
  const ben = await openOne();
  cable = await Cable.to(socketAt(ben.page.url()));
  const ada = await joinAt(cable.at(ben.page.url()));
  await ada.page.emulateMedia({ reducedMotion: "reduce" });
  await openChat(ada.page);
  await openChat(ben.page);
  await say(ada.page, "first");
  await until("it came", async () => (await said(ben.page)).length === 1);
  cable.pull();
  await say(ada.page, "from afar");
  await say(ada.page, "and more");
  expect(await said(ada.page)).toEqual(["first", "from afar", "and more"]);
  expect(await ada.page.locator("[data-state=pending]").count()).toBe(2);
  await say(ben.page, "meanwhile");
  await until("it is there", async () => (await said(ben.page)).length === 2);
  cable.plug();
  await until("all is there", async () => (await said(ben.page)).length === 4);
  const all = ["first", "meanwhile", "from afar", "and more"];
  expect(await said(ben.page)).toEqual(all);
  await until(
    "nothing waits",
    async () => (await ada.page.locator("[data-state=pending]").count()) === 0,
  );
  expect(await said(ada.page)).toEqual(all);
  expect(await findings(ada.page)).toEqual([]);
});

test("[R1771] a thread stands at its shape, goes with it, and is there when somebody else deletes that; axe finds nothing", async () => {
  const [ada, ben] = await open(2, { reducedMotion: "reduce" });
  if (!ada || !ben) throw new Error("Two pages should be open");
  await ada.draw("r", [
    [300, 250],
    [420, 330],
  ]);
  await ada.page.getByRole("button", { name: "Comment", exact: true }).click();
  await say(ada.page, "is this right?");
  const pin = ben.page.locator(".comment-pin");
  await pin.waitFor();
  const before = await pin.boundingBox();
  await ada.drag([
    [360, 290],
    [420, 350],
  ]);
  await until("it moved with the shape", async () => {
    const now = await pin.boundingBox();
    return now !== null && before !== null && Math.round(now.x - before.x) === 60;
  });
  await pin.click();
  await say(ben.page, "no");
  await until("the answer came", async () => (await said(ada.page)).includes("no"));
  await ben.page.locator(".canvas").focus();
  await ben.page.keyboard.press("Escape");
  await ben.page.mouse.click(430, 360);
  await ben.page.keyboard.press("Delete");
  await pin.waitFor({ state: "detached" });
  await ada.page.getByText("On a shape that was deleted").waitFor();
  expect(await said(ada.page)).toEqual(["no"]);
  await ada.page.getByRole("button", { name: "Comments", exact: true }).click();
  await ada.page.getByText("is this right?").waitFor();
  await ada.page.getByText("On a shape that was deleted").waitFor();
  expect(await findings(ada.page)).toEqual([]);
  await ada.page.emulateMedia({ colorScheme: "dark" });
  await ada.page.setViewportSize({ width: 390, height: 800 });
  expect(await findings(ada.page)).toEqual([]);
});

test("[R1948] a thread on words of a document and of code is marked there, opened by a click, and outlives the words", async () => {
  const ben = await openOne();
  for (const [path, editor] of [
    ["document", ".ql-editor"],
    ["code", ".cm-content"],
  ] as const) {
    const url = new URL(`/${path}${new URL(ben.page.url()).hash}`, ben.page.url()).href;
    await ben.page.goto(url);
    const { keyboard } = ben.page;
    await ben.page.locator(editor).click();
    await keyboard.type("Which ferry");
    await keyboard.press("Shift+Home");
    await ben.page.getByRole("button", { name: "Comment", exact: true }).click();
    await say(ben.page, "the late one");
    await until(
      "it is said",
      async () => (await ben.page.getByText("On “Which ferry”").count()) > 0,
    );
    // What is marked, and the middle of it.
    const marked = () =>
      ben.page.evaluate(() => {
        const [range] = CSS.highlights.get("commented") ?? [];
        const found = document.querySelector(".alongside-range") ?? (range as Range | undefined);
        const { x, y, width, height } = found?.getBoundingClientRect() ?? new DOMRect();
        const words = found instanceof Element ? found.textContent : String(found ?? "");
        return { words, x: x + width / 2, y: y + height / 2 };
      });
    await until("it is marked", async () => (await marked()).words === "Which ferry");
    await ben.page.getByRole("button", { name: "Close the chat" }).click();
    const { x, y } = await marked();
    await ben.page.mouse.click(x, y);
    await ben.page.getByText("the late one").waitFor();
    await ben.page.locator(editor).focus();
    await keyboard.press("Control+a");
    await keyboard.press("Delete");
    await ben.page.getByText("On “Which ferry”, which was deleted").waitFor();
    expect(await findings(ben.page)).toEqual([]);
  }
});
