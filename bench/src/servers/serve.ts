import { monitorEventLoopDelay } from "node:perf_hooks";
import { answer } from "../process.ts";

/** What the bench asks of a server. */
export type ServerQuestion =
  | { readonly ask: "begin" }
  | { readonly ask: "delay" }
  | { readonly ask: "collect" }
  /** Changes the big room, so that it is due for a snapshot. */
  | { readonly ask: "touch" };

/** Answer to `delay`: event-loop delay since `begin`, in ms. */
export interface Delay {
  readonly p99: number;
  readonly max: number;
}

/** Says where a server listens, then tells of its event loop. */
export function serve(port: number, touch?: () => Promise<void>): void {
  const resolution = 1;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  process.send?.({ port });
  answer((question: ServerQuestion) => {
    switch (question.ask) {
      case "begin":
        delay.reset();
        return undefined;
      case "delay": {
        // The histogram holds whole intervals; the wait that was asked for is not a delay.
        const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
        return { p99: ms(delay.percentile(99)), max: ms(delay.max) } satisfies Delay;
      }
      case "collect":
        globalThis.gc?.();
        return undefined;
      case "touch":
        return touch?.();
    }
  });
}
