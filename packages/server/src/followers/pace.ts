import type { Clock, Random } from "@alongside/core/engine";

/** The longest wait before the second try, and before any. */
const FIRST_MS = 500;
const LONGEST_MS = 5 * 60 * 1000;

/** How long to wait after so many failures, in ms: exponential with full jitter. */
export function backoff(failures: number, random: Random): number {
  return random.next() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 20));
}

/** The handler took too long. */
export class TooLong extends Error {
  override readonly name = "TooLong";
}

/** What `run` comes to. Rejects with {@link TooLong} after `ms`, having called `onLate`. */
export async function inTime<T>(
  clock: Clock,
  ms: number,
  run: () => T | Promise<T>,
  onLate: () => void,
): Promise<T> {
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(ms, () => {
      onLate();
      reject(new TooLong(`The handler was not done within ${ms} ms`));
    });
  });
  try {
    return await Promise.race([Promise.resolve().then(run), late]);
  } finally {
    cancel?.();
  }
}
