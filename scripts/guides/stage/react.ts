// `@alongside/react` as guides meet it while they are run: hooks connect to the guide's own server.
import type { Client, ClientOptions } from "@alongside/client";
import { configureClient as configure } from "@alongside/react";
import { createClient, ways } from "./client.ts";
import { state } from "./state.ts";

export * from "@alongside/react";

/** Makes a client of options at once, by the stage's `createClient`. */
export function configureClient(next: ClientOptions | Client): void {
  configure("join" in next ? next : createClient(next));
}

// The client itself comes with the first hook.
configure({ url: `${state.url}/live`, transports: ways });
