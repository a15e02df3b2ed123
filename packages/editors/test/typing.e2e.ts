import { expect, test } from "vitest";
import type { Kind } from "./page/mounting.ts";
import { editorsPages } from "./support/editors-page.ts";

const pages = editorsPages();
const phone = {
  userAgent:
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
  hasTouch: true,
  isMobile: true,
};
const kinds: readonly Kind[] = ["codemirror", "quill", "textarea"];

test.each(kinds)(
  "[R210, R708] %s: typing reaches the others, and theirs comes in",
  async (kind) => {
    const page = await pages.open("one two");
    await page.mount(kind, "ada");
    await page.focus("ada", 3);
    await page.page.keyboard.type(" and");
    await page.edit("ben", ["Zero "]);
    expect(await page.text()).toBe("Zero one and two");
    await page.page.keyboard.press("Backspace");
    await page.page.keyboard.press("Delete");
    await page.page.keyboard.press("Enter");
    expect(await page.text()).toBe("Zero one an\ntwo");
    expect(await page.shown("ada")).toBe("Zero one an\ntwo");
  },
);

test.each(kinds)(
  "[R708] %s: where others write faster than a screen shows it, it is shown thirty times a second",
  async (kind) => {
    const page = await pages.open("");
    await page.mount(kind, "ada");
    // Time passes only where the loop says so: whatever the editor waits for is called when it is over.
    const { shown, rests } = await page.page.evaluate(async () => {
      const { stage } = window;
      const timer = window.setTimeout;
      let due: { readonly fn: () => void; readonly ms: number }[] = [];
      window.setTimeout = ((fn: () => void, ms = 0) => due.push({ fn, ms })) as typeof timer;
      const lengths = new Set<number>();
      const over: number[] = [];
      for (let i = 1; i <= 60; i++) {
        stage.edit("ben", ["x"]);
        await stage.server.settle();
        lengths.add(stage.shown("ada").trimEnd().length);
        if (i % 10 !== 0) continue;
        const ended = due;
        due = [];
        over.push(...ended.map(({ ms }) => ms));
        for (const { fn } of ended) fn();
      }
      window.setTimeout = timer;
      for (const { fn, ms } of due) timer(fn, ms);
      return { shown: [...lengths], rests: over.filter((ms) => ms > 20 && ms < 50) };
    });
    // The first at once, and then what came during a rest.
    expect(shown).toEqual([1, 10, 20, 30, 40, 50]);
    expect(rests).toEqual(Array.from({ length: 6 }, () => 33));
    await page.settle();
    expect(await page.shown("ada")).toBe("x".repeat(60));
  },
);

test.each(kinds)("[R211] %s: what is composed is not torn by what others write", async (kind) => {
  const page = await pages.open("ab");
  await page.mount(kind, "ada");
  await page.focus("ada", 1);
  await page.compose("に");
  await page.compose("にほ");
  await page.edit("ben", ["1", 1, "2"]);
  await page.compose("にほん");
  expect(await page.shown("ada")).toBe("aにほんb");
  await page.commit("日本");
  await page.page.waitForFunction(() => window.stage.shown("ada").startsWith("1"));
  const text = await page.text();
  expect(await page.shown("ada")).toBe(text);
  expect(["1a日本2b", "1a2日本b"]).toContain(text);
});

test.each(kinds)(
  "[R211] %s: what is composed stays whole when somebody deletes all around it",
  async (kind) => {
    const page = await pages.open("one two\nthree");
    await page.mount(kind, "ada");
    await page.focus("ada", 5);
    await page.compose("に");
    await page.edit("ben", [4, -3, "2"]);
    await page.compose("にほ");
    await page.edit("ben", [-3]);
    expect(await page.shown("ada")).toContain("tにほwo");
    await page.commit("日本");
    await expect.poll(() => page.shown("ada")).not.toContain("one");
    const text = await page.text();
    expect(await page.shown("ada")).toBe(text);
    expect([" 日本2\nthree", " 2日本\nthree"]).toContain(text);

    await page.compose("に");
    await page.edit("ben", [-text.length]);
    await page.commit("日");
    await expect.poll(() => page.shown("ada")).toBe("日");
    expect(await page.text()).toBe("日");
  },
);

test.each(kinds)(
  "[R211] %s: on a phone, where all typing composes, words are written and others' come in between",
  async (kind) => {
    const page = await pages.open("", phone);
    await page.mount(kind, "ada");
    await page.focus("ada", 0);
    for (const word of ["Some", "\u{1F600}", "words"]) {
      for (let n = 1; n <= word.length; n++) await page.compose(word.slice(0, n));
      await page.edit("ben", ["x"]);
      await page.commit(word);
      await page.commit(" ");
      await expect.poll(() => page.shown("ada")).toBe(await page.text());
    }
    const text = await page.text();
    expect(text.replaceAll("x", "")).toBe("Some \u{1F600} words ");
    expect(text).toHaveLength(17);
    // Back over the first word, as the keyboards of phones do.
    const devtools = await page.devtools();
    await devtools.send("Input.imeSetComposition", {
      text: "Same",
      selectionStart: 4,
      selectionEnd: 4,
      replacementStart: text.indexOf("Some"),
      replacementEnd: text.indexOf("Some") + 4,
    });
    await page.commit("Same");
    expect((await page.text()).replaceAll("x", "")).toBe("Same \u{1F600} words ");
    await expect.poll(() => page.shown("ada")).toBe(await page.text());
  },
);
