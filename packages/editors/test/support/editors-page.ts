import type { Delta } from "@alongside/core/text";
import type { BrowserContextOptions, CDPSession, Page } from "playwright-core";
import { afterEach } from "vitest";
import { builtPage } from "../../../../scripts/built-page.ts";
import type { Caret } from "../../src/shared-text.ts";
import type { Kind } from "../page/mounting.ts";

/**
 * Opens the page with the editors for each test of a file; a page that complains fails its test. Tests that ask for no options
 * of their own have one tab, in which the page is loaded anew for each: that takes a third of a tab's time.
 */
export function editorsPages(): {
  open: (text: string | Delta, options?: BrowserContextOptions) => Promise<EditorsPage>;
} {
  const { browser, url } = builtPage(new URL("../page", import.meta.url));
  let tab: Page | undefined;
  let opened: EditorsPage[] = [];

  async function openTab(options: BrowserContextOptions): Promise<Page> {
    const context = await browser().newContext({
      viewport: { width: 900, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
      ...options,
    });
    return context.newPage();
  }

  afterEach(async () => {
    const errors = opened.flatMap((page) => page.errors);
    await Promise.all(
      opened.map((one) => (one.page === tab ? one.leave() : one.page.context().close())),
    );
    opened = [];
    if (errors.length > 0) throw new Error(`The page complained: ${errors.join("; ")}`);
  });
  return {
    async open(text, options) {
      const page = new EditorsPage(
        options === undefined ? (tab ??= await openTab({})) : await openTab(options),
      );
      opened.push(page);
      await page.page.goto(url());
      await page.page.waitForFunction(() => "stage" in window);
      await page.page.evaluate((t) => window.stage.begin(JSON.parse(t)), JSON.stringify(text));
      return page;
    },
  };
}

/** Editors of several people in one real page. */
export class EditorsPage {
  readonly page: Page;
  readonly errors: string[] = [];
  #devtools: CDPSession | undefined;
  readonly #note = (error: Error): void => void this.errors.push(String(error));

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", this.#note);
  }

  /** Leaves the tab to the next test. */
  async leave(): Promise<void> {
    this.page.off("pageerror", this.#note);
    await this.#devtools?.detach();
  }

  mount(kind: Kind, person: string, name: string = person): Promise<void> {
    return this.page.evaluate(([k, p, n]) => window.stage.mount(k, p, n), [
      kind,
      person,
      name,
    ] as const);
  }

  /** Clicks into an editor and puts the caret there, or selects from there to `to`. */
  async focus(name: string, at: number, to: number = at): Promise<void> {
    await this.page.evaluate(([n, a, b]) => window.stage.select(n, a, b), [name, at, to] as const);
  }

  /** Edits of a person who has no editor, one after the other, and their way to everybody. */
  async edit(person: string, ...deltas: Delta[]): Promise<void> {
    // As JSON, whose types are no riddle for Playwright's.
    const json = JSON.stringify(deltas);
    await this.page.evaluate(
      ([p, all]) => {
        for (const delta of JSON.parse(all)) window.stage.edit(p, delta);
      },
      [person, json] as const,
    );
    await this.settle();
  }

  /** Where a person who has no editor has the caret, on its way to everybody. */
  async caret(person: string, caret: Caret | null): Promise<void> {
    await this.page.evaluate(([p, c]) => window.stage.caret(p, c), [person, caret] as const);
    await this.settle();
  }

  /** Waits until one of the carets that are drawn stands before a letter of an editor. */
  async untilCaretAt(index: number, name: string, at: number): Promise<void> {
    await this.page.waitForFunction(
      ([i, n, a]) => {
        const box = document.querySelectorAll(".alongside-caret")[i]?.getBoundingClientRect();
        const { x, y } = window.stage.placeOf(n, a);
        return box && Math.abs(box.x - x) < 3 && box.top < y && box.bottom > y;
      },
      [index, name, at] as const,
    );
  }

  /** Waits until everything has arrived, and is shown. */
  settle(): Promise<void> {
    return this.page.evaluate(() => window.stage.settle());
  }

  shown(name: string): Promise<string> {
    return this.page.evaluate((n) => window.stage.shown(n), name);
  }

  /** The text as the server has it, once everything has arrived. */
  async text(): Promise<string> {
    await this.settle();
    return this.page.evaluate(() => window.stage.server.text.toString());
  }

  refused(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.stage.refused);
  }

  /** Where the letter at a place of an editor's text is on the screen. */
  async placeOf(name: string, at: number): Promise<{ x: number; y: number }> {
    return this.page.evaluate(([n, a]) => window.stage.placeOf(n, a), [name, at] as const);
  }

  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 6, from.y, { steps: 3 });
    await mouse.move(to.x, to.y, { steps: 5 });
    await mouse.up();
  }

  async paste(text: string): Promise<void> {
    await this.page.evaluate((t) => navigator.clipboard.writeText(t), text);
    await this.page.keyboard.press("Control+v");
  }

  /** What an input method does: shows `text` as composed so far, or ends with `commit`. */
  async compose(text: string): Promise<void> {
    const devtools = await this.devtools();
    await devtools.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }

  async commit(text: string): Promise<void> {
    const devtools = await this.devtools();
    await devtools.send("Input.insertText", { text });
  }

  async devtools(): Promise<CDPSession> {
    return (this.#devtools ??= await this.page.context().newCDPSession(this.page));
  }
}
