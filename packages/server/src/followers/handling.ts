import { Refused } from "@alongside/core";
import { AsyncLocalStorage } from "node:async_hooks";
import { chainFault } from "./intents.ts";

/** A follower's handler at work. */
interface Handling {
  readonly name: string;
  /** The followers through which the entries came that it was given. */
  readonly via: readonly string[];
  isOver: boolean;
}

const here = new AsyncLocalStorage<Handling>();

/** Runs a handler so that {@link viaHere} knows of it, until it is over: what it leaves running after that is nobody's. */
export async function asHandler<T>(
  name: string,
  via: readonly string[],
  handler: () => T | Promise<T>,
): Promise<T> {
  const handling: Handling = { name, via, isOver: false };
  try {
    return await here.run(handling, handler);
  } finally {
    handling.isOver = true;
  }
}

/**
 * The followers through which something comes that is written now, without its follower's own hands: without them it would never end where
 * a handler writes what it is given again. Undefined outside of handlers. Throws `Refused`, `follower.chain`, after too many of them.
 */
export function viaHere(): readonly string[] | undefined {
  const handling = here.getStore();
  if (handling === undefined || handling.isOver) return undefined;
  const { name, via } = handling;
  const fault = chainFault(via, name);
  if (fault !== undefined) throw new Refused("follower.chain", fault);
  return [...via, name];
}
