import { vi } from "vitest";

/** As `expect.poll` waits: for finding hangs. A second, which is Vitest's own, is little for a machine that does much else. */
const TIMEOUT_MS = 20_000;

const { waitFor } = vi;

function waitForLong<T>(...[callback, options]: Parameters<typeof waitFor<T>>): Promise<T> {
  return waitFor(
    callback,
    typeof options === "object" ? options : { timeout: options ?? TIMEOUT_MS },
  );
}

// It is run for each file, also where files share a process.
if (waitFor.name !== waitForLong.name) vi.waitFor = waitForLong;
