import { stampOf } from "./files.ts";

/** How often the files are looked at, in ms. An edit counts once this long has passed without another one. */
const LOOK_MS = 150;

/**
 * Waits for edits of files. It looks at them again and again: that also works for folders of another machine or container, for
 * editors that put a new file in the place of the old one, and for files that are not there yet.
 */
export class Edits {
  readonly #stamps = new Map<string, string | undefined>();
  readonly #timer: NodeJS.Timeout;
  #next = Promise.withResolvers<string>();
  /** The first file that was edited since `#next` was made. */
  #edited: string | undefined;

  constructor() {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Looks at `file` from now on. An edit since it had `stamp` counts. */
  add(file: string, stamp: string | undefined): void {
    this.#stamps.set(file, stamp);
  }

  /** Resolves with a file that was edited, once the edits rest. Called again before that, it returns the same promise. */
  get next(): Promise<string> {
    return this.#next.promise;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    let isAtRest = true;
    for (const [file, stamp] of this.#stamps) {
      const now = stampOf(file);
      if (now === stamp) continue;
      this.#stamps.set(file, now);
      this.#edited ??= file;
      isAtRest = false;
    }
    if (!isAtRest || this.#edited === undefined) return;
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve(this.#edited);
    this.#edited = undefined;
  }
}
