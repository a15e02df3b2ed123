import { alongside } from "./alongside.ts";

/** Saves what was said and tells pages to come back, when the process is asked to end. */
export function endGracefully(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void alongside.close().then(() => process.exit(0)));
}

/** Ends the process with one line where it cannot listen: the port is taken, or another server has the data. */
export function explain(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
