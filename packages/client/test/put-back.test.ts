import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { alongside } from "../../server/test/cli/processes.ts";
import { createClient } from "../src/index.ts";
import { Board } from "./support/board.ts";

// Each of them starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const CHILD = fileURLToPath(new URL("support/file-server-child.ts", import.meta.url));

/** A server process on a database file, which is stopped and started again at the same port. */
class FileServer {
  readonly folder = mkdtempSync(join(tmpdir(), "alongside-put-back-"));
  readonly file = join(this.folder, "rooms.db");
  readonly #backup = join(this.folder, "backup.db");
  #port = 0;
  #child: ChildProcess | undefined;

  constructor() {
    onTestFinished(async () => {
      await this.stop();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  async start(): Promise<void> {
    this.#child = fork(CHILD, [this.file, String(this.#port)], {
      execArgv: ["--conditions=source"],
    });
    [this.#port] = (await once(this.#child, "message")) as [number];
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  }

  /** Copies the file while nothing runs. */
  async save(): Promise<void> {
    await this.stop();
    copyFileSync(this.file, this.#backup);
    await this.start();
  }

  /** Writes a backup with the command line, while the server runs. */
  async backUp(): Promise<void> {
    const ended = await alongside(this.folder, ["backup", this.#backup, "--data", "."]).ended;
    if (!ended.out.startsWith("Backed up 1 room to ")) throw new Error(ended.out);
  }

  /** Puts the copy back by hand. */
  async putBack(): Promise<void> {
    await this.stop();
    if (existsSync(`${this.file}-wal`)) throw new Error("The server left a write-ahead log");
    copyFileSync(this.#backup, this.file);
    await this.start();
  }

  /** Puts the copy back with the command line. */
  async restore(): Promise<void> {
    await this.stop();
    const ended = await alongside(this.folder, ["restore", this.#backup, "--data", "."]).ended;
    if (!ended.out.startsWith("Restored 1 room from ")) throw new Error(ended.out);
    await this.start();
  }

  async deleteRoom(room: string): Promise<void> {
    this.#child?.send(room);
    await once(this.#child as ChildProcess, "message");
  }

  /** A page in a room, over a real WebSocket. */
  async open() {
    const errors: unknown[] = [];
    const client = createClient({
      url: `http://127.0.0.1:${this.#port}/live`,
      transports: ["websocket"],
      onError: (error) => errors.push(error),
    });
    onTestFinished(() => client.close());
    const room = client.join(Board, "r");
    await room.ready;
    return { client, room, errors };
  }
}

type Page = Awaited<ReturnType<FileServer["open"]>>;

/** Writes and waits until it is saved. */
async function saves({ room }: Pick<Page, "room">, title: string): Promise<void> {
  await room.update((doc) => void (doc.title = title)).committed;
  await expect.poll(() => room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
}

test.each(["by hand", "by alongside restore"])(
  "[R513] [R514] [R599] [R1536] a file that is put back %s: a page hears what it had, goes on and saves",
  async (how) => {
    const server = new FileServer();
    await server.start();
    const [ann, bob] = [await server.open(), await server.open()];
    await saves(ann, "one");
    await expect.poll(() => bob.room.get()?.title).toBe("one");
    await (how === "by hand" ? server.save() : server.backUp());
    await saves(ann, "two");
    await expect.poll(() => bob.room.get()?.title).toBe("two");
    await (how === "by hand" ? server.putBack() : server.restore());
    await expect
      .poll(() => ann.room.rewound.get())
      .toMatchObject({ state: { title: "two" }, count: 1 });
    await expect
      .poll(() => bob.room.rewound.get())
      .toMatchObject({ state: { title: "two" }, count: 0 });
    await expect.poll(() => ann.room.get()?.title).toBe("one");
    await saves(ann, "three");
    await expect.poll(() => bob.room.get()?.title).toBe("three");
    await saves(bob, "four");
    await server.stop();
    await server.start();
    const late = await server.open();
    expect(late.room.get()).toMatchObject({ title: "four" });
    expect([ann.errors, bob.errors]).toEqual([[], []]);
  },
);

test("[R390] [R513] [R549] a file that is put back brings a deleted room back, and whoever began it anew hears so", async () => {
  const server = new FileServer();
  await server.start();
  const [ann, bob] = [await server.open(), await server.open()];
  await saves(ann, "one");
  await server.save();
  await server.deleteRoom("board:r");
  for (const { room } of [ann, bob])
    await expect
      .poll(() => room.status.get())
      .toMatchObject({ name: "refused", code: "room.deleted" });
  ann.room.leave();
  const anew = { room: ann.client.join(Board, "r") };
  await anew.room.ready;
  await saves(anew, "anew");
  await server.putBack();
  await expect
    .poll(() => anew.room.rewound.get())
    .toMatchObject({ state: { title: "anew" }, count: 1 });
  await expect.poll(() => anew.room.get()?.title).toBe("one");
  await saves(anew, "two");
  // Who never left is asked to try again: the room is there once more.
  bob.client.retry();
  await expect.poll(() => bob.room.get()?.title).toBe("two");
  await saves(bob, "three");
});
