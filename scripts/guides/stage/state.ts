import type { Client } from "@alongside/client";
import type { Server } from "@alongside/server";

/** What a guide that is being run has opened. */
export interface StageState {
  readonly servers: Server[];
  readonly clients: Client[];
  /** Where the newest server listens, once it does: `ws://127.0.0.1:41234`. */
  url: string | undefined;
  /** What servers said went wrong. */
  readonly errors: unknown[];
}

// Kept beside the modules, which are loaded anew for each guide.
const held = globalThis as typeof globalThis & { alongsideStage?: StageState };

/** What the guide has opened so far. */
export const state: StageState = (held.alongsideStage ??= {
  servers: [],
  clients: [],
  url: undefined,
  errors: [],
});

/** Ends all of it. */
export async function strike(): Promise<void> {
  for (const client of state.clients.splice(0)) client.close();
  await Promise.all(state.servers.splice(0).map((server) => server.close()));
  state.url = undefined;
}
