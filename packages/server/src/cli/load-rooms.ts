import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type RoomDefinition } from "@alongside/core";
import { isDefinition } from "@alongside/core/engine";
import { implement, isImplementation, type RoomImplementation } from "../implement.ts";
import { Kinds } from "../registry/kinds.ts";
import { DEFAULT_ROOMS } from "./command.ts";
import { explainLoad } from "./explain-load.ts";
import { followImports } from "./files.ts";
import { Problem } from "./problem.ts";

type Room = RoomDefinition | RoomImplementation;

/**
 * The rooms that a module exports. Throws `Problem` when it does not load, has none, or has some that no server can run together.
 * `onFile` is told of each file that is read for it, before that is read, and of each that is missing.
 */
export async function loadRooms(
  file: string | undefined,
  folder: string,
  onFile: (file: string) => void = () => {},
): Promise<readonly Room[]> {
  const path = resolve(
    folder,
    file ?? DEFAULT_ROOMS.find((name) => existsSync(resolve(folder, name))) ?? "",
  );
  if (file === undefined && path === resolve(folder)) {
    throw new Problem(
      `There is no ${DEFAULT_ROOMS[0]} or ${DEFAULT_ROOMS[1]} here; name the module that exports the rooms with --rooms`,
    );
  }
  const name = file ?? path;
  onFile(path);
  if (!existsSync(path)) throw new Problem(`--rooms: there is no file ${name}`);
  const rooms = roomsOf(await load(path, name, folder, onFile));
  if (rooms.length === 0) {
    throw new Problem(
      `--rooms: ${name} exports no room; export what defineRoom or implement returned`,
    );
  }
  checkKinds(rooms);
  return rooms;
}

/** Throws `Problem` for what `createServer` will not run: two rooms of one name, for example. */
function checkKinds(rooms: readonly Room[]): void {
  try {
    void new Kinds(rooms.map((room) => (isImplementation(room) ? room : implement(room))));
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}

async function load(
  path: string,
  name: string,
  folder: string,
  onFile: (file: string) => void,
): Promise<Readonly<Record<string, unknown>>> {
  const files: string[] = [];
  const stop = followImports((file) => {
    files.push(file);
    onFile(file);
  });
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_UNKNOWN_FILE_EXTENSION") {
      throw new Problem(
        `--rooms: Node ${process.versions.node} does not run ${name} as it is; use Node 22.18 or later, or a .js file`,
      );
    }
    throw new Problem(`--rooms: ${name} did not load: ${explainLoad(error, files, folder)}`);
  } finally {
    stop();
  }
}

/** Rooms among the exports, lists of them included. Where a module exports a definition and its implementation, the latter counts. */
export function roomsOf(exports: Readonly<Record<string, unknown>>): readonly Room[] {
  const found = new Map<RoomDefinition, Room>();
  for (const value of Object.values(exports).flat()) {
    if (isImplementation(value)) found.set(value.definition, value);
    else if (isDefinition(value) && !found.has(value)) found.set(value, value);
  }
  return [...found.values()];
}
