import { createClient } from "@alongside/client";
import type { Client, ClientOptions } from "@alongside/client";
import { isClient } from "./client-provider.ts";
import { given } from "./given.ts";

let options: ClientOptions = { url: "/live" };
let client: Client | undefined;

/**
 * Says how hooks without a `ClientProvider` connect: options, or a client of the app's own. Without it they connect to `/live` of
 * the page's own host. Throws once a hook has connected.
 */
export function configureClient(next: ClientOptions | Client): void {
  if (client)
    throw new Error("configureClient comes before the first hook: a client is connected already");
  if (typeof next !== "object" || next === null)
    throw new TypeError(
      `configureClient needs options such as { url: "/live" }, or a client, got ${given(next)}`,
    );
  if (isClient(next)) client = next;
  else options = next;
}

/** The client of hooks without a `ClientProvider`. */
export function defaultClient(): Client {
  client ??= createClient(options);
  return client;
}
