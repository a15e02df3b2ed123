/** How many connections that have ended may still take in why, at once. */
const MOST = 1000;

/**
 * Connections that have ended and whose peers may still take in why. They count for nobody's limit any more, so there are only so
 * many: the oldest is cut for one more.
 */
export class Ended {
  readonly #links = new Set<{ cut(): void }>();

  add(link: { cut(): void }): void {
    this.#links.add(link);
    if (this.#links.size <= MOST) return;
    const [oldest] = this.#links;
    if (oldest === undefined) return;
    this.#links.delete(oldest);
    oldest.cut();
  }

  delete(link: { cut(): void }): void {
    this.#links.delete(link);
  }
}
