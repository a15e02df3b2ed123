import { Refused } from "@alongside/core";

/** So many cases are told of: pages can name any kind and version. */
const MOST = 100;

/** Pages whose definitions are not those of this server. Whoever runs it hears of each such case once. */
export class Misfits {
  readonly #told = new Set<string>();
  readonly #tell: ((code: string, message: string) => void) | undefined;

  constructor(tell: ((code: string, message: string) => void) | undefined) {
    this.#tell = tell;
  }

  /** Returns the refusal of a kind of room that is not among `kinds`. */
  unknown(name: string, kinds: Iterable<string>): Refused {
    const run = Array.from(kinds, (kind) => `"${kind}"`).join(", ");
    return this.#refusal(
      "room.unknown",
      `This server runs no rooms of the kind "${name}"; its kinds are ${run}`,
    );
  }

  /** Returns the refusal of a page at another version than the server's. */
  outdated(name: string, own: number, page: number): Refused {
    const remedy = page < own ? "reload the page" : "restart the server with the page's definition";
    return this.#refusal(
      "schema.outdated",
      `The server runs version ${own} of "${name}", the page has version ${page}: ${remedy}`,
    );
  }

  #refusal(code: string, message: string): Refused {
    if (this.#told.size < MOST && !this.#told.has(message)) {
      this.#told.add(message);
      this.#tell?.(code, message);
    }
    return new Refused(code, message);
  }
}
