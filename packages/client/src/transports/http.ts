import type { HttpEnvironment } from "./http-requests.ts";
import { pollingWith } from "./polling.ts";
import { streamWith } from "./stream.ts";

/** The platform's own. They are looked up with each request, as an app may put others in their place. */
const PLATFORM: HttpEnvironment = {
  fetch: (url, init) => fetch(url, init),
  abortController: () => new AbortController(),
};

/** Server-sent events for as long as the connection lasts; messages are posted in batches. */
export const stream = streamWith(PLATFORM);

/** The same with a request for whatever there is, again and again: for proxies that hold a stream back. */
export const polling = pollingWith(PLATFORM);
