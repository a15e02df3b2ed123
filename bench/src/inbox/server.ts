import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Inbox, inboxOf } from "@alongside/core/inbox";
import { createServer, implement, sqlite, type Store } from "@alongside/server";
import { answer, argumentsOf } from "../process.ts";
import { Talk } from "../feed/talk.ts";
import { userOf } from "./users.ts";

/** Inboxes that are prepared at a time. */
const AT_ONCE = 500;

const LAG = "alongside_follower_lag_entries";
const EVERYTHING = "alongside.inbox.everything";
const ROOM = "talk:all";

/** A process with inboxes; the bench asks it to post, and kills it. */
const { file } = argumentsOf<{ file: string }>();
const notified = { count: 0, wanted: Infinity, reached: () => {} };
const store = counted(sqlite(file));
const server = createServer({
  rooms: [implement(Talk)],
  store,
  inbox: true,
  log: () => undefined,
});
const delay = monitorEventLoopDelay({ resolution: 1 });

/** Counts what is durable in inboxes. */
function counted(kept: Store): Store {
  const append: Store["append"] = async (room, after, entries, ...more) => {
    await kept.append(room, after, entries, ...more);
    if (!room.startsWith("inbox:")) return;
    notified.count += entries.length;
    if (notified.count >= notified.wanted) notified.reached();
  };
  return new Proxy(kept, {
    get(_, name: keyof Store) {
      if (name === "append") return append;
      const asked = kept[name];
      return typeof asked === "function" ? asked.bind(kept) : asked;
    },
  });
}

/** Resolves once all who set a level are noted. */
async function noted(): Promise<void> {
  const isBehind = (): boolean =>
    server.metrics().some(({ name, value }) => name === LAG && value > 0);
  do {
    // oxlint-disable-next-line no-await-in-loop -- until it is so
    await sleep(20);
  } while (isBehind());
}

/** Resolves once nothing that was posted is left to be told, as the file has it: a process that has just begun may not know yet. */
async function settled(): Promise<void> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- until it is so
    const [head, cursor, kept] = await Promise.all([
      store.head(ROOM),
      store.cursor(EVERYTHING, ROOM),
      store.kept(EVERYTHING, "write", 0, 1),
    ]);
    if (cursor?.seq === head && kept.length === 0) return;
    // oxlint-disable-next-line no-await-in-loop -- as above
    await sleep(20);
  }
}

async function prepare(users: number): Promise<void> {
  for (let from = 0; from < users; from += AT_ONCE)
    // oxlint-disable-next-line no-await-in-loop -- some at a time
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, users - from) }, (_, i) =>
        server
          .room(Inbox, inboxOf(userOf(from + i)) ?? "")
          .mutate("level", { what: "room talk:all", channel: "inbox", level: "everything" }),
      ),
    );
  await noted();
}

/** Posts once. Resolves once `users` inboxes have it on disk, with how long that took after the post was, and the longest step of the event loop. */
async function post(users: number): Promise<{ readonly ms: number; readonly stepMs: number }> {
  const all = new Promise<void>((resolve) => (notified.reached = resolve));
  [notified.count, notified.wanted] = [0, users];
  await server.room(Talk, "all").update((doc) => void doc.feeds.chat.post("hello"));
  const begun = performance.now();
  delay.reset();
  delay.enable();
  await all;
  delay.disable();
  return { ms: performance.now() - begun, stepMs: delay.max / 1e6 };
}

type Question =
  | { readonly ask: "prepare" | "post" | "post-and-die"; readonly users: number }
  | { readonly ask: "settle" | "close" };

answer(async (question: Question) => {
  switch (question.ask) {
    case "prepare":
      return prepare(question.users);
    case "post":
      return post(question.users);
    case "settle":
      return settled();
    case "close":
      return server.close();
    case "post-and-die":
      await post(question.users);
      // Nobody closes anything: the process is gone in the middle of it.
      return process.kill(process.pid, "SIGKILL");
  }
});
