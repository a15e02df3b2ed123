import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createClient, type Room } from "@alongside/client";
import { toJSON } from "@alongside/core";
import { expect, onTestFinished, test } from "vitest";
import { Cable } from "../src/real/cable.ts";
import { Board } from "./kill-board.ts";
import { isSoak } from "./soak.ts";

const KILLS = isSoak ? 50 : 2;
const PEOPLE = 4;
/** Changes of one person that may wait for the server: a slow machine has no more of them to make than a fast one. */
const WAITING = 100;

/** Starts the server in a process of its own; resolves once it listens. */
async function start(file: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(import.meta.dirname, "kill-server.ts"), [file], {
    execArgv: ["--conditions=source"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [listening] = (await once(child, "message")) as [number];
  return { child, port: listening };
}

test(
  `[R2, R3, R152] ${KILLS} times kill -9 under load: nothing acknowledged is missing, nothing is there twice`,
  { timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "alongside-kill-"));
    const file = join(folder, "rooms.db");
    let server = await start(file);
    // Whatever fails: a server that is left alone keeps the runner from ending.
    onTestFinished(() => void server.child.kill("SIGKILL"));
    const cable = new Cable(server.port);
    const port = await cable.open();
    const open = (): ReturnType<typeof createClient> =>
      createClient({ url: `ws://127.0.0.1:${port}/live`, onError: () => undefined });
    const clients = Array.from({ length: PEOPLE }, open);
    const rooms = clients.map((client) => client.join(Board, "r"));
    await Promise.all(rooms.map((room) => room.ready));
    const over = new AbortController();
    let made = 0;
    const acknowledged = new Set<string>();

    async function work(room: Room<typeof Board>, by: string): Promise<void> {
      for (let n = 0; !over.signal.aborted; n++) {
        const { committed } = room.update((doc) => {
          doc.notes.push({ by, n });
          doc.votes.add(1);
        });
        made += 1;
        void committed.then(() => acknowledged.add(`${by}/${n}`));
        await pause(5);
        while (room.status.get().pending >= WAITING && !over.signal.aborted) await pause(5);
      }
    }
    const work4 = rooms.map((room, i) => work(room, `p${i}`));

    for (let kill = 0; kill < KILLS; kill++) {
      // Some time after the server has begun to acknowledge, which is when it has much to do.
      const before = acknowledged.size;
      while (acknowledged.size < before + 20) await pause(1);
      await pause((kill * 37) % 90);
      server.child.kill("SIGKILL");
      await once(server.child, "exit");
      server = await start(file);
      cable.lead(server.port);
      for (const client of clients) client.retry();
    }
    over.abort();
    await Promise.all(work4);
    await expect
      .poll(() => rooms.every((room) => room.status.get().saved === "server"), { timeout: 60_000 })
      .toBe(true);

    const fresh = open();
    const room = fresh.join(Board, "r");
    await room.ready;
    const notes = (room.get()?.notes ?? []).map(({ by, n }) => `${by}/${n}`);
    expect(acknowledged.size).toBe(made);
    expect(notes).toHaveLength(made);
    expect(new Set(notes)).toEqual(acknowledged);
    expect(room.get()?.votes).toBe(made);
    for (const other of rooms)
      await expect
        .poll(() => JSON.stringify(toJSON(other.get())))
        .toBe(JSON.stringify(toJSON(room.get())));

    for (const client of [...clients, fresh]) client.close();
    cable.close();
    server.child.kill("SIGTERM");
    await once(server.child, "exit");
    await rm(folder, { recursive: true });
  },
);
