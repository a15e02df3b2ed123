import type { Environment, EnvironmentEvent, Locks } from "@alongside/client";
import { type BrowserPage, FakeBrowser } from "@alongside/testing";
import type { SimTime } from "./sim-time.ts";

/**
 * How many requests the pages of a browser keep open between them: `free`, as many as they like; `slots`, one; `insecure`, none, as
 * it has no locks.
 */
export type BrowserKind = "free" | "slots" | "insecure";

/** A person's browser: what its pages share, and what it keeps over page loads. */
export class SimBrowser {
  readonly kind: BrowserKind;
  readonly shared: FakeBrowser;
  readonly kept = new Map<string, string>();

  constructor(time: SimTime, kind: BrowserKind) {
    this.kind = kind;
    this.shared = new FakeBrowser({ now: () => time.now, after: (ms, fn) => time.after(ms, fn) });
  }
}

/** What is around a page of the simulator: its browser, and somebody who may look away from it, and come back. */
export class SimEnvironment implements Environment {
  readonly online = true;
  readonly location: string | undefined;
  visible = true;
  readonly locks: Locks | undefined;
  readonly channel: Environment["channel"];
  readonly #page: BrowserPage;
  readonly #kept: Map<string, string>;
  readonly #tab = new Map<string, string>();
  readonly #listeners = new Map<EnvironmentEvent, Set<() => void>>();

  constructor({ kind, shared, kept }: SimBrowser) {
    this.location = kind === "free" ? undefined : "https://sim/";
    this.#page = shared.open();
    this.#kept = kept;
    this.locks = kind === "insecure" ? undefined : this.#page.locks;
    this.channel = this.#page.channel;
  }

  on(event: EnvironmentEvent, callback: () => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(callback));
    return () => listeners.delete(callback);
  }

  /** Nobody looks at the page any more, or somebody does again. */
  show(isVisible: boolean): void {
    this.visible = isVisible;
    for (const listener of this.#listeners.get(isVisible ? "visible" : "hidden") ?? []) listener();
  }

  holdUnload(): () => void {
    return () => undefined;
  }

  recall(key: string): string | undefined {
    return this.#kept.get(key);
  }

  remember(key: string, value: string): void {
    this.#kept.set(key, value);
  }

  recallInTab(key: string): string | undefined {
    return this.#tab.get(key);
  }

  rememberInTab(key: string, value: string): void {
    this.#tab.set(key, value);
  }

  /** The page is gone. */
  die(): void {
    this.#page.kill();
  }
}
