// The process under attack: started by `Target`, spoken to over IPC.
import { createServer as createHttpServer } from "node:http";
import { flushCompileCache } from "node:module";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Refused } from "@alongside/core";
import { createServer, sqlite } from "@alongside/server";
import { email } from "@alongside/server/email";
import { vapidKeys, webPush } from "@alongside/server/web-push";
import { API_KEY, Arena, arena, PASSWORD } from "./arena.ts";
import type { Places, Question, State } from "./questions.ts";

const folder = process.argv[2] ?? "";
const errors: string[] = [];
const urls: string[] = [];
const onError = (error: unknown): void => void errors.push(String(error));

const mails = email({
  transport: { sendMail: async () => undefined },
  from: "arena@app.example",
  to: (user) => `${user}@home.example`,
  url: "https://app.example",
  unsubscribe: { secret: "a secret of the arena, 32 characters" },
  afterMinutes: 0,
});
const vapid = { ...vapidKeys(), subject: "mailto:arena@app.example" };
const pushes = webPush({ vapid, afterMinutes: 0 });

const server = createServer({
  rooms: [arena],
  store: sqlite(`${folder}/rooms.db`),
  log: () => undefined,
  onError,
  // All attacks come from one address: what one spends of its budgets is not the next one's to wait for.
  limits: {
    slowMs: 2000,
    requestMs: 3000,
    idleMs: 2000,
    bytesPerSecond: 1e9,
    workPerSecond: 1e9,
    changesPerSecond: 2000,
    messagesPerSecond: 10_000,
    // So that a few make a crowd, and nobody waits long for a lock.
    crowdSeats: 12,
    apiRequests: 400,
    apiRequestsPerSecond: 10_000,
    lockMs: 1200,
  },
  api: { keys: [{ key: API_KEY, scope: "admin" }] },
  // Only who is attacked for it has one: else every post of an attack would make more rooms.
  inbox: { knows: (user) => user.startsWith("known-"), deliver: [mails, pushes] },
  async authenticate(token = "", _request, { name, color } = {}) {
    // An app that takes every wish for granted.
    if (token.startsWith("wish:")) {
      const user = userOf(token.slice("wish:".length));
      return { user: { ...user, name: name || user.name, color: color || user.color } };
    }
    if (token.startsWith("user:")) return { user: userOf(token.slice("user:".length)) };
    if (token.startsWith("slow:")) {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      return { user: userOf(token.slice("slow:".length)) };
    }
    if (token === "down")
      throw new Error(`connect ECONNREFUSED postgres://app:${PASSWORD}@db.internal:5432`);
    throw new Refused("auth.failed", "Nobody has this token");
  },
});
const open = createServer({ rooms: [Arena], log: () => undefined, onError });

const { port } = await server.listen(0, "127.0.0.1");
const { port: openPort } = await open.listen(0, "127.0.0.1");
const team = createHttpServer((_request, response) => response.end("the team's page"));
server.attach(team, "/live");
// As an access log would: every address that is asked for.
team.prependListener("request", ({ url }) => void urls.push(url ?? ""));
await new Promise<void>((resolve) => team.listen(0, "127.0.0.1", resolve));
const address = team.address();
const teamPort = typeof address === "object" ? (address?.port ?? 0) : 0;

await server.room(Arena, "shared").update((doc) => {
  doc.title = "Shared";
  for (let i = 0; i < 50; i++) doc.shapes.push({ at: { x: i, y: i } });
  doc.page.insert(0, "What everybody reads.");
  doc.secret.push({ body: PASSWORD });
});

function userOf(id: string) {
  return { id, name: id, color: "#336699" };
}

const delay = monitorEventLoopDelay({ resolution: 5 });
let base = 0;
/** Nothing is collected before an attack says what may be held: whoever measures times would measure collections. */
let allowed = Infinity;
let held = 0;

function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Garbage is nobody's; what stays after a collection is held. */
function sample(): void {
  if (used() - base <= allowed) return;
  globalThis.gc?.();
  held = Math.max(held, used() - base);
}
setInterval(sample, 100).unref();

process.on("message", (question: Question) => void answer(question));
process.on("disconnect", () => process.exit());

async function answer(question: Question): Promise<void> {
  switch (question.ask) {
    case "begin":
      globalThis.gc?.();
      base = used();
      allowed = question.heldBytes;
      held = 0;
      errors.length = 0;
      delay.reset();
      delay.enable();
      return say({});
    case "state": {
      // Two samples at least, however long the loop stood still.
      sample();
      const stillMs = Math.max(0, delay.max / 1e6 - 5);
      const [connections = 0, rooms = 0] = ["alongside_connections", "alongside_rooms"].map(
        (name) => server.metrics().find((metric) => metric.name === name)?.value,
      );
      const state = { stillMs, heldBytes: held, connections, rooms, errors: [...errors] };
      return say(state satisfies State);
    }
    case "revoke":
      await server.revoke(question.user);
      return say({});
    case "urls":
      return say(urls.splice(0));
  }
}

function say(answered: object): void {
  process.send?.(answered);
}

// It is killed, and would keep nothing of what it compiled.
flushCompileCache();
say({ port, teamPort, openPort, pid: process.pid } satisfies Places);
