import type { Grid } from "@alongside/core/engine";
import { writeRuns } from "../places.ts";
import { Run } from "../run.ts";
import { Writer } from "../writer.ts";
import type { Mode } from "./reader.ts";
import type { Walker } from "./walker.ts";

/** Who is seen of all people, where a mode shows only some: undefined where it shows all. */
function seenBy(mode: Mode, name: string): ReadonlySet<Walker> | undefined {
  return typeof mode === "object" ? mode.walkers(name) : undefined;
}

/** Where everybody is whom a mode shows, as ticks have told until now; of others that they are out of view. */
export function wholePlaces(
  mode: Mode,
  people: readonly Walker[],
  grids: ReadonlyMap<string, Grid>,
): Uint8Array {
  return written(grids, (run, name, grid) => {
    const seen = seenBy(mode, name);
    for (const walker of people) {
      const point = walker.toldPoint(name);
      if (point === undefined) continue;
      if (point === null) run.nowhere(walker.place);
      else if (seen?.has(walker) === false) run.unseen(walker.place);
      else run.at(walker.place, point, grid);
    }
  });
}

/** How what `after` shows differs from what `before` showed: who is out of view, and where those are who came into it. */
export function otherPlaces(
  before: Mode,
  after: Mode,
  people: readonly Walker[],
  grids: ReadonlyMap<string, Grid>,
): Uint8Array {
  return written(grids, (run, name, grid) => {
    const [was, is] = [seenBy(before, name), seenBy(after, name)];
    for (const walker of people) {
      const point = walker.toldPoint(name);
      if (point === undefined || point === null) continue;
      const wasSeen = was?.has(walker) !== false;
      const isSeen = is?.has(walker) !== false;
      if (wasSeen && !isSeen) run.unseen(walker.place);
      else if (isSeen && !wasSeen) run.at(walker.place, point, grid);
    }
  });
}

function written(
  grids: ReadonlyMap<string, Grid>,
  fill: (run: Run, name: string, grid: Grid) => void,
): Uint8Array {
  const writer = new Writer();
  for (const [name, grid] of grids) {
    const run = new Run();
    fill(run, name, grid);
    if (!run.isEmpty) writeRuns(writer, name, [run]);
  }
  return writer.bytes;
}
