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

/** Undefined until it was asked for. It is kept, as asking takes longer than a glide does. */
let isLess: boolean | undefined;
/** The time of this task. */
let time: number | undefined;

/** The same during a whole task: a cursor and what it drags, told of in one message, set out at one moment however long the task takes. */
function timeOfTask(): number {
  if (time === undefined) {
    time = performance.now();
    queueMicrotask(() => {
      time = undefined;
    });
  }
  return time;
}

/** The page's animation frames. Where there are none, everything is shown at once. */
export const pageFrames: Frames = {
  now: timeOfTask,
  request: (fn) => requestAnimationFrame(fn),
  cancel: (request) => cancelAnimationFrame(request),
  get isReduced() {
    if (typeof requestAnimationFrame !== "function") return true;
    if (isLess === undefined) {
      const less = matchMedia("(prefers-reduced-motion: reduce)");
      isLess = less.matches;
      less.addEventListener("change", ({ matches }) => {
        isLess = matches;
      });
    }
    return isLess;
  },
};
