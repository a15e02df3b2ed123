import { createClient } from "@alongside/client";
import { feedOf } from "@alongside/client/feeds";
import { sleep, startNode } from "../process.ts";
import { Samples, type Summary } from "../stats.ts";
import { Talk } from "./talk.ts";

const POSTS = 300;
/** Between two posts nobody does anything, in ms. */
const IDLE_MS = 20;

/** How long it takes from a post of one client until another one shows it, on disk by then, while nothing else happens. */
export async function toReader(file: string): Promise<Summary> {
  process.stderr.write("to a reader\n");
  const server = startNode("feed/server.ts", { file });
  const { port } = await server.ask<{ readonly port: number }>({ ask: "listen" });
  const clients = [0, 1].map(() => createClient({ url: `ws://127.0.0.1:${port}/live` }));
  const rooms = clients.map((client) => client.join(Talk, "r"));
  await Promise.all(rooms.map((room) => room.ready));
  const [author, reader] = rooms.map((room) => feedOf(room, "chat"));
  const samples = new Samples();
  for (let i = 0; i < POSTS; i++) {
    const shown = new Promise<void>((resolve) => {
      const stop = reader?.subscribe(() => {
        if (reader.get().posts.at(-1)?.body !== `post ${i}`) return;
        stop?.();
        resolve();
      });
    });
    const begun = performance.now();
    author?.post(`post ${i}`);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await shown;
    samples.add(performance.now() - begun);
    // oxlint-disable-next-line no-await-in-loop -- as above
    await sleep(IDLE_MS);
  }
  for (const client of clients) client.close();
  await server.ask({ ask: "close" });
  await server.stop();
  return samples.summary();
}
