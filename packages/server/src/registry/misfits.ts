import { Refused, type RoomDefinition } from "@alongside/core";
import { shapeOf } from "@alongside/core/engine";
import { differencesOf, type Shaped } from "./differences.ts";

/** So many cases are told of: pages can name any kind and version. */
const MOST = 100;

/** So many clients are remembered that were told of a difference. */
const MOST_CLIENTS = 1000;

/** Pages whose definitions are not those of this server. Whoever runs it hears of each such case once. */
export class Misfits {
  readonly #told = new Set<string>();
  readonly #tell: ((code: string, message: string) => void) | undefined;
  readonly #shapes = new WeakMap<RoomDefinition, string>();
  /** Clients that were told of a difference, each with the kind. */
  readonly #clients = new Set<string>();

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

  /**
   * Returns the notice for a client whose definition is another one than the server's at the same version: one client is told once of
   * one kind. Undefined where there is nothing to tell. `shape` is that of the page's definition.
   */
  differing(definition: RoomDefinition, client: string, shape: string | undefined) {
    if (shape === undefined) return undefined;
    const { name, version } = definition;
    const told = `${name} ${client}`;
    if (this.#clients.has(told)) return undefined;
    const page = { name: "the page", shape };
    const differences = differencesOf(page, this.#shaped("the server", definition));
    if (differences === undefined) return undefined;
    if (this.#clients.size >= MOST_CLIENTS) this.#clients.clear();
    this.#clients.add(told);
    const code = "schema.differs";
    const message = `The page's definition of "${name}" is another one than the server's, both at version ${version}: ${differences}. Reload the page, or restart the server with the page's definition`;
    this.#once(code, message);
    return { code, message };
  }

  /** Tells whoever runs the server of a copy, given to `server.room()`, that is another one than what it runs. */
  copied(copy: RoomDefinition, definition: RoomDefinition): void {
    if (copy === definition) return;
    const given = this.#shaped("the one given to server.room()", copy);
    const differences = differencesOf(given, this.#shaped("the server", definition));
    if (differences === undefined) return;
    const { name, version } = definition;
    this.#once(
      "schema.differs",
      `server.room() was given another definition of "${name}" than the server runs, both at version ${version}: ${differences}. Build both from the same definition`,
    );
  }

  #shaped(name: string, definition: RoomDefinition): Shaped {
    const shape = this.#shapes.get(definition) ?? shapeOf(definition);
    this.#shapes.set(definition, shape);
    return { name, shape };
  }

  #refusal(code: string, message: string): Refused {
    this.#once(code, message, "A page was refused: ");
    return new Refused(code, message);
  }

  #once(code: string, message: string, prefix = ""): void {
    if (this.#told.size >= MOST || this.#told.has(message)) return;
    this.#told.add(message);
    this.#tell?.(code, prefix + message);
  }
}
