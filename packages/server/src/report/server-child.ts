// The app's own server for a report: its rooms and their rules, on a free port of this machine, over a database in a folder that goes
// with it. It ends with the process that started it.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { loadRooms } from "../cli/load-rooms.ts";
import { Problem } from "../cli/problem.ts";
import { createServer } from "../server.ts";
import { sqlite } from "../store/sqlite.ts";
import { Probe } from "./probe.ts";
import type { ServerHeard, ServerOrder, ServerTold } from "./own-server.ts";

const {
  rooms: file,
  folder,
  key,
} = JSON.parse(process.env["ALONGSIDE_REPORT_ORDER"] ?? "") as ServerOrder;
// Should nobody else be left to do it.
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.on("disconnect", () => process.exit(1));

try {
  const rooms = await loadRooms(file, process.cwd());
  const server = createServer({
    rooms: [...rooms, Probe],
    store: sqlite(join(folder, "rooms.db")),
    api: { keys: [{ key, scope: "admin" }] },
    origins: "local",
    log: () => undefined,
    onError: (error) => console.error(error),
    // All people of a report come from one address, and some of them never rest.
    limits: {
      messagesPerSecond: 1_000_000,
      changesPerSecond: 1_000_000,
      bytesPerSecond: 1e9,
      workPerSecond: 1e9,
      connectionsPerAddress: 10_000,
    },
  });
  const { url } = await server.listen(0, "127.0.0.1");
  process.on("message", (heard: ServerHeard) => {
    if (heard.name === "stop") return void server.close().finally(() => process.exit(0));
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const vitals = { cpuMs: (user + system) / 1000, memoryBytes: process.memoryUsage.rss() };
    say({ name: "vitals", vitals });
  });
  say({ name: "serving", url });
} catch (error) {
  const isKnown = error instanceof Problem;
  const message = error instanceof Error ? error.message : String(error);
  if (!isKnown) console.error(error);
  say({ name: "failed", message, exitCode: isKnown ? error.exitCode : 1 }, () => process.exit(1));
}

function say(what: ServerTold, then: () => void = () => undefined): void {
  process.send?.(what, undefined, undefined, then);
}
