/** Changes a second at the usual speed. */
const CHANGES_A_SECOND = 8;

/** Of whoever wants less motion: so often something else is shown, in ms. */
const CALM_MS = 1000;

/** How far a player is, while it plays. */
export class Playback {
  #rest = 0;

  /** How many changes to go on by, after `ms` more of playing. `isCalm` gathers them, and shows them once a second. */
  advance(ms: number, speed: number, isCalm: boolean): number {
    this.#rest += ms;
    if (isCalm && this.#rest < CALM_MS) return 0;
    const changes = Math.floor((this.#rest / 1000) * CHANGES_A_SECOND * speed);
    this.#rest -= (changes * 1000) / (CHANGES_A_SECOND * speed);
    return changes;
  }
}
