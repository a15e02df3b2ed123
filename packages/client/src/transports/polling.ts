import type { TransportFactory } from "../connection/transport.ts";
import { Gone, type HttpEnvironment } from "./http-requests.ts";
import { HttpTransport } from "./http-transport.ts";

/** How long the server lets a poll wait, in ms: at first, and at least. A proxy that cuts polls makes it less. */
const WAIT_MS = 25_000;
const MIN_WAIT_MS = 1000;

/** Polls that may fail one after the other. */
const MAX_FAILED = 3;

/** Opens connections whose events come in one answer after the other, each ended with what there is. */
export function pollingWith(environment: HttpEnvironment): TransportFactory {
  return (url, handlers, clock) => {
    const transport = new PollTransport(url, handlers, clock, environment);
    void transport.run();
    return transport;
  };
}

class PollTransport extends HttpTransport {
  /** The number of the last event that came. */
  #last = 0;

  async run(): Promise<void> {
    let wait = WAIT_MS;
    let failed = 0;
    while (!this.isOver && failed < MAX_FAILED) {
      const since = this.clock.now();
      try {
        // oxlint-disable-next-line no-await-in-loop -- one poll after the other
        await this.#poll(wait);
        failed = 0;
      } catch (error) {
        this.failed(error);
        if (error instanceof Gone) break;
        failed += 1;
        // A proxy cut the poll: ask it to wait half as long next time. What was under way is asked for again.
        wait = Math.max(MIN_WAIT_MS, Math.min(wait, this.clock.now() - since) / 2);
      }
    }
    this.lost();
  }

  #poll(wait: number): Promise<void> {
    return this.requests.read({ down: "poll", wait, after: this.#last }, (event) => {
      // What came of an answer that was cut comes again. A refusal has no number.
      if (event.id > 0 && event.id <= this.#last) return;
      this.#last = event.id;
      this.happened(event);
    });
  }
}
