import { launch } from "puppeteer-core";
import type { Browser, Page } from "puppeteer-core";
import { findFirefox } from "../../../../scripts/firefox.ts";
import { callOf } from "./visitor.ts";
import type { Place, Visitor } from "./visitor.ts";

/** A visitor in Firefox, driven over WebDriver BiDi. */
export class FirefoxVisitor implements Visitor {
  readonly #browser: Browser;
  readonly #page: Page;

  /** Starts the browser with the profile that is in `folder`, or a new one. */
  static async open(folder: string): Promise<FirefoxVisitor> {
    const executablePath = findFirefox();
    if (executablePath === undefined) throw new Error("There is no Firefox");
    const browser = await launch({
      browser: "firefox",
      executablePath,
      userDataDir: folder,
      defaultViewport: { width: 1280, height: 800 },
      timeout: 60_000,
    });
    return new FirefoxVisitor(browser, (await browser.pages())[0] ?? (await browser.newPage()));
  }

  constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  async goto(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  async reload(): Promise<void> {
    await this.#page.reload();
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text);
  }

  click(selector: string): Promise<void> {
    return this.#page.click(selector);
  }

  async drag([first, ...others]: readonly [Place, ...Place[]]): Promise<void> {
    const { mouse } = this.#page;
    await mouse.move(...first);
    await mouse.down();
    for (const place of others) await mouse.move(...place, { steps: 4 });
    await mouse.up();
  }

  async evaluate<T, A extends readonly unknown[]>(fn: (...args: A) => T, ...args: A): Promise<T> {
    return (await this.#page.evaluate(callOf(fn, args))) as T;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
