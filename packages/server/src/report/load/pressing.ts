import { Samples, type Spread } from "../samples.ts";
import type { Book, Person, Stage } from "./stage.ts";

/** How many write without a rest, in how many rooms, and how many changes of each are under way: what a server takes by default. */
export const PRESSING = { people: 16, rooms: 4, open: 16 } as const;

/** What a server does for people who never rest. */
export interface Pressed {
  readonly people: number;
  /** Changes on the server's disk, in a second. */
  readonly changesPerSecond: number;
  /** Messages that went over the links of these people, in both directions, in a second. */
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  /** From sending a change until its author knows that it is on the disk. */
  readonly committed: Spread | undefined;
  /** Share of a core that the server used, 0 to 1 for each core. */
  readonly cpu: number | undefined;
  /** For which share of the time the process that makes the load was busy, 0 to 1. */
  readonly busy: number;
  /** How often the server has held somebody back, as its limits say. */
  readonly pauses: number;
}

/** Everybody writes as fast as they are answered, for `ms`. Undefined where nothing is written. */
export async function press(
  stage: Stage,
  book: Book,
  roomOf: (i: number) => string,
  most: number,
  ms: number,
): Promise<Pressed | undefined> {
  const { write } = stage;
  if (write === undefined) return undefined;
  const people: (readonly [room: string, person: Person])[] = [];
  try {
    const size = Math.min(PRESSING.people, most);
    let why: unknown;
    while (people.length < size && why === undefined) {
      const room = roomOf(people.length % PRESSING.rooms);
      try {
        people.push([room, await stage.enter(room)]);
      } catch (error) {
        why = error;
      }
    }
    // With fewer than were wanted it is measured all the same: how many they were is told.
    if (people.length === 0) return undefined;
    const at = { isOver: false };
    let count = 0;
    let samples = new Samples();
    const goOn = async (i: number, room: string, person: Person): Promise<void> => {
      while (!at.isOver) {
        const start = stage.now();
        const how = await book.keep(room, person.write(write(i + 1)));
        if (how.name === "lost") return;
        if (how.name === "refused") continue;
        count += 1;
        samples.add(stage.now() - start);
      }
    };
    const lines = people.flatMap(([room, person], i) =>
      Array.from({ length: PRESSING.open }, () => goOn(i, room, person)),
    );
    // What a program does for the first time it does slowly.
    await stage.sleep(ms / 4);
    const before = { ...(await stage.vitals()) };
    const { messages, bytes, pauses } = { ...stage.traffic };
    stage.busy();
    count = 0;
    samples = new Samples();
    const start = stage.now();
    await stage.sleep((ms * 3) / 4);
    const seconds = (stage.now() - start) / 1000;
    const counted = count;
    const traffic = { ...stage.traffic };
    const busy = stage.busy();
    const { cpuMs } = { ...(await stage.vitals()) };
    at.isOver = true;
    await Promise.race([Promise.all(lines), stage.sleep(10_000)]);
    return {
      people: people.length,
      changesPerSecond: counted / seconds,
      messagesPerSecond: (traffic.messages - messages) / seconds,
      bytesPerSecond: (traffic.bytes - bytes) / seconds,
      committed: samples.spread,
      cpu:
        cpuMs === undefined || before.cpuMs === undefined
          ? undefined
          : (cpuMs - before.cpuMs) / 1000 / seconds,
      busy,
      pauses: traffic.pauses - pauses,
    };
  } finally {
    for (const [, person] of people) person.close();
  }
}
