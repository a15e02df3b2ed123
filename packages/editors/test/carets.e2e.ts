import { expect, test } from "vitest";
import type { Kind } from "./page/mounting.ts";
import { editorsPages } from "./support/editors-page.ts";

const pages = editorsPages();
const areas: readonly Kind[] = ["codemirror", "quill", "textarea"];
const LINES =
  "first line\nsecond line\nthird line of a longer text that wraps in a narrow editor, twice at least\nlast";

test.each([...areas, "input" as const])(
  "[R217] %s: somebody's caret stands at the letter, with the name, and goes when they go",
  async (kind) => {
    const page = await pages.open(kind === "input" ? "one line of text" : LINES);
    await page.mount(kind, "ada");
    for (const [person, at] of [
      ["ben", 3],
      ["cyd", kind === "input" ? 10 : 60],
    ] as const)
      await page.caret(person, { anchor: at, head: at });
    await page.page.waitForFunction(
      () => document.querySelectorAll(".alongside-caret").length === 2,
    );
    expect(await page.page.locator(".alongside-flag").allTextContents()).toEqual(["ben", "cyd"]);
    await page.untilCaretAt(0, "ada", 3);
    await page.untilCaretAt(1, "ada", kind === "input" ? 10 : 60);
    await page.edit("dan", ["zero "]);
    await page.untilCaretAt(0, "ada", 8);
    await page.caret("ben", null);
    await page.page.waitForFunction(
      () => document.querySelectorAll(".alongside-caret").length === 1,
    );
  },
);

test.each([...areas, "input" as const])(
  "[R217] %s: in a line that runs from right to left a caret stands where its letter begins",
  async (kind) => {
    const line = "שלום עולם";
    const page = await pages.open(line);
    await page.page.evaluate(() => {
      document.body.dir = "rtl";
    });
    await page.mount(kind, "ada");
    for (const at of [2, 0, line.length]) {
      await page.caret("ben", { anchor: at, head: at });
      const distance = (): Promise<number> =>
        page.page.evaluate(
          (before) => {
            const area = document.querySelector(".cm-line, .ql-editor p, textarea, input");
            const caret = document.querySelector(".alongside-caret");
            const pen = document.createElement("canvas").getContext("2d");
            if (!area || !caret || !pen) return Infinity;
            const look = getComputedStyle(area);
            pen.font = look.font;
            const { width } = pen.measureText(before);
            const letters = document.createRange();
            letters.selectNodeContents(area);
            const edge = parseFloat(look.borderRightWidth) + parseFloat(look.paddingRight);
            const { right } = area.getBoundingClientRect();
            const start = letters.getBoundingClientRect().right || right - edge;
            return Math.abs(start - width - caret.getBoundingClientRect().x);
          },
          line.slice(0, at),
        );
      await expect.poll(distance).toBeLessThan(2.5);
    }
  },
);

test.each(areas)(
  "[R217] %s: a selection over lines is drawn over its letters only",
  async (kind) => {
    const page = await pages.open(LINES);
    await page.mount(kind, "ada");
    await page.caret("ben", { anchor: 6, head: 17 });
    const marks = page.page.locator(".alongside-selection");
    await marks.first().waitFor();
    const boxes = await marks.evaluateAll((all) =>
      all.map((mark) => mark.getBoundingClientRect()).filter(({ width }) => width > 1),
    );
    const from = await page.placeOf("ada", 6);
    const to = await page.placeOf("ada", 17);
    expect(Math.min(...boxes.map(({ top }) => top))).toBeLessThan(from.y);
    const [last] = boxes.slice(-1);
    expect(last?.right).toBeCloseTo(to.x, -1);
    expect(last?.bottom).toBeGreaterThan(to.y);
    expect(last?.bottom).toBeLessThan(to.y + 30);
    expect(await marks.first().evaluate((mark) => getComputedStyle(mark).backgroundColor)).toBe(
      "rgb(200, 30, 90)",
    );
  },
);

test.each(areas)(
  "[R713] %s: a name fades after two seconds of rest, whatever others write meanwhile",
  async (kind) => {
    const page = await pages.open(LINES);
    await page.mount(kind, "ada");
    const begun = await page.page.evaluate(() => performance.now());
    await page.caret("ben", { anchor: 8, head: 8 });
    // In one go, as what is drawn anew is another element.
    const seen = (): Promise<{ now: number; opacity: number }> =>
      page.page.evaluate(() => {
        const flag = document.querySelector(".alongside-flag");
        if (!flag) throw new Error("No name");
        return { now: performance.now(), opacity: Number(getComputedStyle(flag).opacity) };
      });
    await page.page.locator(".alongside-flag").waitFor();
    let last = await seen();
    while (last.opacity === 1) {
      await page.edit("cyd", ["x"]);
      last = await seen();
    }
    expect(last.now - begun).toBeGreaterThanOrEqual(2_000);
    await expect.poll(async () => (await seen()).opacity).toBe(0);
    await page.caret("ben", { anchor: 9, head: 9 });
    await expect.poll(async () => (await seen()).opacity).toBe(1);
  },
);

