import { expect, test } from "vitest";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { openOne, open } = boardsFor("paste", "document");

/** Pastes into the editor that has the focus. */
function paste(person: BoardPage, type: string, text: string): Promise<void> {
  return person.page.evaluate(
    ([kind, what]) => {
      const data = new DataTransfer();
      if (kind === "file") data.items.add(new File(["x"], "x.png", { type: "image/png" }));
      else data.setData(kind ?? "", what ?? "");
      const event = { clipboardData: data, bubbles: true, cancelable: true };
      document.activeElement?.dispatchEvent(new ClipboardEvent("paste", event));
    },
    [type, text],
  );
}

test.each([
  ["desktop", { viewport: { width: 1280, height: 900 } }],
  ["phone", { viewport: { width: 390, height: 844 } }],
])("[R418] on a %s the line being written is never behind a bar", async (_name, options) => {
  const [ada] = await open(1, options);
  if (!ada) throw new Error("A page should be open");
  await ada.page.click(".ql-editor");
  for (let i = 0; i < 45; i++) await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.type("here");
  const bar = await ada.page.locator(".format-bar").boundingBox();
  for (const up of [0, 3, 20]) {
    for (let i = 0; i < up; i++) await ada.page.keyboard.press("ArrowUp");
    const isSeen = (): Promise<boolean> =>
      ada.page.evaluate((end) => {
        const { focusNode: node } = getSelection() ?? {};
        const line = node instanceof Element ? node : node?.parentElement;
        const { top, bottom } = line?.getBoundingClientRect() ?? new DOMRect();
        return top > 50 && bottom <= end;
      }, bar?.y ?? 0);
    await expect.poll(isSeen).toBe(true);
  }
});

test("[R786] a pasted table keeps its cells apart; an image is refused in words", async () => {
  const ada = await openOne();
  const said = ada.page.locator(".said");
  await ada.page.click(".ql-editor");
  const rows = "<tr><th>a</th><th>b</th></tr><tr><td>1</td><td><p>2</p></td></tr>";
  await paste(ada, "text/html", `<table><tbody>${rows}</tbody></table>`);
  const lines = (): Promise<string[]> => ada.page.locator(".ql-editor p").allTextContents();
  await expect.poll(async () => (await lines()).slice(0, 2)).toEqual(["a\tb", "1\t2"]);
  await paste(
    ada,
    "text/html",
    "<p>seen <img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='> there</p>",
  );
  await expect.poll(() => said.textContent()).toContain("images");
  const words = await said.textContent();
  await expect.poll(async () => (await lines()).join()).toMatch(/seen {1,2}there/);
  await ada.page.reload();
  await ada.page.click(".ql-editor");
  expect(await said.textContent()).toBe("");
  await paste(ada, "file", "");
  await expect.poll(() => said.textContent()).toBe(words);
});

test("[R419] what is too long for a file is told once when it is pasted, listed as refused, and not put in", async () => {
  const ada = await openOne();
  const toasts = ada.page.locator(".toast");
  await ada.page.getByRole("navigation", { name: "Pages" }).getByText("Code").click();
  await ada.page.click(".cm-content");
  await paste(ada, "text/plain", "x".repeat(1_000_001));
  await toasts.getByText("Change not accepted").waitFor();
  expect(await toasts.getAttribute("data-code")).toBe("text.too-long");
  expect(await toasts.textContent()).toContain("There is more text than fits here.");
  await expect.poll(() => ada.page.locator(".cm-placeholder").count()).toBe(1);
});

test("[R386] what was too long for a note is put in later, where it belongs by then", async () => {
  const ada = await openOne();
  const { keyboard, mouse } = ada.page;
  const toasts = ada.page.locator(".toast");
  const text = (): Promise<string> => ada.page.locator(".text-editor textarea").inputValue();
  await ada.page.getByRole("navigation", { name: "Pages" }).getByText("Board").click();
  await ada.page.waitForSelector("canvas, svg");
  await keyboard.press("n");
  await mouse.click(500, 400);
  await keyboard.type("one two three");
  // Not sent together with what follows, which would be refused as one.
  await ada.untilSaved();
  await keyboard.insertText(` ${"x".repeat(1990)}`);
  await toasts.getByText("Change not accepted").waitFor();
  expect(await toasts.count()).toBe(1);
  await expect.poll(text).toBe("one two three");
  await keyboard.press("Control+Backspace");
  await toasts.getByText("Retry").click();
  await expect.poll(() => toasts.count()).toBe(0);
  await mouse.dblclick(500, 400);
  await expect.poll(text).toBe(`one two  ${"x".repeat(1990)}`);
});

test("[R785] Ctrl and click open a link, and a click alone does not", async () => {
  const ada = await openOne();
  await ada.page.click(".ql-editor");
  const to = new URL("/code", ada.page.url()).href;
  await paste(ada, "text/html", `<p><a href="${to}">there</a></p>`);
  const link = ada.page.locator(".ql-editor a");
  await link.click();
  const [opened] = await Promise.all([
    ada.context.waitForEvent("page"),
    link.click({ modifiers: ["Control"] }),
  ]);
  await expect.poll(() => opened.url()).toBe(to);
  expect(ada.context.pages()).toHaveLength(2);
});
