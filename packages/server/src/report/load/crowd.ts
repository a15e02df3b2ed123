import { Samples, type Spread } from "../samples.ts";
import type { Book, Person, Stage, Viewer } from "./stage.ts";

/** What is asked of a change on its way to somebody else's screen, in ms, 99 of 100 times. */
export const FAST_MS = 100;

/** So many of the people in a room have the whole client; what the others are sent is counted. */
const VIEWERS = 4;

/** How often each of them writes and moves, in a second. */
export const WRITES = 1;
export const MOVES = 10;

/** How long they may take to come in, in ms. */
const COMING_MS = 5000;

/** A room with so many people. */
export interface Step {
  readonly people: number;
  /** From a change to somebody else's screen; where nothing is written, from a move to it. */
  readonly seen: Spread | undefined;
  /** Share of a core that the server used for each of them, 0 to 1. */
  readonly cpuEach: number | undefined;
  readonly memoryBytes: number | undefined;
  /** For which share of the time the process that makes the load was busy, 0 to 1. */
  readonly busy: number;
}

/** Why there were no more people. */
export type Stopped =
  | { readonly name: "all" }
  | { readonly name: "slow" }
  /** The process that makes the load had no time left: it is not known what the server can. */
  | { readonly name: "busy" }
  | { readonly name: "refused"; readonly why: string };

export interface Crowd {
  readonly steps: readonly Step[];
  readonly stopped: Stopped;
}

/** How many people there are at each step, up to `most`. */
export function stepsTo(most: number): readonly number[] {
  const steps = [5, 10, 25, 50, 100, 200, 500].filter((people) => people < most);
  return [...steps, most];
}

/** A room that fills: at each step everybody changes something once a second and moves, until it takes too long to be seen. */
export async function crowd(
  stage: Stage,
  book: Book,
  room: string,
  { most, ms, onStep }: { most: number; ms: number; onStep(step: Step): void },
): Promise<Crowd> {
  const people: Person[] = [];
  const viewers: Viewer[] = [];
  const steps: Step[] = [];
  const sizes = stepsTo(most);
  try {
    for (const size of sizes) {
      const why = await fill(stage, room, { people, viewers }, size);
      if (why !== undefined) return { steps, stopped: { name: "refused", why } };
      const step = await measure(stage, book, room, { people, viewers }, ms / sizes.length);
      steps.push(step);
      onStep(step);
      if (step.seen !== undefined && step.seen.p99 > FAST_MS)
        return { steps, stopped: { name: step.busy > 0.9 ? "busy" : "slow" } };
    }
    return { steps, stopped: { name: "all" } };
  } finally {
    for (const person of people) person.close();
  }
}

interface Here {
  readonly people: Person[];
  readonly viewers: Viewer[];
}

/** Lets people in until there are `size`. Returns why somebody was not. */
async function fill(
  stage: Stage,
  room: string,
  { people, viewers }: Here,
  size: number,
): Promise<string | undefined> {
  try {
    while (viewers.length < Math.min(VIEWERS, size)) {
      const viewer = stage.viewer(room);
      viewers.push(viewer);
      people.push(viewer);
      await viewer.ready;
    }
    const end = stage.now() + COMING_MS;
    while (people.length < size) {
      const some = Array.from({ length: Math.min(20, size - people.length) }, () =>
        stage.enter(room),
      );
      const come = await Promise.allSettled(some);
      for (const one of come) if (one.status === "fulfilled") people.push(one.value);
      const failed = come.find((one) => one.status === "rejected");
      if (failed !== undefined) return (failed.reason as Error).message;
      if (stage.now() > end) return `only ${people.length} of ${size} were let in within 5 s`;
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function measure(
  stage: Stage,
  book: Book,
  room: string,
  { people, viewers }: Here,
  ms: number,
): Promise<Step> {
  const { write } = stage;
  const sentAt = new Map<number, number>();
  const seenAt: (readonly [seq: number, at: number])[] = [];
  const movedAt = new Map<number, number>();
  const samples = new Samples();
  const noted = (x: number): void => {
    const at = movedAt.get(x);
    if (at !== undefined) samples.add(stage.now() - at);
  };
  const stops = viewers.flatMap((viewer) => [
    viewer.onEntry((seq) => void seenAt.push([seq, stage.now()])),
    ...(write === undefined ? [viewer.onMove(noted)] : []),
  ]);
  const before = await stage.vitals();
  stage.busy();
  const start = stage.now();
  const ends: Promise<unknown>[] = [];
  // Everybody begins at a time of their own; one at once, so that something is measured also in a short time.
  const due = people.map((_, i) => ({
    write: i === 0 ? start : start + (1000 / WRITES) * stage.random(),
    move: start + (1000 / MOVES) * stage.random(),
  }));
  let x = 0;
  while (stage.now() < start + ms) {
    for (const [i, person] of people.entries()) {
      const next = due[i];
      const now = stage.now();
      if (next === undefined) continue;
      if (write !== undefined && next.write <= now) {
        next.write += 1000 / WRITES;
        const ended = book.keep(room, person.write(write(i + 1)));
        ends.push(ended.then((how) => how.name === "committed" && void sentAt.set(how.seq, now)));
      }
      if (stage.hasPoint && next.move <= now) {
        next.move += 1000 / MOVES;
        movedAt.set(++x, now);
        person.move(x, i);
      }
    }
    await stage.sleep(2);
  }
  const busy = stage.busy();
  await Promise.race([Promise.all(ends), stage.sleep(COMING_MS)]);
  // What was committed last is on its way to the others.
  await stage.sleep(50);
  for (const stop of stops) stop();
  // Not before: a server that is asked may stop for a moment to say it.
  const took = stage.now() - start;
  const after = await stage.vitals();
  for (const [seq, at] of seenAt) {
    const sent = sentAt.get(seq);
    if (sent !== undefined) samples.add(at - sent);
  }
  return {
    people: people.length,
    seen: samples.spread,
    cpuEach:
      before === undefined || after === undefined
        ? undefined
        : (after.cpuMs - before.cpuMs) / took / people.length,
    memoryBytes: after?.memoryBytes,
    busy,
  };
}
