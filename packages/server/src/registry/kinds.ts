import { type RoomDefinition } from "@alongside/core";
import { initialOps, isDefinition, mistake, type OpsByKey } from "@alongside/core/engine";
import type { RoomImplementation } from "../implement.ts";

/** The kinds of rooms that this server runs, by name. */
export class Kinds {
  readonly #byName = new Map<string, RoomImplementation>();
  /** What new rooms begin with, of those kinds that begin with anything. */
  readonly #initial = new Map<RoomImplementation, OpsByKey>();

  /** Throws TypeError where two have one name, and for `initial` that its schema refuses. */
  constructor(rooms: readonly RoomImplementation[]) {
    for (const implementation of rooms) {
      const { name, schema } = implementation.definition;
      if (this.#byName.has(name))
        throw new TypeError(
          `createServer: two rooms are named "${name}" (docs/errors.md#createServer)`,
        );
      this.#byName.set(name, implementation);
      const initial = initialOps(schema);
      if (Object.keys(initial).length > 0) this.#initial.set(implementation, initial);
    }
  }

  names(): Iterable<string> {
    return this.#byName.keys();
  }

  get(name: string): RoomImplementation | undefined {
    return this.#byName.get(name);
  }

  initialOf(implementation: RoomImplementation): OpsByKey | undefined {
    return this.#initial.get(implementation);
  }

  /**
   * Throws TypeError for what is no definition, for a name that this server does not run, and for another version than it runs.
   * A definition is found by its name, as a bundle may hold a copy of it. Returns the server's own.
   */
  check(definition: RoomDefinition): RoomDefinition {
    if (!isDefinition(definition))
      throw mistake("room", "the room", "what defineRoom returned", definition);
    const { name, version } = definition;
    const running = this.#byName.get(name)?.definition;
    if (running === undefined) {
      const kinds = Array.from(this.names(), (kind) => JSON.stringify(kind)).join(", ");
      throw new TypeError(
        `This server does not run the room definition ${JSON.stringify(name)}; it runs ${kinds}`,
      );
    }
    if (running.version !== version) {
      throw new TypeError(
        `This server runs "${name}" at version ${running.version}, and server.room() was given version ${version}: build both from the same definition`,
      );
    }
    return running;
  }
}
