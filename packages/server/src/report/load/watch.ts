import { Problem } from "../../cli/problem.ts";
import type { Stage, Viewer } from "./stage.ts";

/** How long a server may be away, in ms, before there is nothing to measure any more. */
const AWAY_MS = 5000;

/** How often it is looked at, in ms. */
const LOOK_MS = 250;

/** Notices that the server has gone in the middle: a page waits for ever, as it should. */
export class Watch {
  readonly #stage: Stage;
  readonly #viewer: Viewer;
  #isOver = false;
  readonly #failed = Promise.withResolvers<never>();

  constructor(stage: Stage, viewer: Viewer) {
    this.#stage = stage;
    this.#viewer = viewer;
    this.#failed.promise.catch(() => undefined);
  }

  /** Rejects with `Problem` once the server has been away, or all of it has taken, too long. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** Begins to look. After `mostMs` it is over too. */
  start(mostMs: number): void {
    void this.#look(mostMs);
  }

  stop(): void {
    this.#isOver = true;
  }

  async #look(mostMs: number): Promise<void> {
    let liveAt = this.#stage.now();
    const end = liveAt + mostMs;
    while (!this.#isOver) {
      await this.#stage.sleep(LOOK_MS);
      const now = this.#stage.now();
      if (now > end)
        return this.#failed.reject(
          new Problem("The server answers too slowly: it was not done in three times the time"),
        );
      if (this.#viewer.isLive) liveAt = now;
      else if (now - liveAt > AWAY_MS)
        return this.#failed.reject(
          new Problem(`The server went away in the middle: ${this.#viewer.trouble ?? "no answer"}`),
        );
    }
  }
}
