import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { createServer } from "../../src/server.ts";
import { Ownership } from "../../src/store/sqlite/ownership.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { memory } from "../../src/store/memory.ts";
import { CheckFailed, type Store } from "../../src/store/store.ts";
import { Board } from "../live/server.ts";
import { TestClock } from "../room/test-clock.ts";
import { entries, seqs, upTo } from "./entries.ts";
import { folder } from "./folder.ts";

const CHILD = fileURLToPath(new URL("./crash-child.ts", import.meta.url));

describe("[R450] one server at a time has a database file", () => {
  test("[R464] a second one waits, says for whom, and begins after the first one's last append", async () => {
    const file = join(folder(), "rooms.db");
    const first = sqlite(file);
    await first.append("board:a", 0, entries(1, 1));
    const waits: string[] = [];
    const second = sqlite(file, { onWait: (message) => waits.push(message) });
    const appended = second.append("board:a", 3, entries(4, 1));
    await first.append("board:a", 1, entries(2, 2));
    await first.close();
    await appended;
    expect(await second.head("board:a")).toBe(4);
    expect(await seqs(second, "board:a")).toEqual(upTo(4));
    expect(waits).toEqual([
      expect.stringMatching(
        `^Waiting for ${file}: the server with process ${process.pid} on ${hostname()}, since \\S+Z, has it$`,
      ),
    ]);
    await second.close();
  });

  test("one that was killed has lost it at once", async () => {
    const file = join(folder(), "rooms.db");
    const child = spawn(process.execPath, ["--conditions=source", CHILD, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    await once(createInterface(child.stdout), "line");
    const waits: string[] = [];
    const store = sqlite(file, { onWait: (message) => waits.push(message) });
    expect(waits.join()).toContain(`process ${child.pid}`);
    child.kill("SIGKILL");
    await gone;
    const head = await store.head("board:a");
    expect(await seqs(store, "board:a")).toEqual(upTo(head));
    await store.close();
  });

  test("[R464] who waited ten seconds is refused, and what is asked later too", async () => {
    const file = join(folder(), "rooms.db");
    const clock = new TestClock();
    const onWait = (): void => undefined;
    const first = new Ownership({ file, clock, onWait });
    const second = new Ownership({ file, clock, onWait });
    const refused: unknown = second.held.then(
      () => "held",
      (error: unknown) => error,
    );
    await clock.advance(9900);
    first.release();
    const third = new Ownership({ file, clock, onWait });
    expect([second.isHeld, third.isHeld]).toEqual([false, true]);
    await clock.advance(200);
    expect(await refused).toMatchObject({
      name: "CheckFailed",
      code: "store.in-use",
      message: expect.stringMatching(
        /^\S+rooms.db is in use: the server with process \d+ on .+ has it\. Stop that one first, or give/,
      ),
    });
    for (const one of [second, third]) one.release();
  });

  test("a lock that is no database of ours is named in one line", () => {
    const file = join(folder(), "rooms.db");
    writeFileSync(`${file}-lock`, "x".repeat(5000));
    expect(() => sqlite(file)).toThrow(`Cannot take the lock ${file}-lock: file is not a database`);
  });

  test("who closes while it waits, waits no longer", async () => {
    const file = join(folder(), "rooms.db");
    const first = sqlite(file);
    const second = sqlite(file, { onWait: () => undefined });
    const head = second.head("board:a").then(String, String);
    await second.close();
    expect(await head).toContain("closed");
    await first.append("board:a", 0, entries(1, 1));
    await first.close();
  });

  test("`listen` does not open a port before the store is this server's", async () => {
    const store: Store = Object.assign(memory(), {
      open: () => Promise.reject(new CheckFailed("store.in-use", "rooms.db is in use")),
    });
    const server = createServer({ rooms: [Board], store, log: () => undefined });
    onTestFinished(() => server.close());
    await expect(server.listen(0)).rejects.toMatchObject({ code: "store.in-use" });
  });
});
