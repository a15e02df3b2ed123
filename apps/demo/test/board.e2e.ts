import { expect, test } from "vitest";
import { isSoak } from "../../../sim/test/soak.ts";
import { BoardPage, until, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { server, openTabs, openTwo, join } = boardsFor("board");

test("two people draw every kind of shape on one board, with mouse and keyboard", async () => {
  const [ada, ben] = await openTwo();
  await ada.draw("r", [
    [200, 200],
    [340, 300],
  ]);
  await ben.draw("o", [
    [400, 200],
    [520, 300],
  ]);
  await ada.draw("a", [
    [350, 250],
    [390, 250],
  ]);
  await ben.draw("p", [
    [600, 200],
    [640, 260],
    [700, 180],
  ]);
  await ada.page.keyboard.press("n");
  await ada.page.mouse.click(300, 500);
  await ada.page.keyboard.type("Buy tea");
  await ada.page.keyboard.press("Escape");
  await ben.page.keyboard.press("v");
  await ben.page.keyboard.press("r");
  await ben.page.keyboard.press("Enter");
  await Promise.all([ada.untilSaved(), ben.untilSaved()]);
  await untilEqual([ada, ben], 6);
  expect((await ben.names()).toSorted()).toEqual([
    "slate arrow",
    "slate drawing",
    "slate ellipse",
    "slate rectangle",
    "slate rectangle",
    "yellow note Buy tea",
  ]);
});

test("a shape moves on the other screen while it is dragged, and Escape takes it back there too", async () => {
  const [ada, ben] = await openTwo();
  await ada.draw("r", [
    [200, 200],
    [340, 300],
  ]);
  await untilEqual([ada, ben], 1);
  // A gesture on a record that is not on the disk yet is not shown, and Ben may have seen how it was drawn.
  await ada.untilSaved();
  const before = await ben.shapes();
  await ada.page.mouse.move(270, 250);
  await ada.page.mouse.down();
  await ada.page.mouse.move(500, 400, { steps: 5 });
  await until(
    "it moved for Ben",
    async () => JSON.stringify(await ben.shapes()) !== JSON.stringify(before),
  );
  await ada.page.keyboard.press("Escape");
  await ada.page.mouse.up();
  await until(
    "it is back",
    async () => JSON.stringify(await ben.shapes()) === JSON.stringify(before),
  );
  expect(await ada.shapes()).toEqual(before);
});

test("each sees the other's name, cursor and selection", async () => {
  const [ada, ben] = await openTwo();
  await ada.draw("r", [
    [200, 200],
    [340, 300],
  ]);
  await ada.page.mouse.move(600, 400, { steps: 3 });
  const cursor = await ben.page.waitForSelector(".alongside-arrow");
  const name = await ben.page.textContent(".alongside-cursor .alongside-name");
  expect(await ada.page.getAttribute(".avatars [title$='(you)']", "title")).toBe(`${name} (you)`);
  await ben.page.waitForSelector(`.remote-selection[data-of="${name}"]`);
  // The tip is two pixels inside the picture of the arrow.
  await until("the cursor has come to rest", async () => {
    const box = await cursor.boundingBox();
    return box?.x === 598 && box.y === 398;
  });
  await ada.page.keyboard.press("Escape");
  await ben.page.waitForSelector(".remote-selection", { state: "detached" });
});

test("[R1336] a press on somebody's face follows them, whatever size their screen has, until Escape", async () => {
  const [ada, ben] = await openTwo();
  await ben.page.setViewportSize({ width: 900, height: 700 });
  await ben.draw("r", [
    [300, 300],
    [400, 380],
  ]);
  const middle = async ({ page }: BoardPage): Promise<readonly [number, number]> => {
    const { x, y, width, height } = (await page.locator("[data-shape] .area").boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    const view = page.viewportSize() ?? { width: 0, height: 0 };
    return [x + width / 2 - view.width / 2, y + height / 2 - view.height / 2];
  };
  const face = ada.page.getByRole("button", { name: "Go to" });
  await until("Ben is there", async () => (await ada.ids()).length === 1);
  await face.click();
  await ada.page.getByText("You follow").waitFor();
  await ben.page.getByText("follows you").waitFor();
  await ben.page.mouse.move(450, 350);
  await ben.page.mouse.wheel(120, 80);
  // Ada's screen shows more: of the same middle.
  await until("Ada sees what Ben sees", async () => {
    const [[x, y], [bx, by]] = await Promise.all([middle(ada), middle(ben)]);
    const zoom = 800 / 700;
    return Math.abs(x - bx * zoom) < 3 && Math.abs(y - by * zoom) < 3;
  });
  await ada.page.keyboard.press("Escape");
  await ben.page.getByText("follows you").waitFor({ state: "detached" });
  const before = await middle(ada);
  await ben.page.mouse.wheel(200, 0);
  await ben.untilSaved();
  expect(await middle(ada)).toEqual(before);
});

test("colour, order, duplicate, lock, marquee and delete reach the other", async () => {
  const [ada, ben] = await openTwo();
  await ada.draw("r", [
    [200, 200],
    [300, 300],
  ]);
  await ada.page.getByRole("button", { name: "Colour: blue" }).click();
  await ada.draw("o", [
    [250, 250],
    [350, 350],
  ]);
  await ada.page.keyboard.press("[");
  await until(
    "the ellipse is behind",
    async () => (await ben.names()).join() === "blue ellipse,blue rectangle",
  );
  await ada.page.keyboard.press("Control+d");
  await until("there is a copy", async () => (await ben.names()).length === 3);
  await ada.page.keyboard.press("l");
  await until("the copy is locked", async () => (await ben.names())[2] === "locked blue ellipse");
  await ada.page.keyboard.press("Escape");
  await ada.drag([
    [150, 150],
    [500, 500],
  ]);
  await ada.page.keyboard.press("Delete");
  await until(
    "only the locked one is left",
    async () => (await ben.names()).join() === "locked blue ellipse",
  );
  expect(await untilEqual([ada, ben], 1)).toHaveLength(1);
});

test("a refused change comes back on its author's screen with the reason; the other never sees it", async () => {
  const [ada, ben] = await openTwo();
  await ada.draw("r", [
    [200, 200],
    [340, 300],
  ]);
  await ada.page.keyboard.press("l");
  await until(
    "it is locked for Ben",
    async () => (await ben.names()).join() === "locked slate rectangle",
  );
  await untilEqual([ada, ben], 1);
  const before = await ada.shapes();
  await ada.page.evaluate(() => {
    const seen = window as unknown as { moves: number };
    seen.moves = 0;
    const board = document.querySelector(".canvas .layer");
    if (board)
      new MutationObserver(() => seen.moves++).observe(board, {
        childList: true,
        subtree: true,
        attributes: true,
      });
  });
  await ben.drag([
    [270, 250],
    [500, 400],
  ]);
  await ben.page.waitForSelector(".toast[data-code='shape.locked']");
  expect(await ben.page.textContent(".toast")).toContain(
    "This rectangle is locked. Unlock it to change it.",
  );
  await expect.poll(() => ben.shapes()).toEqual(before);
  await ben.page.getByRole("button", { name: "Discard" }).click();
  await ben.page.waitForSelector(".toast", { state: "detached" });

  await ben.page.keyboard.press("Delete");
  await ben.page.waitForSelector(".toast");
  await expect.poll(() => ben.shapes()).toEqual(before);
  expect(await ada.page.evaluate(() => (window as unknown as { moves: number }).moves)).toBe(0);

  await ada.page.keyboard.press("l");
  await until(
    "it is unlocked for Ben",
    async () => (await ben.names()).join() === "slate rectangle",
  );
  await ben.page.getByRole("button", { name: "Retry" }).click();
  await untilEqual([ada, ben], 0);
});

test("[R124] both draw while the server is killed with -9 and restarted: both boards and a fresh one become equal, and everything shown as saved is there", async () => {
  const [ada, ben] = await openTwo();
  const saved = new Set<string>();
  const over = new AbortController();
  let drawn = 0;
  async function keepDrawing(person: BoardPage, left: number): Promise<void> {
    const keys = ["r", "o", "a", "p"];
    for (let i = 0; !over.signal.aborted; i++) {
      const x = left + (i % 6) * 70;
      const y = 120 + (Math.floor(i / 6) % 6) * 80;
      await person.draw(keys[i % keys.length] ?? "r", [
        [x, y],
        [x + 50, y + 30],
        [x + 40, y + 50],
      ]);
      drawn++;
      // Asked in the same moment, the answer of the server is always on its way.
      await person.page.waitForTimeout(30);
      // Nothing is under way on this screen now; the other's may be, and is not counted.
      const own = (await person.savedIds()).filter((id) =>
        id.startsWith(`${clientOf.get(person)}.`),
      );
      for (const id of own) saved.add(id);
    }
  }

  const clientOf = new Map<BoardPage, string | undefined>();
  for (const person of [ada, ben]) {
    const before = new Set(await person.ids());
    await person.draw("r", [
      [20, 120],
      [60, 160],
    ]);
    await person.untilSaved();
    const made = (await person.ids()).find((id) => !before.has(id));
    clientOf.set(person, made?.split(".")[0]);
  }
  const drawing = Promise.all([keepDrawing(ada, 100), keepDrawing(ben, 700)]);
  await until("something is saved", () => Promise.resolve(saved.size > 4));
  const savedBefore = saved.size;
  await server().kill();
  const drawnBefore = drawn;
  await until("they drew without a server", () => Promise.resolve(drawn > drawnBefore + 3));
  await until("Ada is told", async () => (await ada.status()).includes("on this device"));
  await server().start();
  await until(
    "they drew with it again",
    () => Promise.resolve(saved.size > savedBefore + 6),
    40_000,
  );
  over.abort();
  await drawing;
  await Promise.all([ada.untilSaved(), ben.untilSaved()]);

  const late = await join(ada);
  await until(
    "the fresh board has everything",
    async () => (await late.ids()).length === drawn + 2,
  );
  const shapes = await untilEqual([ada, ben, late], drawn + 2);
  const ids = new Set(await late.ids());
  expect(shapes.length).toBe(drawn + 2);
  expect([...saved].filter((id) => !ids.has(id))).toEqual([]);
});

test("[R985, R99, R1337] without a server others are shown as not heard of, the status says where work is, and leaving asks only where the browser keeps nothing", async () => {
  const [ada, ben] = await openTwo();
  await ben.page.addInitScript(() =>
    Object.defineProperty(window, "indexedDB", { value: undefined }),
  );
  await ben.page.reload();
  await ben.untilSaved();
  await server().kill();
  for (const [person, where] of [
    [ada, "1 on this device"],
    [ben, "1 only in this tab"],
  ] as const) {
    await person.page.waitForSelector("[data-status=reconnecting], [data-status=offline]");
    await person.draw("r", [
      [200, 200],
      [340, 300],
    ]);
    await until(`it says ${where}`, async () => (await person.status()).includes(where));
    await person.page.getByRole("button", { name: "not heard of" }).waitFor();
  }
  const asked = ben.page.waitForEvent("dialog");
  void ben.page.close({ runBeforeUnload: true });
  await (await asked).dismiss();
  const left = ada.page.waitForEvent("close");
  const url = ada.page.url();
  void ada.page.close({ runBeforeUnload: true });
  await left;

  await server().start();
  const again = await BoardPage.openIn(ada.context, url);
  await Promise.all([again.untilSaved(), ben.untilSaved()]);
  expect(await untilEqual([again, ben], 2)).toHaveLength(2);
});

test.each(isSoak ? [8, 20] : [4])(
  "%d pages in one room end equal",
  async (pages) => {
    const everyone = await openTabs(pages, { viewport: { width: 640, height: 480 } });
    await Promise.all(
      everyone.map(async (person, i) => {
        const x = 40 + (i % 5) * 110;
        const y = 80 + Math.floor(i / 5) * 60;
        await person.draw("r", [
          [x, y],
          [x + 50, y + 30],
        ]);
        await person.drag([
          [x + 25, y + 15],
          [x + 60, y + 40],
        ]);
        await person.page.keyboard.press("Control+d");
      }),
    );
    await Promise.all(everyone.map((person) => person.untilSaved()));
    expect(await untilEqual(everyone, 2 * pages)).toHaveLength(2 * pages);
  },
  180_000,
);
