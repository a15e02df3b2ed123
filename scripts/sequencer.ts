import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Runs the files in an order in which two that run at once seldom need the same: see `spread`. */
export default class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- Vitest's, which answers a copy
    const usual = await super.sort(files);
    return spread(usual, ({ project }) => project.name);
  }
}

/** How long a file of the simulator takes, next to an ordinary one. */
const SIM_WEIGHT = 10;
/** How much of the others has begun when the last file with browsers begins; after it small ones fill up both workers' time. */
const BROWSERS_UNTIL = 0.9;

/**
 * Spreads the files with browsers, which mostly wait, over the others, which mostly compute. Among themselves, both keep their
 * order.
 */
export function spread<File>(files: readonly File[], projectOf: (file: File) => string): File[] {
  const browsers = files.filter((file) => projectOf(file) === "e2e");
  const others = files.filter((file) => projectOf(file) !== "e2e");
  const weigh = (file: File): number => (projectOf(file) === "sim" ? SIM_WEIGHT : 1);
  const until = BROWSERS_UNTIL * others.reduce((sum, file) => sum + weigh(file), 0);
  const order: File[] = [];
  let [begun, begunBrowsers] = [0, 0];
  for (const other of others) {
    const due = Math.ceil(((begun + 1) / until) * browsers.length);
    order.push(...browsers.slice(begunBrowsers, due), other);
    begunBrowsers = Math.max(begunBrowsers, due);
    begun += weigh(other);
  }
  return [...order, ...browsers.slice(begunBrowsers)];
}
