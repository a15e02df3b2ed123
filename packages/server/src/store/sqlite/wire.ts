import { CheckFailed, Dropped, type StoreTrouble } from "../store.ts";
import { BatchFailure } from "./batch-appender.ts";

/** An error on its way between threads. */
export type Failure =
  | {
      readonly kind: "dropped";
      readonly room: string;
      readonly after: number;
      readonly floor: number;
    }
  | { readonly kind: "check"; readonly code: StoreTrouble; readonly message: string }
  | { readonly kind: "range" | "type" | "syntax"; readonly message: string }
  | { readonly kind: "error"; readonly message: string; readonly unknown: boolean };

/** Asked by either side, answered by the other with the same `id`. */
export interface Question {
  readonly id: number;
  readonly ask: string;
  readonly args: readonly unknown[];
}

export type Message =
  | Question
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure };

/** What a thread answers to, by name. */
export type Handlers = { readonly [name: string]: (...args: never[]) => unknown };

export function toFailure(error: unknown): Failure {
  if (error instanceof Dropped)
    return { kind: "dropped", room: error.room, after: error.after, floor: error.floor };
  const { message } = error as Error;
  if (error instanceof CheckFailed) return { kind: "check", code: error.code, message };
  if (error instanceof RangeError) return { kind: "range", message };
  if (error instanceof TypeError) return { kind: "type", message };
  if (error instanceof SyntaxError) return { kind: "syntax", message };
  return { kind: "error", message, unknown: error instanceof BatchFailure && error.unknown };
}

export function fromFailure(failure: Failure): Error {
  switch (failure.kind) {
    case "dropped":
      return new Dropped(failure.room, failure.after, failure.floor);
    case "check":
      return new CheckFailed(failure.code, failure.message);
    case "range":
      return new RangeError(failure.message);
    case "type":
      return new TypeError(failure.message);
    case "syntax":
      return new SyntaxError(failure.message);
    default:
      return failure.unknown
        ? new BatchFailure(new Error(failure.message), true)
        : new Error(failure.message);
  }
}
