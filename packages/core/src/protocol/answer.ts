import type { Seq } from "../log.ts";
import type { PostState } from "../model/post-state.ts";
import type { KeyState } from "../model/record-state.ts";
import { type DownEntry, type EntryParts, readEntry } from "./entries.ts";
import type { VersionParts } from "./past-version.ts";

/** The answer to a question about the past, as it came: most pages never ask one, so it is read by who did. */
export interface Answer {
  readonly type: "answer";
  readonly seat: number;
  /** Of the question. */
  readonly id: number;
  readonly parts: AnswerParts;
}

/**
 * What stands behind seat and id in `["y", seat, id, …]`: a room as it was at `seq`, whose time is `at`, brought up from the version `older` where it was of one; entries, and after which one the
 * next of them follow; the stretches of a text with the ids of those who wrote them; the moments that have names; the name
 * that one was given; posts, and whether there are more before
 * the last of them; how many there are; why there is no answer.
 */
export type AnswerParts =
  | readonly [
      tag: "s",
      seq: Seq,
      at: number,
      state: { readonly [key: string]: KeyState },
      older?: number,
    ]
  | readonly [tag: "e", list: readonly EntryParts[], next?: Seq]
  | readonly [tag: "w", stretches: readonly (readonly [text: string, user: string | null])[]]
  | readonly [tag: "v", list: readonly VersionParts[]]
  | readonly [tag: "n", version: VersionParts]
  | readonly [tag: "p", posts: readonly PostState[], isMore: 0 | 1]
  | readonly [tag: "u", count: number]
  | readonly [tag: "x", code: string, message: string];

/** An answer, read. */
export type AnswerRead =
  | {
      readonly of: "state";
      readonly seq: Seq;
      /** Server time of the entry `seq`, in ms; 0 before the first one. */
      readonly at: number;
      readonly state: { readonly [key: string]: KeyState };
      /** Of which version of the definition it was, where that is not the present one: entries that follow do not go over `state`. */
      readonly older?: number;
    }
  | {
      readonly of: "entries";
      readonly list: readonly DownEntry[];
      /** There may be more after this one. */
      readonly next?: Seq;
    }
  | {
      readonly of: "writers";
      readonly stretches: readonly (readonly [text: string, user: string | null])[];
    }
  | { readonly of: "versions"; readonly list: readonly VersionParts[] }
  | { readonly of: "name"; readonly version: VersionParts }
  | {
      readonly of: "posts";
      readonly posts: readonly PostState[];
      /** There may be more before the last of them. */
      readonly isMore: boolean;
    }
  | { readonly of: "unread"; readonly count: number }
  | { readonly of: "refusal"; readonly code: string; readonly message: string };

/** Reads the parts of an answer that the server wrote; they are not checked. */
export function readAnswer(parts: AnswerParts): AnswerRead {
  switch (parts[0]) {
    case "s": {
      const [, seq, at, state, older] = parts;
      return { of: "state", seq, at, state, ...(older !== undefined && { older }) };
    }
    case "e": {
      const [, list, next] = parts;
      return { of: "entries", list: list.map(readEntry), ...(next !== undefined && { next }) };
    }
    case "w":
      return { of: "writers", stretches: parts[1] };
    case "v":
      return { of: "versions", list: parts[1] };
    case "n":
      return { of: "name", version: parts[1] };
    case "p":
      return { of: "posts", posts: parts[1], isMore: parts[2] === 1 };
    case "u":
      return { of: "unread", count: parts[1] };
    case "x":
      return { of: "refusal", code: parts[1], message: parts[2] };
  }
}
