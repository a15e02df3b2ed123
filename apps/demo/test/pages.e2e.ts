import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { BoardPage, until } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { server, openOne, openTwo, join, joinAt } = boardsFor("pages");

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What the page has loaded, in one string. */
const loaded = (person: BoardPage): Promise<string> =>
  person.page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name)
      .join(" "),
  );

test("[R236, R792] tabs lead to the board, document and code of one name, and back goes back", async () => {
  const ada = await openOne();
  const { hash } = new URL(ada.page.url());
  const follow = async (name: string, path: string): Promise<void> => {
    await ada.page.getByRole("navigation", { name: "Pages" }).getByText(name).click();
    await ada.page.waitForSelector(`[data-status=live]`);
    const url = new URL(ada.page.url());
    expect([url.pathname, url.hash]).toEqual([path, hash]);
  };
  await follow("Document", "/document");
  await ada.page.waitForSelector(".ql-editor");
  await follow("Code", "/code");
  await ada.page.waitForSelector(".cm-content");
  await follow("Board", "/");
  await ada.page.waitForSelector(".canvas");
  await ada.page.goBack();
  await ada.page.waitForSelector(".cm-content");
  const ben = await join(ada);
  await ben.page.waitForSelector(".cm-content");
});

test("[R1331, R1335] who comes and goes is told of; who is on another page of the name is seen with where they are, and a click goes there", async () => {
  const [ada, ben] = await openTwo();
  const self = await ben.page.getAttribute(".avatars [title$='(you)']", "title");
  expect(self).toContain("(you)");
  const name = self?.replace(" (you)", "") ?? "";
  await ada.page.getByRole("button", { name: `Go to ${name}`, exact: true }).waitFor();
  await ben.page.getByRole("navigation", { name: "Pages" }).getByText("Document").click();
  const there = ada.page.getByRole("button", { name: `${name}, in the document` });
  await there.click();
  await ada.page.waitForSelector(".ql-editor");
  expect(new URL(ada.page.url()).pathname).toBe("/document");
  await ada.page.getByRole("button", { name: `Go to ${name}`, exact: true }).waitFor();

  const phone = await join(ada, PHONE);
  const told = ada.page.locator(".alongside-said-line");
  await told.filter({ hasText: "joined" }).waitFor();
  await phone.page.getByRole("button", { name: "People here: 3" }).tap();
  const list = phone.page.getByRole("dialog", { name: "People here" });
  await list.getByText("you", { exact: true }).waitFor();
  await ben.page.getByRole("navigation", { name: "Pages" }).getByText("Code").click();
  await list.getByText("in the code").tap();
  await phone.page.waitForSelector(".cm-content");
  await phone.page.close();
  await told.filter({ hasText: "left" }).waitFor();
});

test("[R1333] whoever names no room gets one of their own with something in it, and a line that goes when somebody comes", async () => {
  const ada = await joinAt(`${server().url}/board`);
  const line = ada.page.getByRole("link", { name: "second window" });
  await line.waitFor();
  await until("there are samples", async () => (await ada.ids()).length > 4);
  expect(ada.page.url()).toMatch(/\/#[a-z]+-[a-z]+-\w{6}$/);
  expect(await ada.page.getByRole("button", { name: "Undo", exact: true }).isDisabled()).toBe(true);
  const ids = await ada.ids();
  await ada.untilSaved();
  await ada.page.reload();
  await line.waitFor();
  await expect.poll(() => ada.ids()).toEqual(ids);
  const ben = await join(ada);
  await line.waitFor({ state: "detached" });
  await expect.poll(() => ben.ids()).toEqual(ids);
  expect(await ben.page.locator(".welcome-line").count()).toBe(0);
  const cleo = await joinAt(`${server().url}/board`);
  expect(cleo.page.url()).not.toBe(ada.page.url());
});

test("[R1334] on the first visit a name and a colour are offered, once; others see them, and the next page has them still", async () => {
  const ada = await openOne();
  const context = await ada.context.browser()?.newContext({ serviceWorkers: "block" });
  if (!context) throw new Error("There should be a browser");
  const ben = await BoardPage.openIn(context, ada.page.url());
  const card = ben.page.getByRole("form", { name: "Your name and colour" });
  await card.getByLabel("Your name").fill("Ben  Franklin");
  await card.getByRole("button", { name: "Colour 4" }).click();
  await card.getByRole("button", { name: "That is me" }).click();
  await card.waitFor({ state: "detached" });
  await ada.page.getByRole("button", { name: "Ben Franklin" }).waitFor();
  await ben.page.mouse.move(500, 400);
  const cursor = ada.page.locator(".alongside-tag", { hasText: "Ben Franklin" });
  await expect
    .poll(() => cursor.evaluate((element) => element.style.getPropertyValue("--alongside-color")))
    .toBe("#2c8731");
  await ben.page.reload();
  const face = ben.page.getByRole("button", { name: "Ben Franklin (you)" });
  await face.waitFor();
  expect(await card.count()).toBe(0);
  await face.click();
  await card.getByLabel("Your name").fill("Benjamin");
  await ben.page.keyboard.press("Enter");
  await ada.page.getByRole("button", { name: "Benjamin" }).waitFor();
  await context.close();
});

test("[R239] the board loads neither the document's editor nor the code's", async () => {
  const ada = await openOne();
  await ada.page.waitForSelector(".canvas");
  expect(await loaded(ada)).toContain("BoardPage");
  expect(await loaded(ada)).not.toMatch(/DocumentPage|CodePage/);
  await ada.page.getByRole("navigation", { name: "Pages" }).getByText("Code").click();
  await until("the code page is loaded", async () => (await loaded(ada)).includes("CodePage"));
  expect(await loaded(ada)).not.toContain("DocumentPage");
});

test.each(["", "document", "code"])(
  "[R417] /%s shows its bars before any script, and its HTML names every script there is to load",
  async (path) => {
    const ada = await openOne();
    const page = await ada.context.newPage();
    const scripts = new Set<string>();
    let go = (): void => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route("**/*.{js,css}", async (route) => {
      scripts.add(new URL(route.request().url()).pathname);
      await held;
      await route.continue();
    });
    const url = new URL(`/${path}#bars`, ada.page.url()).href;
    await page.goto(url, { waitUntil: "commit" });
    const bar = await page.locator(".skeleton .room-panel").boundingBox();
    expect(bar?.height).toBeGreaterThan(40);
    go();
    await page.waitForSelector("[data-status=live]");
    expect(await page.locator(".skeleton").count()).toBe(0);
    const html = await (await fetch(url)).text();
    expect(scripts.size).toBeGreaterThan(3);
    // Another transport than WebSocket, what exports, what keeps steps, what says where a page looks, comments, the lobby, the bell and what is unread are asked for once the page is there.
    const later = [...scripts].filter(
      (name) =>
        !html.includes(name) &&
        !/\/(?:http|looking|unsent|undo-rows|CommentPins|(?:Code|Document)Marks|thread-ranges|InLobby|Unread|known-people|use-known|OwnBell|(?:open-)?inbox|read-marks|feed-of|use-feed|soft-locks|hooks|value|names)-/.test(
          name,
        ),
    );
    expect(later).toEqual([]);
    const sent = await fetch(new URL([...scripts][0] ?? "", url), {
      headers: { "Accept-Encoding": "br" },
    });
    expect(Object.fromEntries(sent.headers)).toMatchObject({
      "content-encoding": "br",
      "cache-control": "public,max-age=31536000,immutable",
    });
  },
);

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 1100, height: 800 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
] as const;

