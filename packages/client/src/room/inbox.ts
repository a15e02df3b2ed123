/** What an inbox asks of the room it is of. */
interface InboxOptions<M> {
  /** Whether a message needs code that is not here. */
  needsCode(message: M): boolean;
  loadCode(): Promise<unknown>;
  /** Receives a message anew that has waited. */
  receive(message: M): void;
  /** The code could not be loaded: what waited is forgotten, and has to be asked for again. */
  failed(error: unknown): void;
}

/** The messages of a room that wait for code which is not here: the one that needs it, and all that came behind it. */
export class Inbox<M> {
  readonly #options: InboxOptions<M>;
  #waiting: M[] = [];

  constructor(options: InboxOptions<M>) {
    this.#options = options;
  }

  /** Whether a message has to wait; then it is kept, and received again in its turn. */
  keeps(message: M): boolean {
    if (this.#waiting.length > 0) this.#waiting.push(message);
    else if (this.#options.needsCode(message)) this.#waitWith(message);
    else return false;
    return true;
  }

  /** Forgets what waits: the link it came over is down. */
  clear(): void {
    this.#waiting = [];
  }

  #waitWith(message: M): void {
    const waiting = [message];
    this.#waiting = waiting;
    const { loadCode, receive, failed } = this.#options;
    loadCode().then(
      () => {
        if (this.#waiting !== waiting) return;
        this.clear();
        for (const each of waiting) receive(each);
      },
      (error: unknown) => {
        if (this.#waiting !== waiting) return;
        this.clear();
        failed(error);
      },
    );
  }
}
