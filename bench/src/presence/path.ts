/** Chance: a number from 0 up to, not including, 1. */
type Chance = () => number;

/** What a person sees, in px. */
export const WINDOW = { width: 1600, height: 900 };
const { width: WIDTH, height: HEIGHT } = WINDOW;

interface Reach {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly startsAt: number;
  readonly ms: number;
}

/**
 * A pointer as a person moves it, in a window of 1,600 × 900: it reaches for one place after the other. Each reach is of minimum jerk
 * (s³ (10 - 15 s + 6 s²) of the way), takes 200 ms and 120 ms more for each doubling of the distance over 40 px, as Fitts's law has it,
 * and is followed by a rest of 100 to 900 ms. One reach in three is a short one, within 150 px. So about half of the time nothing moves.
 */
export class Path {
  readonly #chance: Chance;
  #reach: Reach;

  constructor(chance: Chance, now: number) {
    this.#chance = chance;
    const start = [chance() * WIDTH, chance() * HEIGHT] as const;
    this.#reach = { from: start, to: start, startsAt: now, ms: chance() * 1000 };
  }

  /** Where it is, in whole px. `now` does not go back. */
  at(now: number): readonly [x: number, y: number] {
    while (now >= this.#reach.startsAt + this.#reach.ms) this.#next();
    const { from, to, startsAt, ms } = this.#reach;
    const s = Math.max(0, (now - startsAt) / ms);
    const part = s ** 3 * (10 - 15 * s + 6 * s * s);
    return [
      Math.round(from[0] + (to[0] - from[0]) * part),
      Math.round(from[1] + (to[1] - from[1]) * part),
    ];
  }

  #next(): void {
    const chance = this.#chance;
    const { to: from, startsAt, ms } = this.#reach;
    const isShort = chance() < 1 / 3;
    const to: readonly [number, number] = isShort
      ? [
          within(from[0] + chance() * 300 - 150, WIDTH),
          within(from[1] + chance() * 300 - 150, HEIGHT),
        ]
      : [chance() * WIDTH, chance() * HEIGHT];
    const distance = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const rest = 100 + chance() * 800;
    this.#reach = {
      from,
      to,
      startsAt: startsAt + ms + rest,
      ms: 200 + 120 * Math.max(0, Math.log2(distance / 40)),
    };
  }
}

function within(value: number, size: number): number {
  return Math.max(0, Math.min(size, value));
}
