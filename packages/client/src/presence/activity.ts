import type { Clock, ActivityState } from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import type { Environment } from "../environment.ts";
import type { Report } from "../readable.ts";

/** Without input for this long, somebody is idle. */
export const IDLE_MS = 60_000;

/** What the page's person is doing: `away` while it is hidden, `idle` when nothing was touched for a minute. */
export class Activity {
  readonly #clock: Clock;
  readonly #environment: Environment;
  readonly state: Cell<ActivityState>;
  readonly #stops: readonly (() => void)[];
  #touchedAt: number;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, environment: Environment, report: Report) {
    this.#clock = clock;
    this.#environment = environment;
    this.#touchedAt = clock.now();
    this.state = new Cell<ActivityState>("active", report);
    this.#stops = [
      environment.on("input", () => this.touch()),
      environment.on("focus", () => this.touch()),
      environment.on("visible", () => this.touch()),
      environment.on("hidden", () => this.#judge()),
    ];
    this.#judge();
  }

  /** Somebody did something. Cheap: it is called for every move of a pointer. */
  touch(): void {
    this.#touchedAt = this.#clock.now();
    if (this.state.get() !== "active") this.#judge();
  }

  stop(): void {
    this.#cancel?.();
    for (const stop of this.#stops) stop();
  }

  #judge(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (!this.#environment.visible) return this.state.set("away");
    const left = this.#touchedAt + IDLE_MS - this.#clock.now();
    if (left <= 0) return this.state.set("idle");
    this.#cancel = this.#clock.after(left, () => this.#judge());
    this.state.set("active");
  }
}
