import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

type Place = readonly [x: number, y: number];

/** One person at a board: a browser profile of their own, with mouse and keyboard. */
export class BoardPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about. */
  readonly errors: string[] = [];
  /** What the page asked for. */
  readonly requests: string[] = [];

  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<BoardPage> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      // What a worker answers cannot be held back or watched by a test.
      serviceWorkers: "block",
      ...options,
    });
    // They have been here before: nothing is offered to them.
    await context.addInitScript(() => {
      // An empty page has nowhere to keep that.
      if (location.protocol !== "about:") localStorage.setItem("alongside.offered", "yes");
    });
    return BoardPage.openIn(context, url);
  }

  /** Opens one more tab of somebody who has others. */
  static async openIn(context: BrowserContext, url: string): Promise<BoardPage> {
    const board = new BoardPage(context, await context.newPage());
    await board.page.goto(url);
    await board.page.waitForSelector("[data-status=live]");
    return board;
  }

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.on("request", (request) => this.requests.push(request.url()));
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  /** Presses a key for a tool, then drags along `path`. */
  async draw(key: string, path: readonly [Place, ...Place[]]): Promise<void> {
    await this.page.keyboard.press(key);
    await this.drag(path);
  }

  /** Puts a note around (500, 400), opens it and types `text`. */
  async writeNote(text: string): Promise<void> {
    await this.page.keyboard.press("n");
    await this.page.mouse.click(500, 400);
    await this.page.keyboard.type(text);
  }

  async drag([first, ...others]: readonly [Place, ...Place[]]): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(...first);
    await mouse.down();
    for (const place of others) await mouse.move(...place, { steps: 4 });
    await mouse.up();
  }

  /** Every shape as it is drawn, in order: equal where boards are equal. */
  shapes(): Promise<string[]> {
    return this.page.$$eval("[data-shape]", (shapes) => shapes.map((shape) => shape.outerHTML));
  }

  ids(): Promise<string[]> {
    return this.page.$$eval("[data-shape]", (shapes) =>
      shapes.map((shape) => shape.getAttribute("data-shape") ?? ""),
    );
  }

  names(): Promise<string[]> {
    return this.page.$$eval("[data-shape]", (shapes) =>
      shapes.map((shape) => shape.getAttribute("aria-label") ?? ""),
    );
  }

  /** The ids on the screen if, in the same moment, the status says that everything is saved. */
  savedIds(): Promise<string[]> {
    return this.page.evaluate(() =>
      document.querySelector("[data-status][data-saved=server]")
        ? [...document.querySelectorAll("[data-shape]")].map(
            (shape) => shape.getAttribute("data-shape") ?? "",
          )
        : [],
    );
  }

  status(): Promise<string> {
    return this.page.$eval(".status", (status) => status.textContent ?? "");
  }

  async untilSaved(): Promise<void> {
    await this.page.waitForSelector("[data-status=live][data-saved=server]", { timeout: 40_000 });
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** Waits until `check` answers true. */
export async function until(
  what: string,
  check: () => Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`After ${timeoutMs} ms still not: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 40);
    });
  }
}

/** Waits until all pages show the same shapes, and as many as `count` where that is given. */
export async function untilEqual(pages: readonly BoardPage[], count?: number): Promise<string[]> {
  let shown: string[][] = [];
  await until(
    "all boards are equal",
    async () => {
      // One page is asked first: what all of them answer costs them the time that they need to become equal.
      if (count !== undefined && (await pages[0]?.ids())?.length !== count) return false;
      shown = await Promise.all(pages.map((page) => page.shapes()));
      const [first] = shown;
      if (count !== undefined && first?.length !== count) return false;
      return shown.every((shapes) => JSON.stringify(shapes) === JSON.stringify(first));
    },
    30_000,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${shown.map((shapes) => shapes.length).join(", ")} shapes`);
  });
  return shown[0] ?? [];
}
