import { Path } from "../../presence/path.ts";

interface Somebody {
  readonly client: string;
  readonly user: { readonly id: string; readonly name: string; readonly color: string };
  readonly state: "active";
  readonly presence: { readonly cursor: { readonly x: number; readonly y: number } };
}

/** Messages a second, as a server's ticks come; each person is in every other one. */
export const TICKS = 30;

const COLORS = ["#1d4ed8", "#be123c", "#15803d", "#b45309", "#7e22ce", "#0e7490"];

/**
 * What a page is told of `people`, for `seconds`, as a client has it: who moves is another object. Made beforehand, so that nothing of
 * it is measured.
 */
export function feed(people: number, seconds: number): readonly (readonly Somebody[])[] {
  let seed = 1;
  const chance = (): number => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const paths = Array.from({ length: people }, () => new Path(chance, 0));
  let now: readonly Somebody[] = paths.map((path, i) => somebody(i, path.at(0)));
  return Array.from({ length: seconds * TICKS }, (_, tick) => {
    now = now.map((before, i) => {
      if ((i + tick) % 2 === 0) return before;
      const [x, y] = paths[i]!.at((tick * 1000) / TICKS);
      const { cursor } = before.presence;
      return x === cursor.x && y === cursor.y
        ? before
        : { ...before, presence: { cursor: { x, y } } };
    });
    return now;
  });
}

function somebody(i: number, [x, y]: readonly [number, number]): Somebody {
  const color = COLORS[i % COLORS.length]!;
  const user = { id: `p${i}`, name: `Somebody ${i}`, color };
  return { client: `c${i}`, user, state: "active", presence: { cursor: { x, y } } };
}

/** The others of a room, who are told of as messages come. */
export class Others {
  #now: readonly Somebody[] = [];
  readonly #listeners = new Set<(others: readonly Somebody[]) => void>();

  readonly get = (): readonly Somebody[] => this.#now;

  readonly subscribe = (listener: (others: readonly Somebody[]) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(now: readonly Somebody[]): void {
    this.#now = now;
    for (const listener of this.#listeners) listener(now);
  }
}
