import { Samples, type Spread } from "../samples.ts";
import type { Stage, Viewer } from "./stage.ts";

/** From a move until somebody else's page has it. The places are numbers in a row, so that each is known again. */
export async function presenceAge(
  stage: Stage,
  [mover, reader]: readonly [Viewer, Viewer],
  ms: number,
): Promise<Spread | undefined> {
  const samples = new Samples();
  const movedAt = new Map<number, number>();
  const stop = reader.onMove((x) => {
    const at = movedAt.get(x);
    movedAt.delete(x);
    if (at !== undefined) samples.add(stage.now() - at);
  });
  const end = stage.now() + ms;
  for (let x = 1; stage.now() < end; x++) {
    movedAt.set(x, stage.now());
    mover.move(x, x);
    await stage.sleep(20 + 60 * stage.random());
  }
  await stage.sleep(150);
  stop();
  return samples.spread;
}
