import type { Report } from "../readable.ts";

/** What `fn` answers; where it throws, that is reported, and the answer is undefined. */
export function attempt<T>(report: Report, fn: () => T): T | undefined {
  try {
    return fn();
  } catch (error) {
    report(error);
    return undefined;
  }
}
