// A server on a database file, as a process of its own: says its port, deletes a room when it is told to, stops gracefully on SIGTERM.
import { createServer, sqlite } from "@alongside/server";
import { Board } from "./board.ts";

const [file = "", port = "0"] = process.argv.slice(2);
const server = createServer({ rooms: [Board], store: sqlite(file), log: () => undefined });
process.on("message", (room: string) => {
  void server.rooms.delete(room).then(() => process.send?.("deleted"));
});
process.once("SIGTERM", () => {
  void server.close().then(() => process.exit(0));
});
process.send?.((await server.listen(Number(port), "127.0.0.1")).port);