/** What a page has, before its scripts and after. */
const PLACES = {
  room: ".room-panel",
  title: ".title",
  people: ".people-panel",
  work: ".work, .sheet, .code-frame",
  bar: ".bar, .dock > .toolbar",
  undo: ".empty-page .undo, .undo-bar",
  zoom: ".empty-page .zoom, .zoom-bar",
  help: ".help-place, .help-button",
  beside: ".beside, nav.outline, .outline-button",
};

/** Where everything is that is seen of `PLACES`, at each size. */
async function placesIn(page: Page): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const boxes = await page.evaluate((places) => {
      const boxOf = (selector: string): DOMRect | undefined =>
        [...document.querySelectorAll(selector)]
          .map((element) => element.getBoundingClientRect())
          .find(({ width }) => width > 0);
      return Object.entries(places).map(([name, selector]) => {
        const { x, y, width, height } = boxOf(selector) ?? new DOMRect();
        return `${name} ${[x, y, width, height].map(Math.round).join(" ")}`;
      });
    }, PLACES);
    found.push({ size, boxes });
  }
  return found;
}

test.each(["", "document", "code"])(
  "[R427] what /%s shows before its scripts is where it stays, at every width",
  async (path) => {
    const ada = await openOne();
    const page = await ada.context.newPage();
    let go = (): void => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route("**/*.js", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(new URL(`/${path}#places-${path}`, ada.page.url()).href, {
      waitUntil: "commit",
    });
    await page.locator(".skeleton .room-panel").waitFor();
    const before = await placesIn(page);
    go();
    await page.waitForSelector("[data-status=live]");
    await expect.poll(() => placesIn(page)).toEqual(before);
  },
);

test("[R792] on a phone every page shows its name, and a menu leads to the others", async () => {
  const ada = await openOne();
  const phone = await join(ada, PHONE);
  const pages = [
    ["Board", "board"],
    ["Document", "document"],
    ["Code", "file"],
  ] as const;
  for (const [page, thing] of pages) {
    await phone.page.getByRole("button", { name: "Other pages" }).tap();
    await phone.page.getByRole("navigation", { name: "Pages" }).getByText(page).tap();
    const name = phone.page.getByLabel(`Name of this ${thing}`);
    await name.waitFor();
    await until("it is there", async () => (await name.inputValue()) !== "");
    const box = await name.boundingBox();
    expect(box?.width).toBeGreaterThan(100);
    const overflow = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    expect(overflow).toBe(390);
  }
});

test.each(["", "document", "code"])(
  "[R428] /%s says in words that it may not be opened, and offers nothing that needs the room",
  async (path) => {
    const ada = await openOne();
    const page = await ada.context.newPage();
    await page.routeWebSocket(/\/live/, (socket) =>
      socket.close({ code: 4401, reason: "auth.failed" }),
    );
    await page.goto(new URL(`/${path}#closed`, ada.page.url()).href);
    await page.getByText("cannot be opened").waitFor();
    await page.getByText("Sign in again").waitFor();
    const offered = page.locator("button:visible, input:visible, [contenteditable]:visible");
    const names = await offered.evaluateAll((all) =>
      all.map((it) => it.getAttribute("aria-label") ?? it.textContent),
    );
    expect(names).toEqual(expect.arrayContaining(["Switch to dark colours", "Reload"]));
    expect(names).toHaveLength(2);
  },
);
