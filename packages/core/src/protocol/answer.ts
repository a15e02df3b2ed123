import type { Seq } from "../log.ts";
import type { KeyState } from "../model/record-state.ts";
import { type DownEntry, type EntryParts, readEntry } from "./entries.ts";

/** The answer to a question about the past, as it came: most pages never ask one, so it is read by who did. */
export interface Answer {
  readonly type: "answer";
  readonly seat: number;
  /** Of the question. */
  readonly id: number;
  readonly parts: AnswerParts;
}

/**
 * What stands behind seat and id in `["y", seat, id, …]`: a room as it was at `seq`, whose time is `at`; entries, and after which one the
 * next of them follow; why there is no answer.
 */
export type AnswerParts =
  | readonly [tag: "s", seq: Seq, at: number, state: { readonly [key: string]: KeyState }]
  | readonly [tag: "e", list: readonly EntryParts[], next?: Seq]
  | readonly [tag: "x", code: string, message: string];

/** An answer, read. */
export type AnswerRead =
  | {
      readonly of: "state";
      readonly seq: Seq;
      /** Server time of the entry `seq`, in ms; 0 before the first one. */
      readonly at: number;
      readonly state: { readonly [key: string]: KeyState };
    }
  | {
      readonly of: "entries";
      readonly list: readonly DownEntry[];
      /** There may be more after this one. */
      readonly next?: Seq;
    }
  | { readonly of: "refusal"; readonly code: string; readonly message: string };

export function readAnswer(parts: AnswerParts): AnswerRead {
  switch (parts[0]) {
    case "s":
      return { of: "state", seq: parts[1], at: parts[2], state: parts[3] };
    case "e": {
      const [, list, next] = parts;
      return { of: "entries", list: list.map(readEntry), ...(next !== undefined && { next }) };
    }
    case "x":
      return { of: "refusal", code: parts[1], message: parts[2] };
  }
}
