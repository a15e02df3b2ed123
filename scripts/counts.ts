import type { Reporter, TestModule } from "vitest/node";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/** What a run came to. A file that fails to load and an unhandled error each count as one failure. */
export function count(modules: readonly TestModule[], errors: readonly unknown[]): Counts {
  let passed = 0;
  let failed = errors.length;
  const skipped: string[] = [];
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") passed++;
      else if (state === "failed") failedHere++;
      else skipped.push(`${module.relativeModuleId} > ${test.fullName}`);
    }
    failed += failedHere || (module.state() === "failed" ? 1 : 0);
  }
  return { passed, failed, skipped };
}

/** The closing line of every run: `3 passed, 0 failed`, and `, 1 skipped` when any was. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped.length > 0 ? `${line}, ${skipped.length} skipped` : line;
}

/** Prints skipped tests by name and the closing line last; with `CI=true` a skip fails the run. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = count(modules, errors);
    process.on("exit", () => {
      for (const name of counts.skipped) console.log(`skipped: ${name}`);
      if (counts.skipped.length > 0 && process.env["CI"] === "true") {
        console.log("With CI=true a skipped test fails the run.");
        process.exitCode ||= 1;
      }
      console.log(closingLine(counts));
    });
  }
}
