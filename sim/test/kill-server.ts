import { flushCompileCache } from "node:module";
import { createServer, sqlite } from "@alongside/server";
import { Board } from "./kill-board.ts";

// The server that `kill.test.ts` kills: argv is the data file.
const [file = ""] = process.argv.slice(2);
const server = createServer({
  rooms: [Board],
  store: sqlite(file),
  log: () => undefined,
  limits: { changesPerSecond: 5000, messagesPerSecond: 10_000, workPerSecond: 1e6 },
});
const listening = await server.listen(0);
// It is killed, and would keep nothing of what it compiled.
flushCompileCache();
process.send?.(listening.port);
