import { chromium } from "playwright-core";
import type { BrowserContext, Page } from "playwright-core";
import { findChromium } from "../../../../scripts/chromium.ts";
import { callOf } from "./visitor.ts";
import type { Place, Visitor } from "./visitor.ts";

/** A visitor in Chromium. */
export class ChromiumVisitor implements Visitor {
  readonly #context: BrowserContext;
  readonly #page: Page;

  /** Starts the browser with the profile that is in `folder`, or a new one. */
  static async open(folder: string): Promise<ChromiumVisitor> {
    const executablePath = findChromium();
    const context = await chromium.launchPersistentContext(folder, {
      viewport: { width: 1280, height: 800 },
      ...(executablePath !== undefined && { executablePath }),
    });
    return new ChromiumVisitor(context, context.pages()[0] ?? (await context.newPage()));
  }

  constructor(context: BrowserContext, page: Page) {
    this.#context = context;
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

  evaluate<T, A extends readonly unknown[]>(fn: (...args: A) => T, ...args: A): Promise<T> {
    return this.#page.evaluate(callOf(fn, args));
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
