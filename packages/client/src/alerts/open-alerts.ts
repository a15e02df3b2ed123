import { isQuiet, isTold, levelFor } from "@alongside/core/inbox";
import type { InboxHandle, Notification as Item } from "../inbox/types.ts";
import { OneTab } from "./one-tab.ts";
import { endPush, ensurePush } from "./push.ts";
import type { AlertOptions, Alerts, AlertState } from "./types.ts";

/** Where it is remembered what somebody chose. */
const CHOSEN = "alongside:alerts";

/** What comes within so many ms is told together. */
const GATHER_MS = 1000;

/** More at once are one alert. */
const MOST = 3;

/**
 * Alerts of the system for what comes into `inbox` while nobody sees a page of the app; nobody is asked before `turnOn`. One tab of several tells.
 * What its user has at `nothing` for `push`, and what is not urgent in quiet hours, is not told.
 */
export function openAlerts(inbox: InboxHandle, options: AlertOptions = {}): Alerts {
  const here = new AlertsHere(inbox, options);
  return {
    get: () => here.state,
    subscribe: (callback) => here.subscribe(callback),
    turnOn: () => here.turnOn(),
    turnOff: () => here.turnOff(),
    update: (next) => void (here.options = next),
    close: () => here.close(),
  };
}

class AlertsHere {
  options: AlertOptions;
  readonly #inbox: InboxHandle;
  readonly #tab = new OneTab();
  readonly #callbacks = new Set<() => void>();
  readonly #ending = new AbortController();
  readonly #stop: () => void;
  /** The items that were there, and how much of each; undefined before the inbox was there. */
  #known: ReadonlyMap<string, number> | undefined;
  readonly #waiting = new Set<string>();
  readonly #shown = new Map<string, Notification>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPushed = false;

  constructor(inbox: InboxHandle, options: AlertOptions) {
    this.#inbox = inbox;
    this.options = options;
    const { signal } = this.#ending;
    this.#tab.begin();
    this.#stop = inbox.subscribe(() => this.#look());
    // Another tab may have been told yes or no, and a browser's settings may have changed while this one was hidden.
    window.addEventListener("storage", ({ key }) => key === CHOSEN && this.#changed(), { signal });
    document.addEventListener("visibilitychange", () => this.#changed(), { signal });
    (navigator as Partial<Navigator>).serviceWorker?.addEventListener(
      "message",
      ({ data }) => this.#clicked(data),
      { signal },
    );
    this.#look();
  }

  get state(): AlertState {
    if (typeof Notification === "undefined") return "none";
    if (Notification.permission === "denied") return "blocked";
    const chosen = recall();
    if (chosen === "off") return "off";
    return chosen === "on" && Notification.permission === "granted" ? "on" : "ask";
  }

  subscribe(callback: () => void): () => void {
    const own = (): void => callback();
    this.#callbacks.add(own);
    return () => void this.#callbacks.delete(own);
  }

  async turnOn(): Promise<AlertState> {
    if (this.state === "none") return "none";
    if ((await Notification.requestPermission()) === "granted") remember("on");
    this.#changed();
    return this.state;
  }

  turnOff(): void {
    remember("off");
    this.#isPushed = false;
    void endPush(this.#inbox);
    this.#changed();
  }

  close(): void {
    this.#stop();
    this.#ending.abort();
    this.#tab.end();
    clearTimeout(this.#timer);
    for (const shown of this.#shown.values()) shown.close();
  }

  #changed(): void {
    this.#push();
    for (const callback of this.#callbacks) callback();
  }

  /** Has this browser hear by Web Push, once both it and the inbox are ready. */
  #push(): void {
    const { pushKey } = this.options;
    const isReady = this.state === "on" && this.#inbox.get().name === "ready";
    if (pushKey === undefined || this.#isPushed || !isReady) return;
    this.#isPushed = true;
    void ensurePush(this.#inbox, pushKey);
  }

  #look(): void {
    const { name, items } = this.#inbox.get();
    if (name !== "ready") return;
    this.#push();
    const before = this.#known;
    this.#known = new Map(items.map(({ key, count }) => [key, count]));
    for (const [key, shown] of this.#shown) {
      if (items.some((item) => item.key === key && item.seen === 0)) continue;
      // Seen on another page or device: what says that it is new goes.
      shown.close();
      this.#shown.delete(key);
    }
    if (before === undefined || this.state !== "on") return;
    for (const { key, count, seen } of items)
      if (seen === 0 && count > (before.get(key) ?? 0)) this.#waiting.add(key);
    if (this.#waiting.size === 0) return;
    this.#timer ??= setTimeout(() => void this.#tell(), GATHER_MS);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const { items, levels, quiet } = this.#inbox.get();
    const isNight = isQuiet(quiet, Date.now());
    const fresh = items.filter(
      (item) =>
        this.#waiting.has(item.key) &&
        item.seen === 0 &&
        (item.priority === "urgent" || !isNight) &&
        isTold(levelFor(levels, item, "push"), item),
    );
    this.#waiting.clear();
    const [first] = fresh;
    if (first === undefined || this.state !== "on") return;
    if (fresh.length > MOST) {
      const { manyOf = (count) => `${count} new notifications` } = this.options;
      const name = `${fresh.length} ${first.at}`;
      if (await this.#tab.claims(name)) await this.#show("alongside", manyOf(fresh.length), "");
      return;
    }
    for (const item of fresh) {
      const { titleOf = ({ title }) => title } = this.options;
      // oxlint-disable-next-line no-await-in-loop -- in the order in which they came
      if (!(await this.#tab.claims(`${item.key} ${item.at}`))) continue;
      // oxlint-disable-next-line no-await-in-loop -- as above
      await this.#show(`alongside ${item.key}`, titleOf(item), item.body, item);
    }
  }

  async #show(tag: string, title: string, body: string, item?: Item): Promise<void> {
    const { icon } = this.options;
    const data = { alongside: { key: item?.key } };
    // Of one tag there is one alert: also where the server has sent the same by Web Push.
    const options = { tag, body, data, ...(icon !== undefined && { icon }) };
    try {
      const shown = new Notification(title, options);
      shown.addEventListener("click", () => {
        shown.close();
        window.focus();
        this.#clicked(data);
      });
      if (item) this.#shown.set(item.key, shown);
    } catch {
      // Phones show alerts of service workers alone.
      const registration = await navigator.serviceWorker?.getRegistration();
      await registration?.showNotification(title, options);
    }
  }

  /** An alert was clicked, here or in the service worker, which has brought this page to the front. */
  #clicked(data: unknown): void {
    const about = (data as { readonly alongside?: { readonly key?: unknown } } | null)?.alongside;
    if (about === undefined) return;
    const { items } = this.#inbox.get();
    const item = items.find(({ key }) => key === about.key);
    if (item === undefined) return;
    this.#inbox.read(item.key);
    this.options.onOpen?.(item);
  }
}

// Storage may be switched off, full, or forbidden in a frame: then nothing is remembered, and nothing is told.

function recall(): string | null {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}

function remember(chosen: "on" | "off"): void {
  try {
    localStorage.setItem(CHOSEN, chosen);
  } catch {}
}
