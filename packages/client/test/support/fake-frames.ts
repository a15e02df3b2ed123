import type { Frames } from "../../src/motion/index.ts";

/** Frames that a test makes happen. */
export class FakeFrames implements Frames {
  isReduced = false;
  #now = 0;
  #waiting: ((now: number) => void) | undefined;

  now(): number {
    return this.#now;
  }

  request(fn: (now: number) => void): number {
    this.#waiting = fn;
    return 1;
  }

  cancel(): void {
    this.#waiting = undefined;
  }

  get isAtRest(): boolean {
    return this.#waiting === undefined;
  }

  /** Time passes without a frame, as on a page that is hidden. */
  wait(ms: number): void {
    this.#now += ms;
  }

  pass(ms: number): void {
    this.#now += ms;
    const fn = this.#waiting;
    this.#waiting = undefined;
    fn?.(this.#now);
  }
}
