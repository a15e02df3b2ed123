import type { Curve } from "./curve.ts";

/** Samples that are kept: at 125 a second some 120 ms of a stroke. */
const SAMPLES = 16;

/** A sender's clock that differs by more than this, in ms, from where it was, was set anew. */
const RESET_MS = 10_000;

/** Of what the sender's clock seems to be ahead or behind of the estimate, this part is believed with each sample. */
const BELIEVE_EARLY = 0.25;
const BELIEVE_LATE = 0.02;

/**
 * Plays what was sent as it was made: `delayMs` later, with the sender's own time between the samples and a smooth line through
 * them, however unevenly they came. A sender whose clock is wrong, or runs faster or slower, is played all the same. It never goes
 * beyond the newest sample.
 */
export class Spline implements Curve {
  readonly #size: number;
  readonly #delayMs: number;
  /** Rings of `SAMPLES`: when each was true, by the sender's clock, and its numbers. */
  readonly #times = new Float64Array(SAMPLES);
  readonly #values: Float64Array;
  #newest = 0;
  #count = 0;
  /** What this page's clock shows beyond the sender's, in ms, with the way of the message in it: the shortest way, about. */
  #ahead = 0;

  constructor(size: number, delayMs: number) {
    this.#size = size;
    this.#delayMs = delayMs;
    this.#values = new Float64Array(SAMPLES * size);
  }

  put(values: ArrayLike<number>, now: number): void {
    this.#count = 0;
    this.#ahead = 0;
    this.#push(values, now - this.#delayMs);
  }

  to(values: ArrayLike<number>, now: number, sentAt: number): void {
    const late = now - sentAt;
    const last = this.#times[this.#newest] as number;
    const isFirst = this.#count === 1 && this.#ahead === 0;
    if (isFirst || sentAt <= last || Math.abs(late - this.#ahead) > RESET_MS) {
      this.#restart(values, now, sentAt);
      return;
    }
    const off = late - this.#ahead;
    this.#ahead += off * (off < 0 ? BELIEVE_EARLY : BELIEVE_LATE);
    // Whoever paused stood still until just before they moved on.
    if (sentAt - last > 2 * this.#delayMs) this.#repeat(sentAt - this.#delayMs);
    this.#push(values, sentAt);
  }

  read(now: number, out: Float64Array): boolean {
    const time = now - this.#ahead - this.#delayMs;
    let after = this.#newest;
    if (time >= (this.#times[after] as number)) {
      this.#copy(after, out);
      return true;
    }
    for (let back = 1; back < this.#count; back++) {
      const before = (this.#newest - back + SAMPLES) % SAMPLES;
      if ((this.#times[before] as number) <= time) {
        const isOldest = back === this.#count - 1;
        this.#between(before, after, isOldest, time, out);
        return false;
      }
      after = before;
    }
    this.#copy(after, out);
    return false;
  }

  /** Nothing is known of the sender's clock any more: it goes on from where it is. */
  #restart(values: ArrayLike<number>, now: number, sentAt: number): void {
    const shown = new Float64Array(this.#size);
    this.read(now, shown);
    this.#count = 0;
    this.#ahead = now - sentAt;
    this.#push(shown, sentAt - this.#delayMs);
    this.#push(values, sentAt);
  }

  #push(values: ArrayLike<number>, time: number): void {
    this.#newest = (this.#newest + 1) % SAMPLES;
    this.#count = Math.min(SAMPLES, this.#count + 1);
    this.#times[this.#newest] = time;
    this.#values.set(values, this.#newest * this.#size);
  }

  #repeat(time: number): void {
    const start = this.#newest * this.#size;
    this.#push(this.#values.slice(start, start + this.#size), time);
  }

  #copy(sample: number, out: Float64Array): void {
    for (let i = 0; i < this.#size; i++) out[i] = this.#values[sample * this.#size + i] as number;
  }

  /** A cubic through two samples, with the slopes that their neighbours give. */
  #between(from: number, to: number, isOldest: boolean, time: number, out: Float64Array): void {
    const size = this.#size;
    const times = this.#times;
    const values = this.#values;
    const start = times[from] as number;
    const end = times[to] as number;
    const span = end - start;
    const t = (time - start) / span;
    const before = isOldest ? from : (from - 1 + SAMPLES) % SAMPLES;
    const after = to === this.#newest ? to : (to + 1) % SAMPLES;
    const spanIn = end - (times[before] as number);
    const spanOut = (times[after] as number) - start;
    const t2 = t * t;
    const t3 = t2 * t;
    for (let i = 0; i < size; i++) {
      const a = values[from * size + i] as number;
      const b = values[to * size + i] as number;
      const slopeIn = (b - (values[before * size + i] as number)) / spanIn;
      const slopeOut = ((values[after * size + i] as number) - a) / spanOut;
      out[i] =
        a * (2 * t3 - 3 * t2 + 1) +
        b * (3 * t2 - 2 * t3) +
        span * (slopeIn * (t3 - 2 * t2 + t) + slopeOut * (t3 - t2));
    }
  }
}
