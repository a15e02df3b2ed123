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

  /** Rejects with `Problem` once the server has been away too long. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  start(): void {
    void this.#look();
  }

  stop(): void {
    this.#isOver = true;
  }

  async #look(): Promise<void> {
    let liveAt = this.#stage.now();
    while (!this.#isOver) {
      await this.#stage.sleep(LOOK_MS);
      const now = this.#stage.now();
      if (this.#viewer.isLive) liveAt = now;
      else if (now - liveAt > AWAY_MS)
        return this.#failed.reject(
          new Problem(`The server went away in the middle: ${this.#viewer.trouble ?? "no answer"}`),
        );
    }
  }
}
