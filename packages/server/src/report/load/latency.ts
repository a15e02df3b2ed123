import { Samples, type Spread } from "../samples.ts";
import type { Book, Stage, Viewer } from "./stage.ts";

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
  const own = new Samples();
  const peer = new Samples();
  let unseen = 0;
  let start = 0;
  let isShown = false;
  let seen: () => void = () => undefined;
  const stops = [
    author.onScreen(() => {
      if (isShown) return;
      isShown = true;
      own.add(stage.now() - start);
    }),
    reader.onEntry(() => seen()),
  ];
  const end = stage.now() + ms;
  while (stage.now() < end) {
    const arrived = new Promise<boolean>((resolve) => {
      seen = () => {
        peer.add(stage.now() - start);
        seen = () => undefined;
        resolve(true);
      };
    });
    const change = write(1);
    isShown = false;
    start = stage.now();
    const ended = book.keep(room, author.write(change));
    isShown = true;
    const how = await ended;
    if (how.name !== "committed") break;
    if (!(await Promise.race([arrived, stage.sleep(LOST_MS).then(() => false)]))) unseen += 1;
    // People do not write in step with the server's ticks.
    await stage.sleep(5 + 15 * stage.random());
  }
  for (const stop of stops) stop();
  return { own: own.spread, peer: peer.spread, unseen };
}
