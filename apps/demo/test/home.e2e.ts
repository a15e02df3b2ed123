import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { findings, goOverTo } from "./findings.ts";

const { server, joinAt } = boardsFor("home");

const atHome = () => joinAt(`${server().url}/`);

test("[R1940, R1941, R1945] a room that somebody makes on the home is there for all: with who is in it, what is unread and what happened; and off it again", async () => {
  const [ada, ben] = await Promise.all([atHome(), atHome()]);
  await ben.page.getByText("Nothing here yet").waitFor();
  await ada.page.getByRole("button", { name: "New board" }).click();
  await ada.page.waitForSelector(".canvas");
  expect(new URL(ada.page.url()).pathname).toBe("/");
  const card = ben.page.getByRole("article", { name: "Untitled board" });
  await card.getByRole("group", { name: "1 there now" }).waitFor();

  await ada.draw("r", [
    [300, 250],
    [420, 330],
  ]);
  await card.locator("svg rect.small-rectangle").waitFor({ state: "attached" });
  await ada.page.getByRole("button", { name: "Chat", exact: true }).click();
  const field = ada.page.locator(".talk-panel .alongside-composer textarea");
  await field.fill("Look at this");
  await field.press("Enter");
  await card.getByText("1 unread").waitFor();
  const told = ben.page.getByRole("feed", { name: "Activity" });
  await told.getByText(/ wrote in the chat$/).waitFor();
  await ben.page.emulateMedia({ reducedMotion: "reduce" });
  for (const colorScheme of ["light", "dark"] as const) {
    await goOverTo(ben.page, colorScheme);
    expect(await findings(ben.page)).toEqual([]);
  }
  await ben.page.setViewportSize({ width: 390, height: 800 });
  expect(await ben.page.locator(".home").evaluate((one) => one.scrollWidth)).toBe(390);

  await ben.page.setViewportSize({ width: 1280, height: 800 });
  await card.getByRole("link").click();
  await ben.page.getByRole("button", { name: "Chat, 1 unread" }).click();
  await ben.page.getByText("Look at this").waitFor();
  await ben.page.getByRole("navigation", { name: "Pages" }).getByText("Code").click();
  await ben.page.getByRole("button", { name: "Chat", exact: true }).click();
  await ben.page.getByRole("complementary", { name: "Chat beside the code" }).waitFor();
  await ben.page.goBack();
  await ben.page.goBack();
  await card.waitFor();
  await until("it is read", async () => (await card.getByText("unread").count()) === 0);
  await card.getByRole("button", { name: "Take Untitled board off the home" }).click();
  await card.waitFor({ state: "detached" });
  const own = ben.page.getByRole("listitem").filter({ hasText: "Untitled board" });
  await own.getByRole("button", { name: "Show to everybody" }).click();
  await card.waitFor();
});

test("[R1944] the home shows its bars and cards before any script, and they stay where they are", async () => {
  const ada = await atHome();
  const page = await ada.context.newPage();
  let go = (): void => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route("**/*.js", async (route) => {
    await held;
    await route.continue();
  });
  const places = () =>
    page.evaluate(() =>
      [".home-bar", ".home h1, .home .h1", ".new-room", ".room-card, .home-none", ".home-news"].map(
        (selector) => {
          const { x, y } =
            document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
          return [selector, Math.round(x), Math.round(y)].join(" ");
        },
      ),
    );
  await page.goto(`${server().url}/`, { waitUntil: "commit" });
  await page.locator(".home.skeleton .room-card").first().waitFor();
  expect(await page.locator(".top-bar:visible").count()).toBe(0);
  const before = await places();
  go();
  await page.waitForSelector("[data-status=live]");
  expect(await page.locator(".skeleton").count()).toBe(0);
  expect(await places()).toEqual(before);
});
