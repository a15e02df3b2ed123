import type { Writer } from "../writer.ts";
import { writeRuns } from "../places.ts";
import type { Level, Span } from "./level.ts";
import type { Walker } from "./walker.ts";

/** Which cells of one field a view is made of. */
export interface SightPart {
  readonly level: Level;
  readonly spans: readonly Span[];
}

/** A view: the cells that a page's viewport comes to. Pages that look at the same cells share one. */
export class Sight {
  readonly key: string;
  readonly parts: readonly SightPart[];
  /** Pages that have it. */
  readers = 0;

  constructor(key: string, parts: readonly SightPart[]) {
    this.key = key;
    this.parts = parts;
  }

  /** How many people are in it, at most, by the field of which most are. */
  get population(): number {
    let most = 0;
    for (const { level, spans } of this.parts) {
      let count = 0;
      for (const span of spans) for (const { walkers } of level.within(span)) count += walkers.size;
      most = Math.max(most, count);
    }
    return most;
  }

  /** Whose point in a field is in it. */
  walkers(name: string): ReadonlySet<Walker> {
    const seen = new Set<Walker>();
    for (const { level, spans } of this.parts)
      if (level.name === name)
        for (const span of spans)
          for (const { walkers } of level.within(span)) for (const one of walkers) seen.add(one);
    return seen;
  }

  /** Writes where people in it went in the tick under way. Returns whether any did. */
  write(writer: Writer): boolean {
    let hasWritten = false;
    for (const { level, spans } of this.parts) {
      const cells = spans.flatMap((span) => level.within(span));
      const left = cells.flatMap((cell) => (cell.left.isEmpty ? [] : [cell.left]));
      const runs = left.concat(cells.flatMap(({ moved }) => (moved.isEmpty ? [] : [moved])));
      if (runs.length === 0) continue;
      writeRuns(writer, level.name, runs);
      hasWritten = true;
    }
    return hasWritten;
  }
}
