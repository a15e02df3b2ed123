import { createServer, sqlite } from "@alongside/server";
import { Board } from "./kill-board.ts";

// The server that `kill.test.ts` kills: argv is the data file and the port.
const [file = "", port = "0"] = process.argv.slice(2);
const server = createServer({
  rooms: [Board],
  store: sqlite(file),
  log: () => undefined,
  limits: { changesPerSecond: 5000, messagesPerSecond: 10_000 },
});
const listening = await server.listen(Number(port));
process.send?.(listening.port);
