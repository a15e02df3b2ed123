/** Where frames come from. */
export interface Frames {
  /** In ms, on the same time line as the frames. */
  now(): number;
  /** Calls `fn` before the next paint. Returns a number for `cancel`. */
  request(fn: (now: number) => void): number;
  cancel(request: number): void;
  /** Whether this person asked for less motion: then nothing glides. */
  readonly isReduced: boolean;
}

let less: MediaQueryList | undefined;

/** The page's animation frames. Where there are none, everything is shown at once. */
export const pageFrames: Frames = {
  now: () => performance.now(),
  request: (fn) => requestAnimationFrame(fn),
  cancel: (request) => cancelAnimationFrame(request),
  get isReduced() {
    if (typeof requestAnimationFrame !== "function") return true;
    less ??= matchMedia("(prefers-reduced-motion: reduce)");
    return less.matches;
  },
};
