// Erases a person from all rooms of a file, or goes on with it, until it is done or killed.
import { defineRoom, list, text, value } from "@alongside/core";
import { flushCompileCache } from "node:module";
import { implement } from "../../src/implement.ts";
import { createServer } from "../../src/server.ts";
import { sqlite } from "../../src/store/sqlite.ts";

const Paper = defineRoom("paper", {
  version: 1,
  storage: { body: text(), notes: list({ by: value("") }) },
});
const server = createServer({
  rooms: [implement(Paper, { erase: ["by"] })],
  store: sqlite(process.argv[2] as string),
  log: () => undefined,
});
// It is killed, and would keep nothing of what it compiled.
flushCompileCache();
process.stdout.write("begun\n");
const { failed } = await server.erase("eve-person");
await server.close();
process.stdout.write(failed.length === 0 ? "done\n" : `${failed[0]?.message}\n`);
