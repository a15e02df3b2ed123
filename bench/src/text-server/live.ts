import type { DriverQuestion } from "../commit/driver.ts";
import type { Measured, Pressure } from "../commit/load.ts";
import { start, type System } from "../commit/systems.ts";
import { startNode } from "../process.ts";

/** Servers with sockets. What they keep, and where, is said at the commit bench. */
export const LIVE: readonly System[] = [
  { name: "Alongside", wire: "alongside text", program: "alongside" },
  { name: "Hocuspocus", wire: "hocuspocus text", program: "hocuspocus" },
  {
    name: "Hocuspocus, flushDelay: false",
    wire: "hocuspocus text",
    program: "hocuspocus",
    options: { flushDelay: false },
  },
  { name: "y-websocket", wire: "y-websocket text", program: "y-websocket" },
];

export const TYPISTS = 50;

/** Five keys a second of each: people who type fast. */
const PRESSURE: Pressure = { name: "open", perSecond: 5 * TYPISTS };

const WARM_MS = 2000;
const MS = 4000;

/** Has everybody type in one text of one room. */
export async function typeTogether(system: System): Promise<Measured> {
  const started = await start(system);
  const driver = startNode("commit/driver.ts", { wire: system.wire });
  const ask = <T>(question: DriverQuestion): Promise<T> => driver.ask<T>(question);
  const serverPid = started.child.pid;
  try {
    await ask({ ask: "prepare", clients: TYPISTS, count: 40 });
    const target = { port: started.port, clients: TYPISTS, rooms: 1, prefix: "text-" };
    await ask({ ask: "open", target });
    await ask({ ask: "run", pressure: PRESSURE, ms: WARM_MS, serverPid });
    return await ask<Measured>({ ask: "run", pressure: PRESSURE, ms: MS, serverPid });
  } finally {
    await driver.stop();
    await started.child.stop("SIGKILL");
    started.remove();
  }
}
