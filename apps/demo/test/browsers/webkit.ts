import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { findWebKit } from "../../../../scripts/webkit.ts";
import { until } from "../board-page.ts";
import { callOf } from "./visitor.ts";
import type { Place, Visitor } from "./visitor.ts";
import { WebDriverSession } from "./webdriver.ts";

const browser = fileURLToPath(new URL("webkit-window.js", import.meta.url));

/** A visitor in WebKit, driven over WebDriver on a screen that nobody looks at. */
export class WebKitVisitor implements Visitor {
  readonly #session: WebDriverSession;
  readonly #processes: readonly ChildProcess[];

  /** Starts the browser with the profile that is in `folder`, or a new one. */
  static async open(folder: string): Promise<WebKitVisitor> {
    const path = findWebKit();
    if (path === undefined) throw new Error("There is no WebKit, or no gjs or Xvfb beside it");
    const screen = spawn(
      "Xvfb",
      ["-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
      { stdio: ["ignore", "ignore", "ignore", "pipe"] },
    );
    const display = String(await firstOf(screen)).trim();
    const port = await freePort();
    const driver = spawn(path, [`--port=${port}`], {
      env: { ...process.env, DISPLAY: `:${display}`, GDK_BACKEND: "x11" },
      stdio: "ignore",
    });
    const url = `http://127.0.0.1:${port}`;
    await until("WebKit's driver answers", () =>
      fetch(`${url}/status`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const session = await WebDriverSession.start(url, {
      alwaysMatch: { "webkitgtk:browserOptions": { binary: browser, args: [folder] } },
    });
    return new WebKitVisitor(session, [driver, screen]);
  }

  constructor(session: WebDriverSession, processes: readonly ChildProcess[]) {
    this.#session = session;
    this.#processes = processes;
  }

  async goto(url: string): Promise<void> {
    await this.#session.send("url", { url });
  }

  async reload(): Promise<void> {
    await this.#session.send("refresh");
  }

  async type(text: string): Promise<void> {
    const actions = Array.from(text).flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.#session.send("actions", { actions: [{ type: "key", id: "keys", actions }] });
  }

  async click(selector: string): Promise<void> {
    const [x, y] = await this.evaluate((wanted) => {
      const box = document.querySelector(wanted)?.getBoundingClientRect();
      if (!box) throw new Error(`The page has no ${wanted}`);
      return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)] as const;
    }, selector);
    await this.drag([[x, y]]);
  }

  async drag([first, ...others]: readonly [Place, ...Place[]]): Promise<void> {
    const move = ([x, y]: Place, duration: number): object => ({
      type: "pointerMove",
      x,
      y,
      duration,
    });
    const actions = [
      move(first, 0),
      { type: "pointerDown", button: 0 },
      ...others.map((place) => move(place, 50)),
      { type: "pointerUp", button: 0 },
    ];
    const mouse = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions };
    await this.#session.send("actions", { actions: [mouse] });
  }

  async evaluate<T, A extends readonly unknown[]>(fn: (...args: A) => T, ...args: A): Promise<T> {
    const script = `return ${callOf(fn, args)}`;
    return (await this.#session.send("execute/sync", { script, args: [] })) as T;
  }

  async close(): Promise<void> {
    try {
      await this.#session.end();
    } finally {
      for (const one of this.#processes) one.kill();
    }
  }
}

/** What a screen says of itself first: its number. */
function firstOf(screen: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    screen.stdio[3]?.once("data", resolve);
    screen.once("error", reject);
    screen.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
}

/** A port that nobody has: the driver takes no other. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port");
  return address.port;
}
