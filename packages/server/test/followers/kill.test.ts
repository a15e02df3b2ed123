import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createServer } from "../../src/server.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { folder } from "../store/folder.ts";
import { Board, copyNotes, implementedInbox, Inbox } from "./followed-rooms.ts";

/** Kills among all tests, and in `npm run soak`. */
const KILLS = process.env["ALONGSIDE_SOAK"] === undefined ? 3 : 200;

const CHILD = fileURLToPath(new URL("./kill-child.ts", import.meta.url));

/** Runs the child until it has said so many lines, waits for so many turns of this process, and kills it. */
async function runAndKill(file: string, lines: number, turns: number): Promise<void> {
  const child = spawn(process.execPath, ["--conditions=source", CHILD, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let left = lines;
  for await (const _ of createInterface(child.stdout)) {
    if (--left !== 0) continue;
    // Not always right after something was said.
    for (let turn = 0; turn < turns; turn++)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await new Promise((resolve) => setImmediate(resolve));
    child.kill("SIGKILL");
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
}

test(
  "[R1512] what a follower writes is in the file exactly once, however often its process is killed",
  { timeout: 15_000 * KILLS },
  async () => {
    const file = join(folder(), "rooms.db");
    for (let kill = 0; kill < KILLS; kill++)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await runAndKill(
        file,
        1 + ((kill * 37 + Math.floor(Math.random() * 20)) % 50),
        Math.floor(Math.random() * 40),
      );
    const server = createServer({
      rooms: [Board, implementedInbox()],
      store: sqlite(file),
      log: () => undefined,
    });
    const follower = server.follow("mirror", { rooms: [Board] }, copyNotes);
    await follower.settled();
    const { items, told } = await server.room(Inbox, "one").read();
    let all = 0;
    for (const id of ["a", "b", "c"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const notes = (await server.room(Board, id).read()).notes.map(({ text }) => text);
      all += notes.length;
      const copied = items.map(({ text }) => text).filter((text) => text.startsWith(id));
      expect(copied).toEqual(notes);
    }
    expect(all).toBeGreaterThan(KILLS);
    expect([items.length, told]).toEqual([all, all]);
    expect(await follower.letters.list()).toEqual([]);
    await server.close();
  },
);
