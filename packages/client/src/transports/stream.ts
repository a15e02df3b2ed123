import type { TransportFactory } from "../connection/transport.ts";
import type { HttpEnvironment } from "./http-requests.ts";
import { HttpTransport } from "./http-transport.ts";

/** Opens connections whose events come in one answer that stays open. */
export function streamWith(environment: HttpEnvironment): TransportFactory {
  return (url, handlers, clock) => {
    const transport = new StreamTransport(url, handlers, clock, environment);
    void transport.run();
    return transport;
  };
}

class StreamTransport extends HttpTransport {
  async run(): Promise<void> {
    try {
      await this.requests.read({ down: "stream" }, (event) => this.happened(event));
    } catch (error) {
      // However it ended, it is over.
      this.failed(error);
    }
    this.lost();
  }
}
