import { join, posix } from "node:path";
import { type Client, createClient, type Room } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";
import type { Server, ServerRoom } from "@alongside/server";
import { expect, onTestFinished, vi } from "vitest";

import { filesOfGuide, writeRun } from "./extract.ts";
import { ways } from "./stage/client.ts";
import { state, strike } from "./stage/state.ts";

/** A guide while a test runs it. */
export interface Play {
  /** Runs a file of the guide once, and returns what it exports. */
  readonly run: (file: string) => Promise<Record<string, unknown>>;
  /** The guide's server. */
  readonly server: () => Server;
  /** A room of that server, as its own code has it. */
  readonly room: <D extends RoomDefinition>(definition: D, id: string) => ServerRoom<D>;
  /** Another person joins a room, over the network, and is in. */
  readonly join: <D extends RoomDefinition>(
    definition: D,
    id: string,
    getToken?: () => string,
  ) => Promise<Room<D>>;
}

/**
 * Makes a guide's blocks files, to be run by the test that asks. `after` is called with what ends all that; it fails where a file was left
 * out.
 */
export function open(
  name: string,
  after: (end: () => Promise<void>) => void = onTestFinished,
): Play {
  const folder = writeRun(name);
  const unplayed = new Set(filesOfGuide(name).keys());
  const others: Client[] = [];
  // What examples print is not what their tests say.
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  after(async () => {
    log.mockRestore();
    for (const client of others) client.close();
    await strike();
    expect(state.errors.splice(0)).toEqual([]);
    expect([...unplayed], `files of docs/guides/${name}.md that were not run`).toEqual([]);
  });
  const server = (): Server => {
    const [newest] = state.servers.slice(-1);
    if (newest === undefined) throw new Error(`${name} has made no server yet`);
    return newest;
  };
  return {
    run: async (file) => {
      // What a file imports is run with it.
      const loaded = (await import(/* @vite-ignore */ join(folder, file))) as Record<
        string,
        unknown
      >;
      for (const path of reached(file, filesOfGuide(name))) unplayed.delete(path);
      return loaded;
    },
    server,
    room: (definition, id) => server().room(definition, id),
    join: async (definition, id, getToken) => {
      const client = createClient({
        url: `${state.url}/live`,
        transports: ways,
        guest: `somebody else ${others.length}`,
        ...(getToken !== undefined && { getToken }),
      });
      others.push(client);
      const room = client.join(definition, id);
      await room.ready;
      return room;
    },
  };
}

/** A file and the guide's own files that it imports, by any number of steps. */
function reached(file: string, files: ReadonlyMap<string, string>, seen = new Set<string>()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, next = ""] of (files.get(file) ?? "").matchAll(/ from "(\.[^"]+)"/g))
    reached(posix.join(posix.dirname(file), next), files, seen);
  return seen;
}
