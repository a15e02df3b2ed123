import { mapPosition } from "@alongside/core/text";
import type { Delta } from "@alongside/core/text";
import type { Caret } from "../../src/shared-text.ts";

/** One step of the log as one client sees it; without a client it is for that one only. */
export interface Unit {
  readonly seq: number;
  readonly delta: Delta;
  readonly client: string | undefined;
}

/** What a client says, having seen the log up to `base`. */
export type Up = { readonly base: number } & (
  | { readonly delta: Delta }
  | { readonly caret: Caret | null }
);

export type Down =
  | { readonly unit: Unit; readonly refused?: unknown }
  | { readonly ack: number }
  | { readonly skip: number }
  | { readonly client: string; readonly caret: Caret | null };

/** Where a client's own insert goes beside another's: what only its link crosses comes left of it. */
export function sideOf(own: string, unit: Unit): "left" | "right" {
  return unit.client !== undefined && own < unit.client ? "left" : "right";
}

/** Where a caret is after deltas, one after the other. */
export function mapped(caret: Caret, units: readonly { readonly delta: Delta }[]): Caret {
  const map = (position: number): number =>
    units.reduce((at, { delta }) => mapPosition(at, delta, "left"), position);
  return { anchor: map(caret.anchor), head: map(caret.head) };
}
