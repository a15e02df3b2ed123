import { Samples, type Spread } from "../samples.ts";
import type { Stage, Viewer } from "./stage.ts";

/** How long somebody may take to come back, in ms. */
const BACK_MS = 10_000;

/** From opening a page's client until the room is on its screen: one after the other, for `ms`. */
export async function joins(stage: Stage, room: string, ms: number): Promise<Spread | undefined> {
  const samples = new Samples();
  const end = stage.now() + ms;
  do {
    const start = stage.now();
    const viewer = stage.viewer(room);
    try {
      await viewer.ready;
      samples.add(stage.now() - start);
    } finally {
      viewer.close();
    }
    await stage.sleep(5);
  } while (stage.now() < end);
  return samples.spread;
}

/** What became of links that broke. */
export interface Reconnected {
  readonly spread: Spread | undefined;
  /** Those who were not back within ten seconds. */
  readonly missing: number;
}

/** From a broken link until the room is up to date again. All links break at once, as those of an office. */
export async function reconnects(stage: Stage, viewers: readonly Viewer[]): Promise<Reconnected> {
  const samples = new Samples();
  const start = stage.now();
  const back = viewers.map(
    (viewer) =>
      new Promise<void>((resolve) => {
        let wasGone = false;
        const stop = viewer.onStatus(() => {
          if (!viewer.isLive) wasGone = true;
          else if (wasGone) {
            samples.add(stage.now() - start);
            stop();
            resolve();
          }
        });
      }),
  );
  for (const viewer of viewers) viewer.breakLink();
  await Promise.race([Promise.all(back), stage.sleep(BACK_MS)]);
  return { spread: samples.spread, missing: viewers.length - samples.count };
}
