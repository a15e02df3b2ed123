import { expect, test } from "vitest";
import { editorsPages } from "./support/editors-page.ts";

const pages = editorsPages();
const kinds = ["codemirror", "quill", "textarea"] as const;

test("[R220] three editors of one person on one text in one page show the same", async () => {
  const page = await pages.open("start");
  for (const kind of kinds) await page.mount(kind, "ada", kind);
  for (const kind of kinds) {
    await page.focus(kind, 5);
    await page.page.keyboard.type(` ${kind}`);
  }
  await page.edit("ben", ["> "]);
  const text = await page.text();
  expect(text).toBe("> start textarea quill codemirror");
  for (const kind of kinds) expect(await page.shown(kind)).toBe(text);
});

test("[R229] people who type at once in CodeMirror, Quill and a text area end with the same text, no word torn", async () => {
  const page = await pages.open("|");
  for (const kind of kinds) await page.mount(kind, kind);
  const written = Object.fromEntries(kinds.map((kind) => [kind, ""]));
  for (const kind of kinds) await page.focus(kind, 1);
  const words = ["one", "tw\u{1F600}", "3-3", "four\n", "fünf"];
  for (let round = 0; round < 12; round++) {
    for (const [i, kind] of kinds.entries()) {
      const next = words[(round + i) % words.length] ?? "";
      // Quill leaves the caret before a newline that does not come from a key.
      const word = ` ${kind === "quill" ? next.trimEnd() : next}`;
      await page.page.evaluate((name) => window.stage.focus(name), kind);
      await page.page.keyboard.insertText(word);
      written[kind] += word;
      // Messages are on their way while others type: each round another one is late.
      if (round % 3 !== i)
        await page.page.evaluate((name) => {
          window.stage.server.send(name, 1);
          for (const other of ["codemirror", "quill", "textarea"])
            if (other !== name) window.stage.server.receive(other, 2);
        }, kind);
    }
  }
  const text = await page.text();
  for (const kind of kinds) expect(await page.shown(kind)).toBe(text);
  for (const kind of kinds) expect(text).toContain(written[kind]);
});

test.each(kinds)(
  "[R221] %s: binding and detaching again and again leaves no listener",
  async (kind) => {
    const page = await pages.open("some text");
    const devtools = await page.devtools();
    const count = async (expression: string): Promise<number> => {
      const { result } = await devtools.send("Runtime.evaluate", { expression });
      const { listeners } = await devtools.send("DOMDebugger.getEventListeners", {
        objectId: result.objectId ?? "",
      });
      return listeners.length;
    };
    await page.mount(kind, "ada");
    const bound = await count(`document.getElementById("ada")`);
    await page.page.evaluate(() => window.stage.detach("ada"));
    const inDocument = await count("document");
    const alone = await count(`document.getElementById("ada") ?? document.body`);
    for (let i = 0; i < 3; i++) {
      await page.page.evaluate(() => window.stage.attach("ada"));
      await page.caret("ben", { anchor: 2, head: 2 + i });
      await page.page.locator(".alongside-caret").waitFor();
      await page.edit("ben", ["x"]);
      expect(await page.shown("ada")).toBe(await page.text());
      await page.page.evaluate(() => window.stage.detach("ada"));
      expect(await page.page.locator(".alongside-caret").count()).toBe(0);
    }
    expect(await page.page.evaluate(() => window.stage.client("ada").listeners)).toBe(0);
    expect(await count("document")).toBe(inDocument);
    expect(await count(`document.getElementById("ada") ?? document.body`)).toBe(alone);
    expect(bound).toBeGreaterThanOrEqual(alone);
    await page.edit("ben", ["unseen "]);
    expect(await page.shown("ada")).toBe("xxxsome text");
  },
);

test("[R216] a text area keeps caret, selection and scroll position while others write", async () => {
  const page = await pages.open(Array.from({ length: 60 }, (_, i) => `line ${i}\n`).join(""));
  await page.mount("textarea", "ada");
  await page.focus("ada", 245, 230);
  const state = (): Promise<unknown> =>
    page.page.evaluate(() => {
      const area = document.querySelector("textarea");
      if (!area) throw new Error("No text area");
      const { selectionStart, selectionEnd, selectionDirection, scrollTop } = area;
      return { selectionStart, selectionEnd, selectionDirection, scrollTop };
    });
  await page.page.evaluate(() => {
    const area = document.querySelector("textarea");
    if (area) area.scrollTop = 500;
  });
  await page.edit("ben", [230, "[", 15, "]", 20, "far "]);
  expect(await state()).toEqual({
    selectionStart: 231,
    selectionEnd: 246,
    selectionDirection: "backward",
    scrollTop: 500,
  });
  await page.edit("ben", [235, -30]);
  expect(await state()).toMatchObject({ selectionStart: 231, selectionEnd: 235 });
});

test.each(["codemirror", "quill"] as const)(
  "[R216] %s: caret and selection stay while others write",
  async (kind) => {
    const page = await pages.open("one two three");
    await page.mount(kind, "ada");
    await page.focus("ada", 4, 7);
    await page.edit("ben", ["zero ", 7, "x"]);
    await page.page.keyboard.type("TWO");
    expect(await page.text()).toBe("zero one TWOx three");
  },
);
