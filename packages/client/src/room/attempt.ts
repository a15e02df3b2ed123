import type { Report } from "../readable.ts";

/** Returns what `fn` returns. Reports what it throws, and returns undefined then. */
export function attempt<T>(report: Report, fn: () => T): T | undefined {
  try {
    return fn();
  } catch (error) {
    report(error);
    return undefined;
  }
}
