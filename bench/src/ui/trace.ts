/** One event of a trace of Chromium's, its times in µs. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
}

/** What a page does in script, and for styles and layout; painting is done elsewhere. */
const SCRIPT = new Set([
  "FireAnimationFrame",
  "TimerFire",
  "FunctionCall",
  "EvaluateScript",
  "RunMicrotasks",
]);
const STYLE = new Set(["UpdateLayoutTree", "Layout", "PrePaint"]);

/** What each frame took, in ms, by the marks that the page has set. */
export interface Frames {
  /** Script and style of each frame, sorted. */
  readonly perFrame: readonly number[];
  /** Script of all of them. */
  readonly scriptMs: number;
}

/** Reads a trace. Throws where the page has set no marks. */
export function readFrames(trace: Buffer): Frames {
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const marks = traceEvents.filter(({ name }) => name === "frame").toSorted((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (first === undefined) throw new Error("The trace has no frames");
  const own = traceEvents
    .filter(
      ({ ph, pid, tid, name }) =>
        ph === "X" &&
        pid === first.pid &&
        tid === first.tid &&
        (SCRIPT.has(name) || STYLE.has(name)),
    )
    .toSorted((a, b) => a.ts - b.ts);
  const perFrame = marks.map(() => 0);
  let scriptMs = 0;
  let frame = 0;
  let until = 0;
  for (const { ts, dur = 0, name } of own) {
    // What is in something that was counted is counted with it.
    if (ts < until) continue;
    until = ts + dur;
    if (ts < first.ts - 1000) continue;
    // A frame begins with its first callback, somewhat before the mark.
    while (frame + 1 < marks.length && ts + dur >= marks[frame + 1]!.ts) frame += 1;
    perFrame[frame] = (perFrame[frame] ?? 0) + dur / 1000;
    if (SCRIPT.has(name)) scriptMs += dur / 1000;
  }
  return { perFrame: perFrame.toSorted((a, b) => a - b), scriptMs };
}
