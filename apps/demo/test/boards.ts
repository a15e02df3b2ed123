import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launchChromium } from "../../../scripts/chromium.ts";
import { BoardPage } from "./board-page.ts";
import { RealServer } from "./real-server.ts";

/** What the tests of a file share: a real server, a real browser, and a fresh board for each test. */
export interface Boards {
  readonly server: () => RealServer;
  /** Opens a new board in so many browsers. */
  readonly open: (count: number, options?: BrowserContextOptions) => Promise<BoardPage[]>;
  readonly openTwo: () => Promise<[BoardPage, BoardPage]>;
  readonly openOne: () => Promise<BoardPage>;
  /** Opens so many tabs with a new board, all of one person: they cost less than browsers. */
  readonly openTabs: (count: number, options?: BrowserContextOptions) => Promise<BoardPage[]>;
  /** Opens an address in one more browser. */
  readonly joinAt: (url: string) => Promise<BoardPage>;
  /** Opens the board that `page` shows in one more browser. */
  readonly join: (page: BoardPage, options?: BrowserContextOptions) => Promise<BoardPage>;
}

/**
 * Starts server and browser before the tests of a file, closes pages after each and everything at the end. The pages are boards,
 * or what `path` says.
 */
export function boardsFor(name: string, path = ""): Boards {
  let browser: Browser;
  let server: RealServer;
  let pages: BoardPage[] = [];
  let count = 0;

  beforeAll(async () => {
    // Both at once; each is closed after the tests, also where the other did not start.
    const starting = await Promise.allSettled([
      launchChromium().then((started) => (browser = started)),
      RealServer.start().then((started) => (server = started)),
    ]);
    for (const one of starting) if (one.status === "rejected") throw one.reason;
  });
  afterEach(async () => {
    const errors = pages.flatMap((page) => page.errors);
    await Promise.all(pages.map((page) => page.close()));
    pages = [];
    if (errors.length > 0) throw new Error(`A page complained: ${errors.join("; ")}`);
  });
  afterAll(async () => {
    // Whichever of them started.
    await (browser as Browser | undefined)?.close();
    await (server as RealServer | undefined)?.remove();
  });

  async function show(url: string, options?: BrowserContextOptions): Promise<BoardPage> {
    const page = await BoardPage.open(browser, url, options);
    pages.push(page);
    return page;
  }

  function open(people: number, options?: BrowserContextOptions): Promise<BoardPage[]> {
    const url = `${server.url}/${path}#${name}-${++count}`;
    return Promise.all(Array.from({ length: people }, () => show(url, options)));
  }

  async function openTabs(tabs: number, options?: BrowserContextOptions): Promise<BoardPage[]> {
    const [first] = await open(1, options);
    if (!first) throw new Error("A page should be open");
    const url = first.page.url();
    const others = await Promise.all(
      Array.from({ length: tabs - 1 }, () => BoardPage.openIn(first.context, url)),
    );
    pages.push(...others);
    return [first, ...others];
  }

  return {
    server: () => server,
    open,
    openTabs,
    async openTwo() {
      const [ada, ben] = await open(2);
      if (!ada || !ben) throw new Error("Two pages should be open");
      return [ada, ben];
    },
    async openOne() {
      const [ada] = await open(1);
      if (!ada) throw new Error("A page should be open");
      return ada;
    },
    joinAt: (url) => show(url),
    join: (page, options) => show(page.page.url(), options),
  };
}
