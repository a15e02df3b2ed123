/** What can hold its writes back and send them at once. */
export interface Corkable {
  cork(): void;
  uncork(): void;
}

/**
 * Holds what is written to a socket until the end of the event loop's turn, so that all of it leaves in one system call:
 * under load those cost more than everything else (`npm run bench -- commit`, decision 12).
 */
export class Corks {
  #held = new Set<Corkable>();

  /** Call it before writing. */
  hold(socket: Corkable): void {
    if (this.#held.has(socket)) return;
    if (this.#held.size === 0) setImmediate(() => this.#release());
    this.#held.add(socket);
    socket.cork();
  }

  #release(): void {
    const held = this.#held;
    this.#held = new Set();
    for (const socket of held) socket.uncork();
  }
}
