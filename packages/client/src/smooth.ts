import { isFields, inWords, misused, said } from "@alongside/core/engine";
import type { Readable } from "./readable.ts";

/** Where frames come from. */
export interface Frames {
  /** In ms, on the same time line as the frames. */
  now(): number;
  /** Calls `fn` before the next paint. Returns a function that cancels it. */
  request(fn: (now: number) => void): () => void;
  /** Whether this person asked for less motion: then nothing glides. */
  readonly isReduced: boolean;
}

export interface SmootherOptions {
  /** Puts what stands for `client` at a place. Write a transform, and nothing that makes the page lay itself out again. */
  readonly write: (client: string, x: number, y: number) => void;
  /** How long a glide takes, in ms: three updates of presence. @default 100 */
  readonly durationMs?: number;
  /** A move farther than this, in the units of `write`, is a jump and is shown at once. @default 2000 */
  readonly jump?: number;
  /** Where frames come from. @default the page's animation frames */
  readonly frames?: Frames;
}

/** Lets the cursors of others glide between the places that presence tells of. */
export interface Smoother {
  /** `client` is now there. The first place, and one that is far away, is shown at once. */
  to(client: string, x: number, y: number): void;
  /** Forgets a client; its next place is a first one. */
  remove(client: string): void;
  /** Forgets all of them. */
  stop(): void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Glide {
  from: Point;
  to: Point;
  startedAt: number;
}

/** The page's frames; at once where there are none. */
const pageFrames: Frames = {
  now: () => performance.now(),
  request(fn) {
    const frame = requestAnimationFrame(fn);
    return () => cancelAnimationFrame(frame);
  },
  get isReduced() {
    return (
      typeof requestAnimationFrame !== "function" ||
      matchMedia("(prefers-reduced-motion: reduce)").matches
    );
  },
};

/** Makes a smoother. It does nothing while everything is at rest. */
export function createSmoother(options: SmootherOptions): Smoother {
  if (!isFields(options) || typeof options["write"] !== "function")
    throw misused(
      "createSmoother",
      inWords(() => "the options should be { write(client, x, y) }"),
      options,
    );
  const { write, durationMs = 100, jump = 2000, frames = pageFrames } = options;
  if (!(durationMs >= 0))
    throw new RangeError(
      said(
        "createSmoother",
        inWords(() => `durationMs should be at least 0, got ${durationMs}`),
        durationMs,
      ),
    );
  const resting = new Map<string, Point>();
  const gliding = new Map<string, Glide>();
  let cancel: (() => void) | undefined;

  function rest(client: string, place: Point): void {
    gliding.delete(client);
    resting.set(client, place);
    write(client, place.x, place.y);
  }

  function frame(now: number): void {
    cancel = undefined;
    const errors: unknown[] = [];
    for (const [client, glide] of gliding) {
      try {
        if (now - glide.startedAt >= durationMs) rest(client, glide.to);
        else {
          const { x, y } = along(glide, now, durationMs);
          write(client, x, y);
        }
      } catch (error) {
        // Whoever cannot be written is at rest; the others glide on.
        gliding.delete(client);
        errors.push(error);
      }
    }
    if (gliding.size > 0) cancel = frames.request(frame);
    if (errors.length > 0) throw errors[0];
  }

  return {
    to(client, x, y) {
      const to = { x, y };
      const now = frames.now();
      const glide = gliding.get(client);
      const from = glide === undefined ? resting.get(client) : along(glide, now, durationMs);
      if (from === undefined || frames.isReduced || Math.hypot(x - from.x, y - from.y) > jump)
        return rest(client, to);
      const target = glide?.to ?? from;
      if (target.x === x && target.y === y) return;
      resting.delete(client);
      gliding.set(client, { from, to, startedAt: now });
      cancel ??= frames.request(frame);
    },
    remove(client) {
      gliding.delete(client);
      resting.delete(client);
    },
    stop() {
      cancel?.();
      cancel = undefined;
      gliding.clear();
      resting.clear();
    },
  };
}

function along({ from, to, startedAt }: Glide, now: number, durationMs: number): Point {
  const part = durationMs === 0 ? 1 : Math.min(1, Math.max(0, (now - startedAt) / durationMs));
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/**
 * Feeds a smoother with what `place` finds in the presence of others: `followCursors(room.others, (p) => p.cursor, smoother)`.
 * Who has no place is removed. Returns a function that ends it.
 */
export function followCursors<P>(
  others: Readable<readonly { readonly client: string; readonly presence: P }[]>,
  place: (presence: P) => Point | null | undefined,
  smoother: Smoother,
): () => void {
  if (!isFields(others) || typeof others["get"] !== "function")
    throw misused(
      "followCursors",
      inWords(() => "the others should be room.others"),
      others,
    );
  if (typeof place !== "function")
    throw misused(
      "followCursors",
      inWords(() => "what finds the place should be a function such as (p) => p.cursor"),
      place,
    );
  let shown = new Map<string, Point>();
  const follow = (): void => {
    const seen = new Map<string, Point>();
    const errors: unknown[] = [];
    for (const { client, presence } of others.get()) {
      try {
        const at = place(presence);
        if (at === null || at === undefined) continue;
        seen.set(client, at);
        if (shown.get(client) !== at) smoother.to(client, at.x, at.y);
      } catch (error) {
        errors.push(error);
      }
    }
    for (const client of shown.keys()) if (!seen.has(client)) smoother.remove(client);
    shown = seen;
    if (errors.length > 0) throw errors[0];
  };
  follow();
  const stop = others.subscribe(follow);
  return () => {
    stop();
    for (const client of shown.keys()) smoother.remove(client);
  };
}
