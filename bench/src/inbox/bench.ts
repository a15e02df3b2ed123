import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inboxOf } from "@alongside/core/inbox";
import { sqlite } from "@alongside/server";
import { type Child, startNode } from "../process.ts";
import type { Findings } from "../result.ts";
import { median } from "../stats.ts";
import { userOf } from "./users.ts";

/** Users who want everything of a room, and posts there whose way into all inboxes is timed. */
const USERS = 10_000;
const POSTS = 5;
/** At so many inboxes of its post each of these processes is killed. */
const KILLS = [1, 200, 2500, 5000, 7300, 9999];

/** How long a post takes into the inboxes of all who want everything of a room, and whether it is in each once where the process is killed. */
export async function run(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-inbox-"));
  try {
    const file = join(folder, "rooms.db");
    let server = startNode("inbox/server.ts", { file });
    process.stderr.write("inboxes\n");
    await server.ask({ ask: "prepare", users: USERS });
    const timed: { ms: number; stepMs: number }[] = [];
    for (let i = 0; i < POSTS; i++) {
      process.stderr.write("a post\n");
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      timed.push(await server.ask({ ask: "post", users: USERS }));
      // oxlint-disable-next-line no-await-in-loop -- as above
      await server.ask({ ask: "settle" });
    }
    for (const at of KILLS) {
      process.stderr.write(`killed at ${at}\n`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await killed(server, at);
      server = startNode("inbox/server.ts", { file });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await server.ask({ ask: "settle" });
    }
    await server.ask({ ask: "close" });
    await server.stop();
    const { lost, doubled } = await counted(file, POSTS + KILLS.length);
    const all = median(timed.map(({ ms }) => ms));
    const step = Math.max(...timed.map(({ stepMs }) => stepMs));
    return {
      runs: POSTS,
      rows: [
        {
          what: `one post into ${USERS.toLocaleString("en")} inboxes`,
          figures: { ms: all, "inboxes/s": (USERS / all) * 1000, "longest step, ms": step },
        },
        { what: `killed ${KILLS.length} times in the middle`, figures: { lost, doubled } },
      ],
      bars: [
        { name: "everything-ms", value: all, limit: 2000, better: "lower" },
        { name: "longest-step", value: step, limit: 20, better: "lower" },
        { name: "lost", value: lost, limit: 0, better: "lower" },
        { name: "doubled", value: doubled, limit: 0, better: "lower" },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function killed(server: Child, at: number): Promise<void> {
  const ended = once(server.process, "exit");
  await server.ask({ ask: "post-and-die", users: at }).catch(() => undefined);
  await ended;
}

/** Of `posts` in each inbox, how many are not there, and how many are there again. */
async function counted(
  file: string,
  posts: number,
): Promise<{ readonly lost: number; readonly doubled: number }> {
  const store = sqlite(file);
  let [lost, doubled] = [0, 0];
  for (let i = 0; i < USERS; i++) {
    const keys: string[] = [];
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for await (const entry of store.read(`inbox:${inboxOf(userOf(i))}`, 0)) {
      const { mutation } = entry.kind === "change" ? entry : { mutation: undefined };
      if (mutation?.name === "notify")
        keys.push((mutation.args as { readonly dedupeKey?: string }).dedupeKey ?? "");
    }
    const distinct = new Set(keys).size;
    lost += posts - distinct;
    doubled += keys.length - distinct;
  }
  await store.close();
  return { lost, doubled };
}
