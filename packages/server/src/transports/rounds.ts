import type { Clock } from "@alongside/core/engine";

/** Looks at all links again and again, for as long as there are any. */
export class Rounds<Link> {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #links: ReadonlySet<Link>;
  readonly #look: (link: Link) => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, ms: number, links: ReadonlySet<Link>, look: (link: Link) => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#links = links;
    this.#look = look;
  }

  /** Call it when a link was added. */
  start(): void {
    this.#cancel ??= this.#clock.after(this.#ms, () => {
      this.#cancel = undefined;
      for (const link of this.#links) this.#look(link);
      if (this.#links.size > 0) this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
