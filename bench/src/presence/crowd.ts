import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { answer, argumentsOf, sleep } from "../process.ts";
import { Samples } from "../stats.ts";
import { Path } from "./path.ts";
import { SYSTEMS, type SystemName } from "./systems/index.ts";
import type { System } from "./systems/system.ts";

/** What the bench asks of the process that the people are in. */
export type Question =
  | { readonly ask: "open"; readonly url: string; readonly people: number }
  /** The last one reads nothing any more. */
  | { readonly ask: "stall" }
  /** Of all, the last `movers` move, or everybody. */
  | { readonly ask: "run"; readonly hz: number; readonly ms: number; readonly movers?: number };

/** Answer to `run`. */
export interface Ran {
  /** Places that all readers heard of together: of those that read, times how many they stand for. */
  readonly deliveries: number;
  /** From a move until somebody else has read it, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** What came down, without the headers of the transport, by each place that was heard of. */
  readonly bytesEach: number;
}

/** So many of them read what comes, as pages do; of the others the bytes are counted. Reading all would take more than the servers do. */
const READERS = 4;

const { name } = argumentsOf<{ readonly name: SystemName }>();
const system: System = SYSTEMS[name];
const sockets: WebSocket[] = [];
/** When each place was sent last. */
const sentAt = new Map<number, number>();
let ages = new Samples();
let heard = 0;
let bytes = 0;

answer(async (question: Question): Promise<Ran | undefined> => {
  if (question.ask === "run") return run(question.hz, question.ms, question.movers);
  if (question.ask === "stall") {
    const last = sockets.at(-1);
    if (last !== undefined) tcpOf(last).pause();
    return undefined;
  }
  const { url, people } = question;
  for (let number = 0; number < people; number++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as people come
    const socket = await enter(url, number);
    sockets.push(socket);
    const look = system.look?.(number);
    if (look !== undefined) socket.send(look);
  }
  return undefined;
});

async function enter(url: string, number: number): Promise<WebSocket> {
  const path = typeof system.path === "string" ? system.path : await system.path(new URL(url).port);
  const socket = new WebSocket(`${url}${path}`, { perMessageDeflate: false });
  // What comes while it is made waits for it.
  const read = number < READERS ? system.reader(hear) : undefined;
  await new Promise<void>((resolve, reject) => {
    let reading = Promise.resolve(read);
    socket.on("error", reject);
    socket.on("open", () => {
      system.enter((frame) => socket.send(frame), number);
      if (system.isIn === undefined) resolve();
    });
    socket.on("message", (frame: Buffer, isBinary) => {
      if (read !== undefined) bytes += frame.length;
      const reply = system.answer?.(frame);
      if (reply !== undefined) socket.send(reply);
      if (read instanceof Promise)
        reading = reading.then((ready) => (ready?.(frame, isBinary), ready));
      else read?.(frame, isBinary);
      if (system.isIn?.(frame, isBinary) === true) resolve();
    });
  });
  if (read === undefined) {
    // Taken from the network, and let go: this process is not to be what is measured.
    tcpOf(socket).removeAllListeners("data").resume();
  }
  return socket;
}

/** The connection below a WebSocket of `ws`. */
function tcpOf(socket: WebSocket): Socket {
  // oxlint-disable-next-line no-underscore-dangle -- it has no other name
  return (socket as unknown as { readonly _socket: Socket })._socket;
}

function hear(x: number, y: number): void {
  heard += 1;
  const since = sentAt.get(x * 10_000 + y);
  if (since !== undefined) ages.add(performance.now() - since);
}

/** Everybody moves their pointer; where it is goes out so many times a second, when it has moved. */
async function run(hz: number, ms: number, movers = sockets.length): Promise<Ran> {
  let state = 1;
  const chance = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const every = 1000 / hz;
  [heard, bytes, ages] = [0, 0, new Samples()];
  const end = performance.now() + ms;
  await Promise.all(
    [...sockets.entries()].slice(-movers).map(async ([i, socket]) => {
      const path = new Path(chance, performance.now());
      const [left, top] = system.cornerOf?.(i) ?? [0, 0];
      let before = "";
      await sleep((i * every) / sockets.length);
      for (let due = performance.now(); due < end;) {
        const at = path.at(performance.now());
        const [x, y] = [left + at[0], top + at[1]];
        if (`${x} ${y}` !== before) {
          before = `${x} ${y}`;
          sentAt.set(x * 10_000 + y, performance.now());
          socket.send(system.move(x, y, i));
        }
        due += every;
        // oxlint-disable-next-line no-await-in-loop -- each in its time
        await sleep(Math.max(0, due - performance.now()));
      }
    }),
  );
  await sleep(200);
  const { p50, p99 } = ages.summary();
  const deliveries = (heard / Math.min(READERS, sockets.length)) * sockets.length;
  return { deliveries, p50, p99, bytesEach: bytes / heard };
}
