/**
 * How a row of numbers gets from one target to the next. Where it is depends on the time alone, not on how many frames there were:
 * a page that was hidden for an hour shows the newest place with its first frame. Asking where it is allocates nothing.
 */
export interface Curve {
  /** Stands at `values`. */
  put(values: ArrayLike<number>, now: number): void;
  /** Heads for `values` from where it is at `now`. `sentAt`: when they were true, in ms by the clock of whoever sent them. */
  to(values: ArrayLike<number>, now: number, sentAt: number): void;
  /** Writes into `out` where it is at `now`. Returns whether it has arrived. */
  read(now: number, out: Float64Array): boolean;
}

/** Fast at first, then slower, for `durationMs`. A new target is headed for from where it is, over the whole time. */
export class EaseOut implements Curve {
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  readonly #durationMs: number;
  #startedAt = 0;

  constructor(size: number, durationMs: number) {
    this.#from = new Float64Array(size);
    this.#to = new Float64Array(size);
    this.#durationMs = durationMs;
  }

  put(values: ArrayLike<number>, now: number): void {
    this.#from.set(values);
    this.#to.set(values);
    this.#startedAt = now - this.#durationMs;
  }

  to(values: ArrayLike<number>, now: number): void {
    this.read(now, this.#from);
    this.#to.set(values);
    this.#startedAt = now;
  }

  read(now: number, out: Float64Array): boolean {
    const from = this.#from;
    const to = this.#to;
    const part = (now - this.#startedAt) / this.#durationMs;
    if (part >= 1) {
      out.set(to);
      return true;
    }
    // Quadratic: at 15 to 60 targets a second no frame's step is more than 1.4 times that of an even speed.
    const left = part <= 0 ? 1 : (1 - part) * (1 - part);
    for (let i = 0; i < to.length; i++) {
      const target = to[i] as number;
      out[i] = target + ((from[i] as number) - target) * left;
    }
    return false;
  }
}

const STIFFNESS = 300;
const DAMPING = 30;
/** Per second: how fast the swing dies down, and how fast it goes round, for a mass of 1. */
const DECAY = DAMPING / 2;
const TURN = Math.sqrt(STIFFNESS - DECAY * DECAY);
/** After this time, in seconds, a hundred-thousandth of the way is left. */
const REST_S = 0.8;

/** A spring of stiffness 300 and damping 30: it keeps its speed where the target moves, and overshoots by less than one percent. */
export class Spring implements Curve {
  readonly #to: Float64Array;
  /** Of each number, the share of the cosine and of the sine in how far it is from its target. */
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  #startedAt = 0;

  constructor(size: number) {
    this.#to = new Float64Array(size);
    this.#cos = new Float64Array(size);
    this.#sin = new Float64Array(size);
  }

  put(values: ArrayLike<number>, now: number): void {
    this.#to.set(values);
    this.#cos.fill(0);
    this.#sin.fill(0);
    this.#startedAt = now - REST_S * 1000;
  }

  to(values: ArrayLike<number>, now: number): void {
    const seconds = (now - this.#startedAt) / 1000;
    const fade = Math.exp(-DECAY * seconds);
    const c = fade * Math.cos(TURN * seconds);
    const s = fade * Math.sin(TURN * seconds);
    for (let i = 0; i < this.#to.length; i++) {
      const a = this.#cos[i] as number;
      const b = this.#sin[i] as number;
      const speed = (b * TURN - a * DECAY) * c - (a * TURN + b * DECAY) * s;
      const target = values[i] as number;
      const away = (this.#to[i] as number) + a * c + b * s - target;
      this.#to[i] = target;
      this.#cos[i] = away;
      this.#sin[i] = (speed + DECAY * away) / TURN;
    }
    this.#startedAt = now;
  }

  read(now: number, out: Float64Array): boolean {
    const seconds = Math.max(0, (now - this.#startedAt) / 1000);
    if (seconds >= REST_S) {
      out.set(this.#to);
      return true;
    }
    const fade = Math.exp(-DECAY * seconds);
    const c = fade * Math.cos(TURN * seconds);
    const s = fade * Math.sin(TURN * seconds);
    for (let i = 0; i < out.length; i++)
      out[i] =
        (this.#to[i] as number) + (this.#cos[i] as number) * c + (this.#sin[i] as number) * s;
    return false;
  }
}
