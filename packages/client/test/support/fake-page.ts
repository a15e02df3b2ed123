import { systemClock } from "@alongside/core/engine";
import { type BrowserPage, FakeBrowser } from "@alongside/testing";
import type { Environment, EnvironmentEvent, Locks } from "../../src/index.ts";

/** A page whose events a test makes happen. */
export class FakePage implements Environment {
  online = true;
  visible = true;
  location: string | undefined = "https://board.test/roadmap";
  isHeld = false;
  locks: Locks | undefined;
  channel: Environment["channel"];
  readonly kept = new Map<string, string>();
  /** What the tab remembers. */
  inTab = new Map<string, string>();
  readonly inBrowser: BrowserPage;
  readonly #callbacks = new Map<EnvironmentEvent, Set<() => void>>();

  /** A page of `browser`, or of one of its own. */
  constructor(browser = new FakeBrowser(systemClock)) {
    this.inBrowser = browser.open();
    this.locks = this.inBrowser.locks;
    this.channel = this.inBrowser.channel;
  }

  on(event: EnvironmentEvent, callback: () => void): () => void {
    const callbacks = this.#callbacks.get(event) ?? new Set();
    this.#callbacks.set(event, callbacks);
    callbacks.add(callback);
    return () => void callbacks.delete(callback);
  }

  holdUnload(): () => void {
    this.isHeld = true;
    return () => {
      this.isHeld = false;
    };
  }

  recall(key: string): string | undefined {
    return this.kept.get(key);
  }

  remember(key: string, value: string): void {
    this.kept.set(key, value);
  }

  recallInTab(key: string): string | undefined {
    return this.inTab.get(key);
  }

  rememberInTab(key: string, value: string): void {
    this.inTab.set(key, value);
  }

  happen(event: EnvironmentEvent): void {
    if (event === "visible" || event === "hidden") this.visible = event === "visible";
    if (event === "online" || event === "offline") this.online = event === "online";
    for (const callback of Array.from(this.#callbacks.get(event) ?? [])) callback();
  }

  get listeners(): number {
    return [...this.#callbacks.values()].reduce((sum, callbacks) => sum + callbacks.size, 0);
  }
}
