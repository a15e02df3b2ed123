import { Incompatible, Invalid, Refused, RoomLoading } from "../errors.ts";
import { codeDocs } from "../protocol/code-docs.ts";
import type { RoomDefinition } from "../schema/room-definition.ts";
import { shapeOf } from "../schema/shape.ts";

const shapes = new WeakMap<RoomDefinition, string>();

/** What a definition is like, for the server to compare with its own. */
export function shapeForServer(definition: RoomDefinition): string | undefined {
  const shape = shapes.get(definition) ?? shapeOf(definition);
  shapes.set(definition, shape);
  return shape;
}

/**
 * Makes a value throw when somebody writes into it, at every level: objects and arrays that were not frozen yet. Instances of
 * classes (maps, texts) have no way to be written to and are left as they are. Returns the value.
 */
export function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (!Array.isArray(value)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
  }
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}

/** Makes an array throw when somebody writes into it, where its parts are frozen already. Returns it. */
export function freezeFlat<T>(value: T): T {
  return Object.freeze(value);
}

/** The same of a copy: the value itself stays its owner's, to write into. */
export function frozenCopy<T>(value: T): T {
  return freeze(structuredClone(value));
}

const CODED = [Refused, Invalid, RoomLoading, Incompatible];

/** Adds to the message of an error with a code where that is described, once. Returns the error. */
export function linked<T>(error: T): T {
  if (!(error instanceof Error) || !CODED.some((kind) => error instanceof kind)) return error;
  const docs = codeDocs((error as { readonly code?: unknown }).code);
  const { message, stack } = error;
  if (docs === undefined || message.includes(docs)) return error;
  error.message = `${message} (${docs})`;
  // It was put together when the error was made, and is what consoles show.
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
  return error;
}

/** Returns what `fn` returns; what it throws is thrown linked. */
export function linking<T>(fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    throw linked(error);
  }
}
