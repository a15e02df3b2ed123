import { type Frames, pageFrames } from "./frames.ts";

/** Something that moves with a clock. */
export interface Moving {
  /** Shows what it shows at `now`. Returns whether it moves on. What it throws keeps nobody else from moving. */
  readonly frame: (now: number) => boolean;
}

/** One clock for all that moves on a page: all of it is shown in the same frame, for the same moment. At rest it asks for no frames. */
export class MotionClock {
  readonly #frames: Frames;
  readonly #moving: Moving[] = [];
  #request: number | undefined;
  #isInFrame = false;

  constructor(frames: Frames = pageFrames) {
    this.#frames = frames;
  }

  get isReduced(): boolean {
    return this.#frames.isReduced;
  }

  now(): number {
    return this.#frames.now();
  }

  start(moving: Moving): void {
    if (!this.#moving.includes(moving)) this.#moving.push(moving);
    if (!this.#isInFrame) this.#request ??= this.#frames.request(this.#frame);
  }

  stop(moving: Moving): void {
    const at = this.#moving.indexOf(moving);
    if (at >= 0) this.#moving.splice(at, 1);
    if (this.#moving.length > 0 || this.#request === undefined) return;
    this.#frames.cancel(this.#request);
    this.#request = undefined;
  }

  readonly #frame = (now: number): void => {
    this.#request = undefined;
    this.#isInFrame = true;
    let errors: unknown[] | undefined;
    for (let i = this.#moving.length - 1; i >= 0; i--) {
      const moving = this.#moving[i];
      if (moving === undefined) continue;
      try {
        if (!moving.frame(now)) this.stop(moving);
      } catch (error) {
        (errors ??= []).push(error);
      }
    }
    this.#isInFrame = false;
    if (this.#moving.length > 0) this.#request = this.#frames.request(this.#frame);
    if (errors !== undefined) throw errors[0];
  };
}

let page: MotionClock | undefined;

/** The clock of the page's animation frames. */
export function pageClock(): MotionClock {
  return (page ??= new MotionClock());
}
