import { createServer } from "@alongside/server";
import { MemoryDisk } from "../../testing/src/memory-disk.ts";
import { expect, test } from "vitest";
import { createClient } from "../src/index.ts";
import { Board } from "./support/board.ts";

const QUIET = (): void => undefined;

test("[R83] two programs in Node share a room over real sockets, and outlive the server's restart", async () => {
  const disk = new MemoryDisk();
  const open = (): ReturnType<typeof createServer> =>
    createServer({ rooms: [Board], store: disk.open(), log: QUIET });
  const first = open();
  const { port } = await first.listen(0, "127.0.0.1");
  const errors: unknown[] = [];
  const join = () => {
    const client = createClient({
      url: `http://127.0.0.1:${port}/live`,
      onError: (error) => errors.push(error),
    });
    return { client, room: client.join(Board, "r") };
  };
  const [ann, bob] = [join(), join()];
  await Promise.all([ann.room.ready, bob.room.ready]);
  await ann.room.update((doc) => doc.shapes.push({ color: "red" })).committed;
  await expect.poll(() => bob.room.get()?.shapes.length).toBe(1);
  await first.close();
  const later = bob.room.update((doc) => doc.votes.add(3));
  expect(bob.room.status.get()).toMatchObject({ pending: 1, saved: "memory" });
  const second = open();
  await second.listen(port, "127.0.0.1");
  await later.committed;
  await expect.poll(() => ann.room.get()?.votes, { timeout: 5000 }).toBe(3);
  ann.client.close();
  bob.client.close();
  await second.close();
  expect(errors).toEqual([]);
}, 20_000);
