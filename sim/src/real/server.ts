import { flushCompileCache } from "node:module";
import { createServer, Dropped, implement, sqlite } from "@alongside/server";
import { Board, FORBIDDEN_LETTER } from "../app/board.ts";

// The server that a real world kills. argv: the data file, and "forget" for one that fills no tail from what a snapshot covers.
const [file = "", what = ""] = process.argv.slice(2);
const store = sqlite(file);
if (what === "forget") {
  const base = (await store.loadSnapshot("board:r"))?.seq ?? 0;
  const read = store.read.bind(store);
  store.read = (room, after, limit) => {
    if (limit !== undefined && after < base) throw new Dropped(room, after, base);
    return read(room, after, limit);
  };
}
const server = createServer({
  rooms: [
    implement(Board, {
      allow: (change) =>
        JSON.stringify(change.ops).includes(FORBIDDEN_LETTER)
          ? { code: "rule.forbidden", message: "Not that" }
          : true,
    }),
  ],
  store,
  log: () => undefined,
  limits: {
    snapshotEvery: 100,
    changesPerSecond: 5000,
    messagesPerSecond: 10_000,
    workPerSecond: 1e6,
  },
});
const listening = await server.listen(0, "127.0.0.1");
// It is killed, and would keep nothing of what it compiled.
flushCompileCache();
process.send?.(listening.port);
