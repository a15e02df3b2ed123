import type { Server as HttpServer } from "node:http";
import { isDefinition, isFields, mistake } from "@alongside/core/engine";
import { isImplementation } from "./implement.ts";

/** What of the options of a server is called. */
const FUNCTIONS = ["authenticate", "address", "log", "onError", "handle"] as const;
/** What a store is asked for. */
const STORE = ["append", "read", "head", "loadSnapshot", "close"] as const;

/** Throws `TypeError` for options with which a server could only fail later. */
export function checkOptions(options: unknown): void {
  if (!isFields(options))
    throw mistake("createServer", "the options", "an object such as { rooms: [Board] }", options);
  const { rooms, store, files, origins } = options;
  const wanted = "a list of rooms such as [Board]";
  if (!Array.isArray(rooms) || rooms.length === 0)
    throw mistake("createServer", "rooms", wanted, rooms);
  for (const [i, room] of rooms.entries())
    if (!isDefinition(room) && !isImplementation(room))
      throw mistake("createServer", `rooms[${i}]`, "what defineRoom or implement returned", room);
  for (const name of FUNCTIONS)
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw mistake("createServer", name, "a function", options[name]);
  if (store !== undefined && !isStore(store))
    throw mistake("createServer", "store", 'a store such as sqlite("data/rooms.db")', store);
  if (files !== undefined && typeof files !== "string")
    throw mistake("createServer", "files", "the path of a folder", files);
  if (origins !== undefined && typeof origins !== "string" && !Array.isArray(origins))
    throw mistake("createServer", "origins", '"same-host", or a list of origins', origins);
  if (options["limits"] !== undefined && !isFields(options["limits"]))
    throw mistake("createServer", "limits", "an object of limits", options["limits"]);
}

/** Stores may be objects of classes, and proxies; what counts is what they can be asked. */
function isStore(store: unknown): boolean {
  return isFields(store) && STORE.every((name) => typeof store[name] === "function");
}

/** Whether it is a server of `node:http` or `node:https`, and not an app function of a framework, which answers single requests. */
export function isHttpServer(server: unknown): server is HttpServer {
  return (
    isFields(server) &&
    ["on", "prependListener", "listen", "close"].every((name) => typeof server[name] === "function")
  );
}

/** What the operating system said about a port, with what to do about it. Its code stays. */
export function explainListening(error: Error, port: number, host: string | undefined): Error {
  const { code } = error as NodeJS.ErrnoException;
  const why =
    code === "EADDRINUSE"
      ? `port ${port} is taken; end what listens there, or choose another port, 0 for a free one`
      : code === "EACCES"
        ? `port ${port} is not allowed to this process; choose one above 1023`
        : code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN"
          ? `${host} is not an address of this machine`
          : undefined;
  if (why === undefined) return error;
  return Object.assign(new Error(`listen: ${why} (docs/errors.md#listen)`, { cause: error }), {
    code,
  });
}
