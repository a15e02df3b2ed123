import { statSync } from "node:fs";
import { jwt } from "../auth/jwt.ts";
import { guests } from "../auth/guests.ts";
import type { Log } from "../log.ts";
import { createServer, type Listening, type Server, type ServerOptions } from "../server.ts";
import { sqlite, type SqliteOptions } from "../store/sqlite.ts";
import { CheckFailed, type Store } from "../store/store.ts";
import { checkOrigins } from "../transports/origins.ts";
import { databaseIn, SECRET, type ServeCommand } from "./command.ts";
import { Problem } from "./problem.ts";

/** A server that runs, and where. */
export interface Serving {
  readonly server: Server;
  readonly at: Listening;
}

/**
 * Starts the server a command asks for. Throws `Problem` for what the person who asked can put right. `isFirst` is false where this
 * server takes over from another one, which has said already that it is open.
 */
export async function serve(
  command: ServeCommand,
  rooms: ServerOptions["rooms"],
  log: Log,
  isFirst = true,
): Promise<Serving> {
  const { secret, files, hashed, keys } = command;
  const authenticate =
    secret === undefined ? guests() : said(() => jwt({ secret }), /^jwt: the secret/, SECRET);
  const origins = command.origins ?? (command.name === "dev" ? "local" : "same-host");
  said(() => checkOrigins(origins));
  if (files !== undefined && !statSync(files, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Problem(`--files: there is no folder ${files}`);
  }
  const onError = (error: unknown): void => log("error", "Something went wrong", { error });
  const onWait = (message: string): void => log("warn", message);
  const store = openStore(databaseIn(command.data), {
    onError,
    onWait,
    chain: command.chain === true,
  });
  if (secret === undefined && isFirst)
    log("warn", "This server is OPEN: everybody is let in as a guest and may write.");
  try {
    const server = createServer({
      rooms,
      store,
      authenticate,
      origins,
      log,
      onError,
      ...(files !== undefined && { files }),
      ...(hashed !== undefined && { hashedFiles: hashed }),
      ...(keys.length > 0 && {
        api: { keys: keys.map((key) => ({ key, scope: "admin" as const })) },
      }),
    });
    const at = await server.listen(command.port, command.host);
    return { server, at };
  } catch (error) {
    await store.close();
    throw problemOfListening(error, command);
  }
}

function openStore(file: string, options: SqliteOptions): Store {
  try {
    return sqlite(file, options);
  } catch (error) {
    throw new Problem(`--data: ${messageOf(error)}`);
  }
}

function problemOfListening(error: unknown, { port, host }: ServeCommand): unknown {
  if (error instanceof CheckFailed) return new Problem(`--data: ${error.message}`);
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "EADDRINUSE":
      return new Problem(`Port ${port} is taken; choose another one with --port`);
    case "EACCES":
      return new Problem(`Port ${port} is not allowed to you; choose one above 1023 with --port`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Problem(`--host or HOST: ${host} is not an address of this machine`);
    default:
      // Two rooms of one name, for example.
      return error instanceof TypeError ? new Problem(error.message) : error;
  }
}

/** Turns a mistake that a part of the server found into one for the person at the terminal, in the terminal's words. */
function said<T>(fn: () => T, theirs: RegExp | string = "", ours = ""): T {
  try {
    return fn();
  } catch (error) {
    throw new Problem(messageOf(error).replace(theirs, ours));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
