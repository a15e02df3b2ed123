import type { Network, TransportKind } from "./network.ts";
import type { BrowserKind } from "../env/environment.ts";
import { SimRandom } from "../env/sim-random.ts";
import type { SimTime } from "../env/sim-time.ts";

const LADDER: readonly TransportKind[] = ["websocket", "stream", "polling"];

/** Which transports the pages of a world have: the seed says so, apart from all else that it decides. */
export class Ways {
  /** Whether pages go from one transport to another. That takes its time, so such a world lasts longer. */
  readonly isMixed: boolean;
  /** Whether nobody has anything but WebSockets. */
  readonly isSocketsOnly: boolean;
  readonly #random: SimRandom;
  /** Apart from the others, so that these decide as they did without it. */
  readonly #browsers: SimRandom;
  readonly #all: TransportKind | undefined;

  constructor(seed: number) {
    this.#random = new SimRandom(seed ^ 0x51ab_12ed);
    this.#browsers = new SimRandom(seed ^ 0x3c6e_f372);
    const roll = this.#random.next();
    this.#all =
      roll < 0.4 ? "websocket" : roll < 0.55 ? "stream" : roll < 0.7 ? "polling" : undefined;
    this.isMixed = this.#all === undefined;
    this.isSocketsOnly = this.#all === "websocket";
  }

  /** What the browser of a person has for plain HTTP. */
  nextBrowser(): BrowserKind {
    if (this.isSocketsOnly) return "free";
    const roll = this.#browsers.next();
    return roll < 0.3 ? "slots" : roll < 0.5 ? "insecure" : "free";
  }

  /** The transports of a new page in a browser, the best first. */
  next(browser: BrowserKind): readonly TransportKind[] {
    const kinds =
      this.#all !== undefined
        ? [this.#all]
        : this.#random.chance(0.7)
          ? LADDER
          : [this.#random.pick(LADDER)];
    // A stream alone may never find room.
    return browser !== "free" && kinds[0] === "stream" ? ["stream", "polling"] : kinds;
  }

  /** Somebody behind a proxy opens a page. What that lets through changes now and then. */
  opened(network: Network, time: SimTime, page: number): void {
    const proxy = network.proxyOf(page);
    if (!this.isMixed || proxy === undefined) return;
    const random = this.#random;
    proxy.refusesUpgrades = random.chance(0.7);
    proxy.holdsStreams = random.chance(0.4);
    const change = (): void => {
      if (network.calm) return;
      proxy.refusesUpgrades = !proxy.refusesUpgrades;
      proxy.holdsStreams = random.chance(0.3);
      // What goes through a proxy that is restarted breaks.
      if (random.chance(0.5)) network.cut(page, false);
      time.after(random.between(10_000, 30_000), change);
    };
    time.after(random.between(3000, 25_000), change);
  }
}
