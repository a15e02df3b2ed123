import { inWords } from "#words";
import type { Seq } from "../log.ts";
import { misused } from "../mistake.ts";
import type { PastUser } from "./past-change.ts";
import { MOST_OF_NAME } from "./question.ts";
import type { Moment } from "./when.ts";

/** A name that somebody gave to a moment of a room, on the wire; `of` is the entry that it names. */
export type VersionParts = readonly [of: Seq, name: string, user: string, at: number];

/** A name that somebody gave to a moment of a room. */
export interface Version {
  readonly name: string;
  /** The moment that it names, for `at`, `diff` and `restore`: the room as it was after this entry. */
  readonly seq: Seq;
  /** Who gave it, and when. */
  readonly by: PastUser;
  readonly at: Date;
}

/** A moment that is given a name: `now` is the newest entry. */
export type NamedMoment = Moment | "now";

/** A version as people read it. `names` are those of users by their ids. */
export function versionOf(
  [seq, name, id, at]: VersionParts,
  names: ReadonlyMap<string, string>,
): Version {
  const known = names.get(id);
  return { name, seq, by: known === undefined ? { id } : { id, name: known }, at: new Date(at) };
}

/** Throws `TypeError` for what is no name of a version. */
export function checkVersionName(name: unknown): asserts name is string {
  if (typeof name !== "string" || name === "" || name.length > MOST_OF_NAME)
    throw misused(
      "historyOf",
      inWords(() => `the name of a version should be a text of 1 to ${MOST_OF_NAME} characters`),
      name,
    );
}