test.each(areas)("[R217] %s: carets are where they are in what is scaled", async (kind) => {
  const page = await pages.open(LINES);
  await page.mount(kind, "ada");
  await page.caret("ben", { anchor: 16, head: 16 });
  await page.untilCaretAt(0, "ada", 16);
  await page.page.addStyleTag({
    content: ".place { transform: scale(1.5); transform-origin: 30px 10px }",
  });
  await page.edit("cyd", ["zero "]);
  await page.untilCaretAt(0, "ada", 21);
  expect(await page.page.locator(".alongside-caret").count()).toBe(1);
});

test.each(areas)(
  "[R712] %s: a name begins at its caret, and stays inside at the right edge",
  async (kind) => {
    const page = await pages.open("x".repeat(120));
    await page.mount(kind, "ada");
    for (const scale of [1, 1.5]) {
      await page.page.addStyleTag({
        content: `.place { transform: scale(${scale}); transform-origin: 0 0 }`,
      });
      const last = await page.page.evaluate(() => {
        const place = document.querySelector(".place");
        const { right } = place?.getBoundingClientRect() ?? new DOMRect();
        const { y } = window.stage.placeOf("ada", 0);
        const isThere = (at: number): boolean => {
          const letter = window.stage.placeOf("ada", at);
          return letter.y === y && letter.x < right - 12;
        };
        let at = 0;
        while (isThere(at + 1)) at++;
        return at;
      });
      for (const at of [2, last]) {
        await page.caret("ben", { anchor: at, head: at });
        // An edit before the caret has it drawn anew, where all is by now.
        await page.edit("cyd", ["y"]);
        await page.untilCaretAt(0, "ada", at + 1);
        await page.edit("cyd", [-1]);
        await page.untilCaretAt(0, "ada", at);
        const { caret, name, right } = await page.page.evaluate(() => {
          const box = (of: string): DOMRect =>
            document.querySelector(of)?.getBoundingClientRect() ?? new DOMRect();
          const { right: end } = box(".place");
          return { caret: box(".alongside-caret"), name: box(".alongside-flag"), right: end };
        });
        expect(name.width).toBeGreaterThan(12 * scale);
        expect(name.right).toBeLessThanOrEqual(right + 1);
        const wanted = Math.min(caret.left, right - name.width);
        expect(Math.abs(name.left - wanted)).toBeLessThan(3 * scale);
      }
    }
  },
);

test("[R713] a name goes without motion for people who asked for less", async () => {
  const page = await pages.open(LINES, { reducedMotion: "reduce" });
  await page.mount("textarea", "ada");
  await page.caret("ben", { anchor: 8, head: 8 });
  const fading = (): Promise<string> =>
    page.page
      .locator(".alongside-flag")
      .evaluate((flag) => getComputedStyle(flag).animationDuration);
  expect(await fading()).toBe("0s");
  await page.page.emulateMedia({ reducedMotion: "no-preference" });
  expect(await fading()).toBe("0.3s");
});

test("[R217] a rule of the app's own counts more than how carets look by themselves", async () => {
  const page = await pages.open(LINES);
  await page.page.addStyleTag({ content: ".alongside-flag { color: rgb(1, 2, 3) }" });
  await page.mount("codemirror", "ada");
  await page.caret("ben", { anchor: 8, head: 8 });
  const color = await page.page
    .locator(".alongside-flag")
    .evaluate((flag) => getComputedStyle(flag).color);
  expect(color).toBe("rgb(1, 2, 3)");
});

test.each(areas)("[R714] %s: the own caret is told while the focus is there", async (kind) => {
  const page = await pages.open("one two");
  await page.mount(kind, "ada");
  const told = (): Promise<unknown> => page.page.evaluate(() => window.stage.client("ada").caret);
  expect(await told()).toBe(null);
  await page.focus("ada", 4);
  await expect.poll(told).toEqual({ anchor: 4, head: 4 });
  await page.page.keyboard.type("x");
  await expect.poll(told).toEqual({ anchor: 5, head: 5 });
  await page.page.keyboard.press("Shift+ArrowRight");
  await expect.poll(told).toEqual({ anchor: 5, head: 6 });
  await page.page.evaluate(() => {
    const button = document.body.appendChild(document.createElement("button"));
    button.focus();
  });
  await expect.poll(told).toBe(null);
  await page.focus("ada", 2);
  await expect.poll(told).toEqual({ anchor: 2, head: 2 });
  // The window goes to the background: the element stays the active one.
  const other = await page.page.context().newPage();
  await other.bringToFront();
  expect(await told()).toEqual({ anchor: 2, head: 2 });
  await page.page.evaluate(() => window.stage.detach("ada"));
  expect(await told()).toBe(null);
});
