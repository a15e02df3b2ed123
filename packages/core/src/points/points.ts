import { equalJson, type Json } from "../json.ts";
import { Grid, type Point } from "./grid.ts";
import { Reader } from "./reader.ts";

/** What somebody shows of themselves. */
type Presence = { readonly [field: string]: Json };

/** What a message says of a person, as far as it matters for their places. */
interface Met {
  readonly client: string;
  readonly place?: number;
}

/** Reads places, injected by `point()` so that rooms without points do not bundle it. */
export interface PointEngine {
  readonly grid: Grid;
  /** Reads the places of a room, whose fields have these grids. */
  track(grids: ReadonlyMap<string, Grid>): Points;
}

export function pointEngine(resolution: number): PointEngine {
  return { grid: new Grid(resolution), track: (grids) => new Points(grids) };
}

/** How a tick tells of a point, by the two lowest bits of what it says first. */
export const MOVES = {
  /** The way from where it was told to be. */
  way: 0,
  /** It is null now. */
  nowhere: 1,
  /** Where it is, and in which area. */
  at: 2,
  /** It is out of the reader's view. */
  unseen: 3,
} as const;

/** What a tick says of somebody's places. One that is out of view is undefined. */
interface Moved {
  readonly client: string;
  readonly presence: { readonly [field: string]: Json | undefined };
}

/**
 * Reads the places in a room's ticks. Most are told as the way from the one before, so a page that missed a tick, or does not know
 * somebody, reads no more until everyone is told of anew.
 */
export class Points {
  readonly #grids: ReadonlyMap<string, Grid>;
  /** The client that has each number in the room. */
  readonly #clients: (string | undefined)[] = [];
  /** The number of the last tick with places. */
  #tick = 0;

  constructor(grids: ReadonlyMap<string, Grid>) {
    this.#grids = grids;
  }

  /** What a field is set to, as everybody will see it: a point on its grid, other values as they are. */
  onGrid(field: string, value: Json): Json {
    const grid = this.#grids.get(field);
    return grid === undefined || value === null
      ? value
      : { ...grid.round(value as unknown as Point) };
  }

  /** Whether a field is a point that is where it was. */
  isStill(field: string, before: Json | undefined, now: Json | undefined): boolean {
    return this.#grids.has(field) && equalJson(before, now);
  }

  /** Everyone is told of anew, as of a tick. */
  everyone(people: readonly Met[], tick: number): void {
    this.#clients.length = 0;
    this.#tick = tick;
    this.met(people);
  }

  /** A tick tells of people; who is new has a number. */
  met(people: readonly Met[]): void {
    for (const { client, place } of people) if (place !== undefined) this.#clients[place] = client;
  }

  /**
   * Where people are now, by the places that `presenceOf` knows. `before` is the number of the tick that this one follows. Undefined
   * where they cannot be known: another tick than that came last, or it is of somebody unknown. Nothing has changed then.
   */
  read(
    tick: number,
    before: number,
    bytes: Uint8Array,
    presenceOf: (client: string) => Presence | undefined,
  ): readonly Moved[] | undefined {
    if (before !== this.#tick) return undefined;
    const reader = new Reader(bytes);
    // Who goes from one cell to the next is told of in both, so what comes later counts.
    const moved = new Map<string, { [field: string]: Json | undefined }>();
    while (!reader.isDone) {
      const name = reader.text(reader.number());
      const grid = this.#grids.get(name);
      for (let runs = reader.number(); runs > 0; runs--) {
        let place = -1;
        for (let left = reader.number(); left > 0; left--) {
          const head = reader.number();
          place += (head >>> 2) + 1;
          const client = this.#clients[place];
          const presence = client === undefined ? undefined : presenceOf(client);
          const now = readPlace(reader, head & 3, grid, presence?.[name]);
          // A field that this page's definition does not have.
          if (grid === undefined) continue;
          if (client === undefined || presence === undefined) return undefined;
          const earlier = moved.get(client);
          if (earlier === undefined) moved.set(client, { [name]: now });
          else earlier[name] = now;
        }
      }
    }
    this.#tick = tick;
    return Array.from(moved, ([client, presence]) => ({ client, presence }));
  }
}

function readPlace(
  reader: Reader,
  how: number,
  grid: Grid | undefined,
  from: Json | undefined,
): Json | undefined {
  if (how === MOVES.unseen) return undefined;
  if (how === MOVES.nowhere) return null;
  const [x, y] = [reader.signed(), reader.signed()];
  const area = how === MOVES.at ? reader.text(reader.number()) || undefined : undefined;
  if (grid === undefined) return undefined;
  if (how === MOVES.at) return { ...grid.pointAt(x, y, area) };
  const start = (from as Point | null | undefined) ?? { x: 0, y: 0 };
  return {
    ...grid.pointAt(grid.stepsOf(start.x) + x, grid.stepsOf(start.y) + y, start.area),
  };
}
