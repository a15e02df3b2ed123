import { Samples, type Spread } from "../samples.ts";
import type { Stage, Viewer } from "./stage.ts";

/** How long the last move may take to be seen, in ms. */
const LOST_MS = 3000;

/** From a move until somebody else's page has it. The places are numbers in a row, so that each is known again. */
export async function presenceAge(
  stage: Stage,
  [mover, reader]: readonly [Viewer, Viewer],
  ms: number,
): Promise<Spread | undefined> {
  const samples = new Samples();
  const movedAt = new Map<number, number>();
  const lastSeen = Promise.withResolvers<void>();
  let last = Infinity;
  const stop = reader.onMove((x) => {
    const at = movedAt.get(x);
    movedAt.delete(x);
    if (at !== undefined) samples.add(stage.now() - at);
    if (x >= last) lastSeen.resolve();
  });
  const end = stage.now() + ms;
  let x = 0;
  while (stage.now() < end) {
    x += 1;
    movedAt.set(x, stage.now());
    mover.move(x, x);
    await stage.sleep(20 + 60 * stage.random());
  }
  // Of several moves within a tick the last one is seen; so this one is, at the end.
  last = x;
  if (movedAt.has(x)) await Promise.race([lastSeen.promise, stage.sleep(LOST_MS)]);
  stop();
  return samples.spread;
}
