import { Samples, type Spread } from "../samples.ts";
import type { Book, Stage, Viewer } from "./stage.ts";

/** What a program does for the first time it does slowly: so many changes do not count. */
const FIRST = 10;

/** How long a change may take to be seen before it counts as not seen, in ms. */
const LOST_MS = 3000;

/** From a change to the own screen, and to the screen of somebody else. */
export interface Latency {
  readonly own: Spread | undefined;
  readonly peer: Spread | undefined;
  /** Changes that the other one did not see in time. */
  readonly unseen: number;
}

/** One change after the other, by somebody, while somebody else looks on: in a room where nothing else happens. Undefined where nothing is written. */
export async function latency(
  stage: Stage,
  book: Book,
  room: string,
  [author, reader]: readonly [Viewer, Viewer],
  ms: number,
): Promise<Latency | undefined> {
  const { write } = stage;
  if (write === undefined) return undefined;
  const own = [new Samples(), new Samples()] as const;
  const peer = [new Samples(), new Samples()] as const;
  let unseen = 0;
  let count = 0;
  const of = ([first, later]: typeof own): Samples => (count > FIRST ? later : first);
  let start = 0;
  let isShown = false;
  let seen: () => void = () => undefined;
  const stops = [
    author.onScreen(() => {
      if (isShown) return;
      isShown = true;
      of(own).add(stage.now() - start);
    }),
    reader.onEntry(() => seen()),
  ];
  const end = stage.now() + ms;
  while (stage.now() < end) {
    const arrived = new Promise<boolean>((resolve) => {
      seen = () => {
        of(peer).add(stage.now() - start);
        seen = () => undefined;
        resolve(true);
      };
    });
    const change = write(1);
    isShown = false;
    count += 1;
    start = stage.now();
    const ended = book.keep(room, author.write(change));
    isShown = true;
    const how = await ended;
    if (how.name === "lost") break;
    if (how.name === "refused") continue;
    if (!(await Promise.race([arrived, stage.sleep(LOST_MS).then(() => false)]))) unseen += 1;
    // People do not write in step with the server's ticks.
    await stage.sleep(5 + 15 * stage.random());
  }
  for (const stop of stops) stop();
  // Where there was no time for more, the first ones are better than none.
  const spreadOf = ([first, later]: typeof own): Spread | undefined => later.spread ?? first.spread;
  return { own: spreadOf(own), peer: spreadOf(peer), unseen };
}
