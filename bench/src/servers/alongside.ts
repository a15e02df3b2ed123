import { createServer, memory, sqlite } from "@alongside/server";
import { argumentsOf } from "../process.ts";
import { Bench, Page, Shapes, Spot, Week } from "../rooms.ts";
import { serve } from "./serve.ts";

interface Arguments {
  readonly folder: string;
  readonly idleMs?: number;
  readonly port?: number;
  /** Whether rooms are kept on disk. */
  readonly isDurable?: boolean;
  /** Whether it has the defaults of a server for people in everything. */
  readonly isPlain?: boolean;
}

const {
  folder,
  idleMs,
  port: wanted = 0,
  isDurable = true,
  isPlain = false,
} = argumentsOf<Arguments>();

// The defaults of a server for people, raised where 64 clients that never rest, at one address, would be held back.
const server = createServer({
  rooms: [Bench, Page, Shapes, Spot, Week],
  store: isDurable ? sqlite(`${folder}/rooms.db`) : memory(),
  limits: isPlain
    ? {}
    : {
        messagesPerSecond: 1_000_000,
        changesPerSecond: 1_000_000,
        bytesPerSecond: 1e9,
        workPerSecond: 1e9,
        connectionsPerAddress: 10_000,
        inFlight: 100_000,
        ...(idleMs !== undefined && { idleMs }),
      },
  log: () => undefined,
});
const { port } = await server.listen(wanted, "127.0.0.1");
serve(port, async () => {
  await server.room(Shapes, "big").update((doc) => {
    const first = doc.items.at(0);
    if (first !== undefined) first.at = { x: Date.now(), y: 0 };
  });
});
