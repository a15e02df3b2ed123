import { answer, argumentsOf, sleep } from "../process.ts";
import { Samples } from "../stats.ts";
import { ours } from "./ours.ts";
import { socketIo } from "./socket-io.ts";
import type { Kind, Open, Seat } from "./table.ts";

/** What the bench asks of the process that its clients are in. */
export type Question =
  | { readonly ask: "open"; readonly url: string; readonly rooms: number; readonly seats: number }
  | { readonly ask: "run"; readonly perSecond: number; readonly ms: number };

/** Answer to `run`: how many changes were acknowledged, and after how many ms half of them, and 99 of 100. */
export interface Ran {
  readonly acked: number;
  readonly p50: number;
  readonly p99: number;
}

const OPEN: { readonly [kind in Kind]: Open } = {
  websocket: ours("websocket"),
  stream: ours("stream"),
  polling: ours("polling"),
  "Socket.IO websocket": socketIo("websocket"),
  "Socket.IO polling": socketIo("polling"),
};

const { kind } = argumentsOf<{ readonly kind: Kind }>();
const seats: Seat[] = [];
let count = 0;

answer(async (question: Question): Promise<Ran | undefined> => {
  if (question.ask === "open") {
    const { url, rooms } = question;
    const places = Array.from({ length: rooms * question.seats }, (_none, i) => i);
    const opened = places.map((i) =>
      OPEN[kind](url, `r${i % rooms}`, Math.floor(i / rooms), question.seats),
    );
    seats.push(...(await Promise.all(opened)));
    return undefined;
  }
  return run(question.perSecond, question.ms);
});

/** Everybody writes so often, each at a time of their own, until all of it is acknowledged and was heard by all. */
async function run(perSecond: number, ms: number): Promise<Ran> {
  const times = new Samples();
  const every = 1000 / perSecond;
  const end = performance.now() + ms;
  await Promise.all(
    seats.map(async (seat, i) => {
      await sleep((i * every) / seats.length);
      const under: Promise<void>[] = [];
      let due = performance.now();
      while (due < end) {
        const since = performance.now();
        count += 1;
        under.push(seat.write(count).then(() => times.add(performance.now() - since)));
        due += every;
        // oxlint-disable-next-line no-await-in-loop -- each in its time
        await sleep(Math.max(0, due - performance.now()));
      }
      await Promise.all(under);
    }),
  );
  // The last of each, once more to all: what came before it has come too.
  const last = ++count;
  await Promise.all(seats.map((seat) => seat.write(last)));
  for (let tries = 0; !seats.every((seat) => seat.heard().every((x) => x === last)); tries++) {
    if (tries === 200) throw new Error(`Not all heard the last change over ${kind}`);
    // oxlint-disable-next-line no-await-in-loop -- until they have
    await sleep(50);
  }
  const { count: acked, p50, p99 } = times.summary();
  return { acked: acked + seats.length, p50, p99 };
}
