// Writes notes into three boards for ever, which a follower copies into an inbox, and reports each, until it is killed.
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { createServer } from "../../src/server.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { Board, copyNotes, implementedInbox } from "./followed-rooms.ts";

const server = createServer({
  rooms: [Board, implementedInbox()],
  store: sqlite(process.argv[2] as string),
  log: () => undefined,
});
server.follow("mirror", { rooms: [Board], batch: 3 }, (batch, to) => {
  copyNotes(batch, to);
  writeSync(1, "given\n");
});
// It is killed, and would keep nothing of what it compiled.
flushCompileCache();

async function fill(id: string): Promise<void> {
  const board = server.room(Board, id);
  for (let n = (await board.read()).notes.length + 1; ; n++) {
    await board.update((doc) => void doc.notes.push({ text: `${id}${n}` }));
    writeSync(1, "noted\n");
  }
}

await Promise.all(["a", "b", "c"].map(fill));
