import type { TransportFactory } from "../connection/transport.ts";
import type { HttpEnvironment } from "./http-requests.ts";
import { pollingWith } from "./polling.ts";
import { type SlotPage, Slots } from "./slots.ts";
import { streamWith } from "./stream.ts";

/** The platform's own. They are looked up with each request, as an app may put others in their place. */
const PLATFORM: HttpEnvironment = {
  fetch: (url, init) => fetch(url, init),
  abortController: () => new AbortController(),
};

/** The ways over plain HTTP that a client in `page` has. */
export interface HttpWays {
  /** Server-sent events for as long as the connection lasts; messages are posted in batches. */
  readonly stream: TransportFactory;
  /** The same with a request for whatever there is, again and again: for proxies that hold a stream back. */
  readonly polling: TransportFactory;
}

export function httpWays(page: SlotPage): HttpWays {
  const slots = new Slots(page);
  return { stream: streamWith(PLATFORM, slots), polling: pollingWith(PLATFORM, slots) };
}
