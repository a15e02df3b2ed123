// `@alongside/client` as guides meet it while they are run: paths lead to the guide's own server.
import { type Client, type ClientOptions, createClient as create } from "@alongside/client";
import { state } from "./state.ts";

export * from "@alongside/client";

/** The only way that a document of happy-dom has. */
export const ways = ["websocket"] as const;

/** Remembers the client. Throws `Error` before the guide's server listens. */
export function createClient(options: ClientOptions): Client {
  if (state.url === undefined) throw new Error("The guide's server should listen first");
  const url = options.url.startsWith("/") ? state.url + options.url : options.url;
  const client = create({ transports: ways, ...options, url });
  state.clients.push(client);
  return client;
}
