import type { Json } from "../json.ts";
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

/** What a tick says of somebody's places. */
interface Moved {
  readonly client: string;
  readonly presence: Presence;
}

/**
 * Reads the places in a room's ticks. Each is told as the way from the one before it, so a page that missed a tick, or does not know
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
   * Where people are now, by the places that `presenceOf` knows. Undefined where they cannot be known: a tick before this one was
   * missed, or it is of somebody unknown. Nothing has changed then.
   */
  read(
    tick: number,
    bytes: Uint8Array,
    presenceOf: (client: string) => Presence | undefined,
  ): readonly Moved[] | undefined {
    if (tick !== this.#tick + 1) return undefined;
    const reader = new Reader(bytes);
    const moved: Moved[] = [];
    while (!reader.isDone) {
      const name = reader.text(reader.number());
      const grid = this.#grids.get(name);
      let place = -1;
      for (let left = reader.number(); left > 0; left--) {
        const head = reader.number();
        place += (head >>> 1) + 1;
        const isNull = (head & 1) === 1;
        const dx = isNull ? 0 : reader.signed();
        const dy = isNull ? 0 : reader.signed();
        // A field that this page's definition does not have.
        if (grid === undefined) continue;
        const client = this.#clients[place];
        const presence = client === undefined ? undefined : presenceOf(client);
        if (client === undefined || presence === undefined) return undefined;
        const now = isNull ? null : step(grid, presence[name] as Point | null | undefined, dx, dy);
        moved.push({ client, presence: { [name]: now } });
      }
    }
    this.#tick = tick;
    return moved;
  }
}

function step(grid: Grid, from: Point | null | undefined, dx: number, dy: number): Json {
  const { x, y } = from ?? { x: 0, y: 0 };
  return {
    x: grid.coordinateOf(grid.stepsOf(x) + dx),
    y: grid.coordinateOf(grid.stepsOf(y) + dy),
  };
}
