import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Clock } from "@alongside/core/engine";

/** Writes some text; resolves once there is room for more. A reader that takes nothing for `slowMs` is cut off. */
export async function writeOut(
  clock: Clock,
  signal: AbortSignal,
  response: ServerResponse,
  text: string,
  slowMs: number,
): Promise<void> {
  if (signal.aborted || response.write(text)) return;
  const cancel = clock.after(slowMs, () => response.destroy());
  try {
    await once(response, "drain", { signal });
  } catch {
    // The reader is gone: whoever writes sees the signal.
  } finally {
    cancel();
  }
}
