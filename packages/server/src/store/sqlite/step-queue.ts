import { type FollowerStep, Outread } from "../followed.ts";
import type { NamedStep, SavedStep } from "./followed.ts";

interface Waiting {
  readonly step: NamedStep;
  readonly resolve: (ids: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Group commit for what followers save: what comes while the disk is busy goes together. */
export class StepQueue {
  readonly #write: (steps: readonly NamedStep[]) => Promise<readonly SavedStep[]>;
  #waiting: Waiting[] = [];
  #isBusy = false;

  constructor(write: (steps: readonly NamedStep[]) => Promise<readonly SavedStep[]>) {
    this.#write = write;
  }

  /** Resolves once the step is durable, with the ids of what it added. */
  save(follower: string, step: FollowerStep): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ step: [follower, step], resolve, reject });
      if (!this.#isBusy) void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#isBusy = true;
    // What one turn of the event loop saves goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const ids = await this.#write(batch.map(({ step }) => step));
        for (const [i, { step, resolve, reject }] of batch.entries()) {
          const saved = ids[i];
          if (saved === undefined) reject(new Outread(step[1].readIn?.room ?? ""));
          else resolve(saved);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isBusy = false;
  }
}
