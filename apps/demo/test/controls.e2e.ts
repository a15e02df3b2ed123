import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { open, openOne, openTwo, join } = boardsFor("controls");

test("on a phone the tools are at the bottom, a finger draws, two move the view, and the other person sees it", async () => {
  const ada = await openOne();
  const phone = await join(ada, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const toolbar = await phone.page.locator(".toolbar").boundingBox();
  expect(toolbar?.y).toBeGreaterThan(760);
  expect(toolbar?.width).toBeLessThan(390);

  const fingers = await phone.context.newCDPSession(phone.page);
  const touch = (
    type: "touchStart" | "touchMove" | "touchEnd",
    ...touchPoints: { x: number; y: number }[]
  ) => fingers.send("Input.dispatchTouchEvent", { type, touchPoints });
  await phone.page.getByRole("button", { name: "Draw" }).tap();
  await touch("touchStart", { x: 100, y: 300 });
  for (let i = 1; i <= 8; i++) await touch("touchMove", { x: 100 + i * 15, y: 300 + (i % 3) * 20 });
  await touch("touchEnd");
  await phone.untilSaved();
  await until("Ada sees it", async () => (await ada.names()).join() === "slate drawing");

  const before = await phone.page.locator("[data-shape]").boundingBox();
  await touch("touchStart", { x: 100, y: 500 });
  await touch("touchStart", { x: 100, y: 500 }, { x: 200, y: 500 });
  for (let i = 1; i <= 5; i++)
    await touch("touchMove", { x: 100, y: 500 + i * 10 }, { x: 200, y: 500 + i * 10 });
  await touch("touchEnd");
  await expect
    .poll(async () => {
      const after = await phone.page.locator("[data-shape]").boundingBox();
      return (after?.y ?? 0) - (before?.y ?? 0);
    })
    .toBeCloseTo(50, 0);
  expect(await phone.ids()).toHaveLength(1);
});

test("[R257, R789] wheel, ctrl and wheel, space and keys move and zoom the view", async () => {
  const ada = await openOne();
  const { mouse, keyboard } = ada.page;
  await ada.draw("r", [
    [600, 400],
    [700, 500],
  ]);
  const box = async () =>
    (await ada.page.locator("[data-shape] .area").boundingBox()) ?? { x: 0, y: 0, width: 0 };
  const start = await box();
  await mouse.wheel(30, 50);
  await until("it panned", async () => Math.abs((await box()).y - start.y + 50) < 1);
  expect((await box()).x).toBeCloseTo(start.x - 30, 0);
  await mouse.move(570, 350);
  await keyboard.down("Control");
  await mouse.wheel(0, -100);
  await keyboard.up("Control");
  await until("it zoomed", async () => (await box()).width > start.width * 1.09);
  expect((await box()).width).toBeLessThan(start.width * 1.11);
  // The corner under the pointer has stayed there.
  expect((await box()).x).toBeCloseTo(570, -1);
  await keyboard.press("0");
  await until("it is life-size", async () => Math.abs((await box()).width - start.width) < 1);
  const before = await box();
  await keyboard.down(" ");
  await ada.drag([
    [300, 300],
    [340, 320],
  ]);
  await keyboard.up(" ");
  await until("space dragged it", async () => Math.abs((await box()).x - before.x - 40) < 1);
  expect(await ada.ids()).toHaveLength(1);
});

test("[R1339] on phones of 390 and 320 px all that is pressed is on the screen and large enough for a finger", async () => {
  const phone = { width: 390, height: 844 };
  const [ada] = await open(1, { viewport: phone, hasTouch: true, isMobile: true });
  if (!ada) throw new Error("A page should be open");
  await ada.page.keyboard.press("n");
  await ada.page.mouse.click(160, 300);
  await ada.page.keyboard.press("Escape");
  const { hash } = new URL(ada.page.url());
  for (const path of ["", "document", "code"]) {
    if (path !== "") await ada.page.goto(new URL(`/${path}${hash}`, ada.page.url()).href);
    await ada.page.waitForSelector(path === "" ? ".style-bar" : `.page.${path} .avatars button`);
    for (const width of [390, 320]) {
      await ada.page.setViewportSize({ ...phone, width });
      const wrong = ada.page.locator("button, a, input, select").evaluateAll((all) =>
        all.flatMap((element) => {
          const { left, right, width: w, height: h } = element.getBoundingClientRect();
          const isFine = w === 0 || (w > 43.9 && h > 43.9 && left >= 0 && right <= innerWidth);
          return isFine ? [] : [`${element.ariaLabel ?? element.textContent} ${w} × ${h}`];
        }),
      );
      expect(await wrong).toEqual([]);
    }
  }
});

test("[R1332] a name is seen while it is written, with who writes it, and Escape takes it back there too", async () => {
  const [ada, ben] = await openTwo();
  const seen = (name: string) => async () =>
    (await ben.page.getByLabel("Name of this board").inputValue()) === name;
  const namer = ben.page.locator(".namer");
  await ada.page.getByLabel("Name of this board").click();
  await ada.page.keyboard.type("Aut");
  await until("Ben sees what there is of it", seen("Aut"));
  await namer.waitFor();
  await ada.page.keyboard.press("Escape");
  await until("Ben sees the old one", seen("Untitled board"));
  await namer.waitFor({ state: "detached" });
  await ada.page.getByLabel("Name of this board").click();
  await ada.page.keyboard.type("Autumn");
  await until("Ben sees all of it", seen("Autumn"));
  await ada.page.keyboard.press("Control+a");
  await ada.page.keyboard.press("Delete");
  await until("an empty one is none", seen("Untitled board"));
  await ada.page.keyboard.type("Winter");
  await ada.page.keyboard.press("Enter");
  await ada.untilSaved();
  await namer.waitFor({ state: "detached" });
  expect(await ben.page.getByLabel("Name of this board").inputValue()).toBe("Winter");
});

test("the name of the board, a link to share, a new board, and colours by day and night", async () => {
  const [ada, ben] = await openTwo();
  await ada.page.getByLabel("Name of this board").fill("Autumn launch");
  await ada.page.keyboard.press("Enter");
  await until(
    "Ben sees the name",
    async () => (await ben.page.getByLabel("Name of this board").inputValue()) === "Autumn launch",
  );

  await ada.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ada.page.getByRole("button", { name: "Share" }).click();
  await ada.page.getByText("Link copied").waitFor();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(ada.page.url());

  const theme = () => ada.page.evaluate(() => document.documentElement.dataset["theme"]);
  expect(await theme()).toBe("light");
  await ada.page.emulateMedia({ colorScheme: "dark" });
  await until("it follows the system", async () => (await theme()) === "dark");
  await ada.page.getByRole("button", { name: "Switch to light colours" }).click();
  expect(await theme()).toBe("light");
  await ada.page.reload();
  expect(await theme()).toBe("light");

  const old = ada.page.url();
  await ada.page.getByRole("button", { name: "New board" }).click();
  await ada.page.getByText("A board for everyone with the link").waitFor();
  expect(ada.page.url()).not.toBe(old);
});

test("every button has a name, keys reach the tools, and what has the focus shows it", async () => {
  const ada = await openOne();
  await ada.page.keyboard.press("r");
  await ada.page.keyboard.press("Enter");
  const unnamed = await ada.page.$$eval("button", (buttons) =>
    buttons
      .filter((button) => !(button.getAttribute("aria-label") ?? button.textContent ?? "").trim())
      .map((button) => button.outerHTML),
  );
  expect(unnamed).toEqual([]);
  for (let i = 0; i < 40; i++) {
    await ada.page.keyboard.press("Tab");
    if (
      await ada.page.evaluate(
        () => document.activeElement?.getAttribute("aria-label") === "Ellipse",
      )
    )
      break;
  }
  expect(
    await ada.page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
    ),
  ).toBe("solid");
  await ada.page.keyboard.press("Enter");
  expect(await ada.page.getByRole("button", { name: "Ellipse" }).getAttribute("aria-pressed")).toBe(
    "true",
  );
});

test("[R1341] [R1268] whose pointer is out of sight is named beside the panels, and a press goes there, on a phone too", async () => {
  const ada = await openOne();
  const phone = await join(ada, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await ada.page.mouse.move(600, 400);
  await ada.page.mouse.wheel(3000, 2000);
  await ada.page.mouse.move(640, 420);
  const hint = phone.page.locator(".alongside-hint");
  await hint.waitFor();
  const box = await hint.boundingBox();
  const bar = await phone.page.locator(".toolbar").boundingBox();
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
  expect(box?.height).toBeGreaterThanOrEqual(44);
  await hint.tap();
  await hint.waitFor({ state: "detached" });
  await phone.page.locator(".alongside-arrow").waitFor();
  expect(await phone.ids()).toEqual([]);
  await until("their pointer is in the middle", async () => {
    const arrow = await phone.page.locator(".alongside-arrow").boundingBox();
    return Math.abs((arrow?.x ?? 0) - 195) < 80 && Math.abs((arrow?.y ?? 0) - 422) < 80;
  });
});
