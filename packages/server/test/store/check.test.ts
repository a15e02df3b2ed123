import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { check, explainCheck } from "../../src/store/sqlite/check.ts";
import { connect } from "../../src/store/sqlite/file.ts";
import { WorkerThread } from "../../src/store/sqlite/worker-thread.ts";
import { openWriter, type Writer } from "../../src/store/sqlite/writer.ts";
import { faulty } from "../../../testing/src/index.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { CheckFailed } from "../../src/store/store.ts";
import { live } from "../live/server.ts";
import { TestClock } from "../room/test-clock.ts";
import { entries, seqs, upTo } from "./entries.ts";
import { folder } from "./folder.ts";

describe("[R294] a check says why the store cannot work", () => {
  test("a full disk, until there is space again", async () => {
    const store = sqlite(join(folder(), "rooms.db"), { maxBytes: 512 * 1024 });
    await store.check();
    let head = 0;
    for (let isFull = false; !isFull; head++) {
      isFull = await store.append("board:a", head, entries(head + 1, 1, 10_000)).then(
        () => false,
        () => true,
      );
    }
    await expect(store.check()).rejects.toMatchObject({ name: "CheckFailed", code: "store.full" });
    expect(await seqs(store, "board:a")).toEqual(upTo(head - 1));
    await store.deleteRoom("board:a");
    // What was deleted is removed piece by piece.
    await expect.poll(() => store.check().then(() => "well", String)).toBe("well");
    await store.close();
  });

  test("a file that somebody else has locked, long before an append gives up waiting for it", async () => {
    const file = join(folder(), "rooms.db");
    const store = sqlite(file);
    await store.append("board:a", 0, entries(1, 1));
    // The store is alone with its file, as far as stores go.
    const another = new WorkerThread<Writer>("writer-worker", { file, maxBytes: undefined });
    await another.ask("truncate");
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    let isWaiting = true;
    const appended = another
      .ask("append", {
        rooms: ["board:b"],
        afters: [0],
        lasts: [1],
        ats: [1],
        authors: ["[]"],
        bodies: ["[]"],
        epochs: [""],
      })
      .finally(() => void (isWaiting = false));
    await expect(store.check()).rejects.toMatchObject({ code: "store.locked" });
    expect(isWaiting).toBe(true);
    other.exec("ROLLBACK");
    other.close();
    expect(await appended).toEqual([]);
    await another.close();
    await store.check();
    // An append has its patience back.
    await store.append("board:a", 1, entries(2, 1));
    await store.close();
  });

  test("a file that may not be written", async () => {
    const file = join(folder(), "rooms.db");
    const store = sqlite(file);
    await store.append("board:a", 0, entries(1, 1));
    await store.close();
    const db = new DatabaseSync(file, { readOnly: true });
    onTestFinished(() => db.close());
    expect(() => check(db)).toThrow(expect.objectContaining({ code: "store.read-only" }));
    expect(() => check(db)).toThrow(CheckFailed);
  });

  test("a connection that was told to only read", async () => {
    const file = join(folder(), "rooms.db");
    await sqlite(file).close();
    const db = connect(file, "reader");
    onTestFinished(() => db.close());
    expect(() => check(db)).toThrow(expect.objectContaining({ code: "store.read-only" }));
  });

  test("a thread that cannot begin", async () => {
    const file = join(folder(), "rooms.db");
    const store = sqlite(file);
    const db = new DatabaseSync(file);
    db.exec("DROP TABLE parts");
    db.close();
    await expect(store.check()).rejects.toMatchObject({
      name: "CheckFailed",
      code: "store.failed",
    });
    await store.close();
  });

  test("what is checked again and again does not grow", async () => {
    const file = join(folder(), "rooms.db");
    const db = new DatabaseSync(file);
    onTestFinished(() => db.close());
    db.exec("CREATE TABLE parts (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
    const pages = (): unknown => db.prepare("PRAGMA page_count").get();
    check(db);
    const before = pages();
    for (let i = 0; i < 30; i++) check(db);
    expect(pages()).toEqual(before);
  });
});

/** A disk of so many KB, as root may make one; undefined for others. Taken away with the test. */
function disk(kb: number): string | undefined {
  const path = folder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kb}k`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync("umount", [path]));
  return path;
}

function thrown(fn: () => unknown): unknown {
  try {
    return fn();
  } catch (error) {
    return error;
  }
}

function remount(path: string, options: string): void {
  execFileSync("mount", ["-o", `remount,${options}`, path]);
}

describe("[R294] on a disk of its own, where tests may make one", () => {
  test("that is full, and then is not", async ({ skip }) => {
    const path = disk(1024);
    if (path === undefined) return skip("only root may mount");
    const store = sqlite(join(path, "rooms.db"));
    await store.check();
    let head = 0;
    for (let isFull = false; !isFull; head++) {
      isFull = await store.append("board:a", head, entries(head + 1, 1, 20_000)).then(
        () => false,
        () => true,
      );
    }
    await expect(store.check()).rejects.toMatchObject({ code: "store.full" });
    remount(path, "size=8m");
    await store.check();
    await store.close();
  });

  test("that is read-only when the writer's thread begins, and then is not", async ({ skip }) => {
    const path = disk(4096);
    if (path === undefined) return skip("only root may mount");
    const file = join(path, "rooms.db");
    // A store that is open keeps its disk from being made so, except by the kernel.
    await sqlite(file).close();
    remount(path, "ro");
    const reason = thrown(() => connect(file, "writer"));
    expect(await explainCheck(reason, file)).toMatchObject({ code: "store.read-only" });
    remount(path, "rw");
    const writer = openWriter({ file, maxBytes: undefined });
    writer.check();
    writer.close();
  });
});

describe("[R766] /healthz", () => {
  test("says 503 and a code, never a path, while the disk is full", async () => {
    const file = join(folder(), "rooms.db");
    const store = sqlite(file, { maxBytes: 320 * 1024 });
    const clock = new TestClock();
    const { url, errors } = await live({ store, clock });
    const ask = async (): Promise<string> => {
      const response = await fetch(`${url}/healthz`);
      return `${response.status} ${await response.text()}`;
    };
    expect(await ask()).toBe('200 {"status":"ok"}');
    // What is left is less than a check writes.
    for (let seq = 0; ; seq++) {
      const isFull = await store.append("board:a", seq, entries(seq + 1, 1, 20_000)).then(
        () => false,
        () => true,
      );
      if (isFull) break;
    }
    await clock.advance(1000);
    expect(await ask()).toBe('503 {"status":"store-failed","code":"store.full"}');
    await clock.advance(5000);
    expect(await ask()).toContain("503");
    // Told once, not each time that somebody asks.
    expect(errors).toMatchObject([{ name: "CheckFailed" }]);
    await store.deleteRoom("board:a");
    // What was deleted is swept out of the file in steps, behind the answer.
    const again = async (): Promise<string> => {
      await clock.advance(1000);
      return ask();
    };
    await expect.poll(again, { timeout: 10_000 }).toBe('200 {"status":"ok"}');
  });

  test("writes once a second at most, however often it is asked", async () => {
    const clock = new TestClock();
    let checks = 0;
    const store = faulty(memory(), ({ name }) => {
      if (name === "check") checks += 1;
      return "ok";
    });
    const { server } = await live({ store, clock });
    await Promise.all(Array.from({ length: 500 }, () => server.health()));
    await clock.advance(999);
    await server.health();
    expect(checks).toBe(1);
    await clock.advance(1);
    await server.health();
    expect(checks).toBe(2);
  });

  test("does not wait for a store that does not answer, nor asks it again meanwhile", async () => {
    const clock = new TestClock();
    let checks = 0;
    const answers: (() => void)[] = [];
    const store = faulty(memory(), ({ name }) => {
      if (name !== "check") return "ok";
      checks += 1;
      return new Promise((resolve) => answers.push(() => resolve("ok")));
    });
    const { server, errors } = await live({ store, clock });
    const health = server.health();
    await clock.advance(2000);
    expect(await health).toEqual({ status: "store-failed", code: "store.slow" });
    await clock.advance(60_000);
    expect(await server.health()).toEqual({ status: "store-failed", code: "store.slow" });
    expect(checks).toBe(1);
    expect(errors).toHaveLength(1);
    answers.shift()?.();
    await clock.advance(1000);
    const well = server.health();
    await clock.advance(0);
    answers.shift()?.();
    expect(await well).toEqual({ status: "ok" });
  });

  test("says so when the check fails in any way, and tells nobody outside why", async () => {
    const store = faulty(memory(), ({ name }) => (name === "check" ? "fail" : "ok"));
    const { url } = await live({ store });
    const response = await fetch(`${url}/healthz`);
    expect([response.status, await response.text()]).toEqual([
      503,
      '{"status":"store-failed","code":"store.failed"}',
    ]);
  });
});
