import { inWords, isFields, misused, said } from "@alongside/core/engine";
import { type MotionClock, type Moving, pageClock } from "./clock.ts";
import { type Curve, EaseOut, Spring } from "./curve.ts";
import { Spline } from "./spline.ts";

/**
 * How something gets to where it is said to be. `ease-out`: within `durationMs`, fast at first. `spring`: as a spring of stiffness 300
 * and damping 30 pulls it. `spline`: as it was moved, with the sender's own timing, `durationMs` later: for strokes.
 */
export type Easing = "ease-out" | "spring" | "spline";

/** Options of {@link createMotion}. */
export interface MotionOptions {
  /**
   * Shows `id` at `values`, which are the same array every time: copy what is kept. `isAtRest`: it stays there until it is told
   * something else. Write a transform, and nothing that makes the page lay itself out again.
   */
  readonly write: (id: string, values: Float64Array, isAtRest: boolean) => void;
  /** `id` is forgotten before it has arrived: it is where its app says. */
  readonly forgotten?: (id: string) => void;
  /** Called once after all that moved in a frame, or was put somewhere, was written. */
  readonly written?: () => void;
  /** By `id`, where that is a function: asked when something is shown first. @default "ease-out" */
  readonly easing?: Easing | ((id: string) => Easing);
  /** How long a glide takes, or how much later a spline plays, in ms. @default 100 */
  readonly durationMs?: number;
  /** What goes farther than this, in the units of the values, is shown there at once. @default 2000 */
  readonly jump?: number;
  /** @default the page's: all that moves on it moves in the same frames */
  readonly clock?: MotionClock;
}

/** Lets what others move glide between the places that are told of it. */
export interface Motion {
  /**
   * `id` is now at `values`: numbers, as many each time. The first place is shown at once, and a far one. `sentAt`: when that was true,
   * in ms by the sender's clock, for a spline. Throws `TypeError` for what are no finite numbers.
   */
  to(id: string, values: ArrayLike<number>, sentAt?: number): void;
  /** Shows `id` at `values` at once. */
  put(id: string, values: ArrayLike<number>): void;
  /** `id` gets to where it goes, and is then forgotten. */
  leave(id: string): void;
  /** Forgets `id` at once; its next place is a first one. */
  remove(id: string): void;
  /** Forgets all. */
  stop(): void;
}

interface Track {
  readonly id: string;
  readonly curve: Curve;
  readonly target: Float64Array;
  readonly shown: Float64Array;
  isMoving: boolean;
  isLeaving: boolean;
}

/** Makes a motion. It does nothing while everything is at rest. Throws `TypeError` and `RangeError` for options that are none. */
export function createMotion(options: MotionOptions): Motion {
  if (!isFields(options) || typeof options["write"] !== "function")
    throw misused(
      "createMotion",
      inWords(() => "the options should be { write(id, values) }"),
      options,
    );
  const { durationMs = 100 } = options;
  if (!(durationMs > 0))
    throw new RangeError(
      said(
        "createMotion",
        inWords(() => `durationMs should be above 0, got ${durationMs}`),
        durationMs,
      ),
    );
  return new MotionOf(options);
}

class MotionOf implements Motion, Moving {
  readonly #options: MotionOptions;
  readonly #clock: MotionClock;
  readonly #jump: number;
  readonly #tracks = new Map<string, Track>();
  readonly #moving: Track[] = [];

  constructor(options: MotionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? pageClock();
    this.#jump = options.jump ?? 2000;
  }

  to(id: string, values: ArrayLike<number>, sentAt?: number): void {
    checkNumbers(values);
    const track = this.#tracks.get(id);
    const clock = this.#clock;
    if (track?.target.length !== values.length || clock.isReduced) return this.#put(id, values);
    track.isLeaving = false;
    if (isSame(track.target, values)) return;
    const now = clock.now();
    track.curve.read(now, track.shown);
    if (distance(track.shown, values) > this.#jump) return this.#put(id, values);
    track.target.set(values);
    track.curve.to(values, now, sentAt ?? now);
    if (!track.isMoving) this.#moving.push(track);
    track.isMoving = true;
    clock.start(this);
  }

  put(id: string, values: ArrayLike<number>): void {
    checkNumbers(values);
    this.#put(id, values);
  }

  leave(id: string): void {
    const track = this.#tracks.get(id);
    if (track?.isMoving === true) track.isLeaving = true;
    else this.#tracks.delete(id);
  }

  remove(id: string): void {
    const track = this.#tracks.get(id);
    this.#tracks.delete(id);
    if (track?.isMoving !== true) return;
    this.#rest(track);
    if (this.#moving.length === 0) this.#clock.stop(this);
    this.#options.forgotten?.(id);
  }

  stop(): void {
    this.#tracks.clear();
    for (const track of this.#moving) track.isMoving = false;
    this.#moving.length = 0;
    this.#clock.stop(this);
  }

  frame(now: number): boolean {
    const { write, written } = this.#options;
    const moving = this.#moving;
    let errors: unknown[] | undefined;
    // From the end, as who has arrived is taken out on the way.
    for (let i = moving.length - 1; i >= 0; i--) {
      const track = moving[i];
      if (track === undefined) continue;
      const isAtRest = track.curve.read(now, track.shown);
      if (isAtRest) this.#arrive(track);
      try {
        write(track.id, track.shown, isAtRest);
      } catch (error) {
        // Whoever cannot be written is at rest; the others glide on.
        this.#rest(track);
        (errors ??= []).push(error);
      }
    }
    written?.();
    if (moving.length === 0) this.#clock.stop(this);
    if (errors !== undefined) throw errors[0];
    return moving.length > 0;
  }

  #put(id: string, values: ArrayLike<number>): void {
    const { write, written } = this.#options;
    let track = this.#tracks.get(id);
    if (track?.target.length !== values.length) {
      if (track !== undefined) this.#rest(track);
      track = this.#newTrack(id, values.length);
      this.#tracks.set(id, track);
    }
    this.#rest(track);
    track.isLeaving = false;
    track.target.set(values);
    track.shown.set(values);
    track.curve.put(values, this.#clock.now());
    write(id, track.shown, true);
    written?.();
  }

  #newTrack(id: string, size: number): Track {
    const { easing: given = "ease-out", durationMs = 100 } = this.#options;
    const easing = typeof given === "function" ? given(id) : given;
    const curve =
      easing === "spline"
        ? new Spline(size, durationMs)
        : easing === "spring"
          ? new Spring(size)
          : new EaseOut(size, durationMs);
    const target = new Float64Array(size);
    const shown = new Float64Array(size);
    return { id, curve, target, shown, isMoving: false, isLeaving: false };
  }

  #arrive(track: Track): void {
    this.#rest(track);
    if (track.isLeaving) this.#tracks.delete(track.id);
  }

  #rest(track: Track): void {
    if (!track.isMoving) return;
    track.isMoving = false;
    const moving = this.#moving;
    const last = moving.pop();
    if (last !== undefined && last !== track) moving[moving.indexOf(track)] = last;
  }
}

function isSame(a: Float64Array, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function distance(a: Float64Array, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = (a[i] as number) - (b[i] as number);
    sum += apart * apart;
  }
  return Math.sqrt(sum);
}

function checkNumbers(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw misused(
        "createMotion",
        inWords(() => "a place should be a list of finite numbers"),
        values,
      );
}
