import type { RoomDefinition } from "../schema/room-definition.ts";

/** Returns the value as it is: only a development build looks for who writes into it. */
export function freeze<T>(value: T): T {
  return value;
}

/** Returns the value as it is. */
export function freezeFlat<T>(value: T): T {
  return value;
}

/** Returns the value as it is, and no copy. */
export function frozenCopy<T>(value: T): T {
  return value;
}

/** Returns undefined: only a development build tells the server what its definition is like. */
export function shapeForServer(_definition: RoomDefinition): string | undefined {
  return undefined;
}

/** Returns the error as it is: only a development build adds where it is described. */
export function linked<T>(error: T): T {
  return error;
}

/** Returns what `fn` returns, and throws what it throws. */
export function linking<T>(fn: () => T): T {
  return fn();
}
