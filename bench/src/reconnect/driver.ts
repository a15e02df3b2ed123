import { createClient, type TransportFactory } from "@alongside/client";
import { webSocket } from "../../../packages/client/src/transports/websocket.ts";
import { answer, sleep } from "../process.ts";
import { Bench } from "../rooms.ts";

/** What the bench asks of the process that its clients are in. */
export type Question =
  | { readonly ask: "open"; readonly url: string; readonly clients: number; readonly rooms: number }
  /** Waits until all are back in their rooms, `ms` at most, and answers how they came. */
  | { readonly ask: "wait"; readonly ms: number };

/** How clients came back. Times are in ms since the epoch. */
export interface Back {
  /** How many are in their rooms. */
  readonly live: number;
  /** When connections were opened: those that the server took. */
  readonly opened: readonly number[];
  /** When those were due that were opened: what comes later is the machine's. */
  readonly due: readonly number[];
  /** When the last one was in its room again. */
  readonly last: number;
}

/** How many clients enter at a time at first. */
const AT_ONCE = 50;

let opened: number[] = [];
let due: number[] = [];
let clients = 0;
let live = 0;
let last = 0;

/** The client's own WebSocket; notes when it is open, and when it was due. */
const noted =
  (dueAt: () => number | undefined): TransportFactory =>
  (url, handlers, clock) =>
    webSocket(
      url,
      {
        onOpen() {
          const now = Date.now();
          opened.push(now);
          due.push(dueAt() ?? now);
          handlers.onOpen();
        },
        onFrame: (frame) => handlers.onFrame(frame),
        onClose: (code, reason) => handlers.onClose(code, reason),
      },
      clock,
    );

answer(async (question: Question): Promise<Back | undefined> => {
  if (question.ask === "open") {
    const { url, rooms } = question;
    clients = question.clients;
    for (let i = 0; i < clients; i += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, clients - i) }, (_none, k) => i + k);
      await Promise.all(some.map((n) => enter(url, n, `r${n % rooms}`)));
    }
    // So long a connection has to last to count as one that worked.
    await sleep(6000);
    opened = [];
    due = [];
    return undefined;
  }
  const end = Date.now() + question.ms;
  // Each opens at least one connection: until then it may not have heard that the server is gone.
  const areBack = (): boolean => opened.length >= clients && live === clients;
  while (Date.now() < end && !areBack()) await sleep(50);
  return { live, opened, due, last };
});

/** A client enters a room, and is counted as long as it is there. */
function enter(url: string, n: number, name: string): Promise<void> {
  let dueAt: number | undefined;
  const client = createClient({
    url,
    guest: `guest number ${n}`,
    transports: [noted(() => dueAt)],
    onError: () => undefined,
  });
  client.status.subscribe(({ retryAt }) => (dueAt = retryAt ?? dueAt));
  const room = client.join(Bench, name);
  let isLive = false;
  room.status.subscribe((status) => {
    if ((status.name === "live") === isLive) return;
    isLive = status.name === "live";
    live += isLive ? 1 : -1;
    if (isLive) last = Date.now();
  });
  return room.ready;
}
