import type { TransportFactory } from "../connection/transport.ts";
import type { HttpEnvironment } from "./http-requests.ts";
import { HttpTransport } from "./http-transport.ts";
import type { Slots } from "./slots.ts";

/** Opens connections whose events come in one answer that stays open, where `slots` let it. */
export function streamWith(environment: HttpEnvironment, slots: Slots): TransportFactory {
  return (url, handlers, clock) => {
    const transport = new StreamTransport(url, handlers, clock, environment, slots);
    void transport.run();
    return transport;
  };
}

class StreamTransport extends HttpTransport {
  async run(): Promise<void> {
    const { slots } = this;
    await slots.join(this.url, this.clock, this.#slotsChanged);
    const ended = this.isOver ? undefined : slots.keep();
    try {
      if (ended !== undefined)
        await this.requests.read({ down: "stream" }, (event) => this.happened(event));
    } catch (error) {
      // However it ended, it is over.
      this.failed(error);
    }
    ended?.();
    slots.leave(this.#slotsChanged);
    if (ended === undefined) this.crowded();
    else this.lost();
  }

  readonly #slotsChanged = (): void => {
    if (!this.slots.mayKeep) this.move("down");
  };
}
