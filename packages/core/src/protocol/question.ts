import type { Seq } from "../log.ts";
import { type FeedQuestion, feedQuestionParts, parseFeedQuestion } from "./feed-question.ts";
import { asArray, asCount, asSeat, asString, asTuple, BadMessage, describe } from "./shape.ts";

/** A moment of a log: the entry `seq`, 0 being the room before its first one; or the last entry up to a time, on the wire `[ms]`. */
export type When = Seq | { readonly ms: number };

/**
 * What the room was at a moment, by the definition of now; or as the log had it then, over which the entries that follow go: `["s", when, 1]`. On
 * the wire `["s", when]`.
 */
interface StateQuestion {
  readonly of: "state";
  readonly when: When;
  /** As the log had it, whatever version of the definition it was of. */
  readonly isStored?: true;
}

/**
 * The entries after a moment, in order, up to another one; only those of the user `by`, and those that write under the key `part`, or to the
 * record of that id. On the wire `["e", after, limit, until?, by?, part?]`.
 */
interface EntriesQuestion {
  readonly of: "entries";
  readonly after: When;
  /** At most so many of them, 1 to {@link MOST_ENTRIES}. */
  readonly limit: number;
  readonly until?: When;
  readonly by?: string;
  readonly part?: string;
}

/**
 * Who wrote which letters of a text, or of a range of it, as it was at a moment. On the wire `["w", when, record, field]`, with a range
 * `["w", when, record, field, from, to]`, in UTF-16 code units; what lies beyond the text's end is nothing.
 */
interface WritersQuestion {
  readonly of: "writers";
  readonly when: When;
  readonly record: string;
  readonly field: string;
  readonly range?: readonly [from: number, to: number];
}

/** Which moments have names. On the wire `["v"]`. */
interface VersionsQuestion {
  readonly of: "versions";
}

/** A moment is to have a name. On the wire `["n", when, name]`. */
interface NameQuestion {
  readonly of: "name";
  readonly when: When;
  readonly name: string;
}

/** What a page may ask. */
export type About =
  | StateQuestion
  | EntriesQuestion
  | WritersQuestion
  | VersionsQuestion
  | NameQuestion
  | FeedQuestion;

/**
 * A page asks something about the past of a room. On the wire `["y", seat, id, ...about]`. An `answer` with the same `id` comes,
 * unless the seat ends before; a connection asks one question at a time.
 */
export interface Question {
  readonly type: "question";
  readonly seat: number;
  readonly id: number;
  readonly about: About;
}

/** More of the name for a moment is not sent, in UTF-16 code units. */
export const MOST_OF_NAME = 1024;

/** So many entries are asked for at once. */
export const MOST_ENTRIES = 1000;

export function parseQuestion(parts: readonly unknown[]): Question {
  asTuple(parts, "question", 4, 9);
  const [, seat, id, ...about] = parts;
  return {
    type: "question",
    seat: asSeat(seat, "question.seat"),
    id: asCount(id, "question.id", 1),
    about: parseAbout(about),
  };
}

function parseAbout(parts: readonly unknown[]): About {
  switch (parts[0]) {
    case "s":
      asTuple(parts, "question state", 2, 3);
      if (isThere(parts[2]) && parts[2] !== 1)
        throw new BadMessage(`question.stored is 1 or not there, got ${describe(parts[2])}`);
      return {
        of: "state",
        when: parseWhen(parts[1], "question.when"),
        ...(isThere(parts[2]) && { isStored: true }),
      };
    case "e": {
      asTuple(parts, "question entries", 3, 6);
      const [, after, asked, until, by, part] = parts;
      const limit = asCount(asked, "question.limit", 1);
      if (limit > MOST_ENTRIES)
        throw new BadMessage(`question.limit is at most ${MOST_ENTRIES}, got ${limit}`);
      return {
        of: "entries",
        after: parseWhen(after, "question.after"),
        limit,
        ...(isThere(until) && { until: parseWhen(until, "question.until") }),
        ...(isThere(by) && { by: asString(by, "question.by", 256) }),
        ...(isThere(part) && { part: asString(part, "question.part", 256) }),
      };
    }
    case "w":
      asTuple(parts, "question writers", 4, 6);
      return {
        of: "writers",
        when: parseWhen(parts[1], "question.when"),
        record: asString(parts[2], "question.record", 256),
        field: asString(parts[3], "question.field", 256),
        ...(parts.length > 4 && {
          range: [asCount(parts[4], "question.from"), asCount(parts[5], "question.to")],
        }),
      };
    case "v":
      asTuple(parts, "question versions", 1);
      return { of: "versions" };
    case "n":
      asTuple(parts, "question name", 3);
      return {
        of: "name",
        when: parseWhen(parts[1], "question.when"),
        name: asString(parts[2], "question.name", MOST_OF_NAME),
      };
    default: {
      const about = parseFeedQuestion(parts);
      if (about !== undefined) return about;
      throw new BadMessage(`Unknown question ${describe(parts[0])}`);
    }
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function parseWhen(value: unknown, what: string): When {
  if (!Array.isArray(value)) return asCount(value, what);
  const [ms] = asTuple(asArray(value, what, 1), what, 1);
  return { ms: asCount(ms, what) };
}

/** The frame of the message `question`, as it goes over the wire. */
export function encodeQuestion({ seat, id, about }: Omit<Question, "type">): string {
  const parts: unknown[] = ["y", seat, id];
  if (about.of === "state") parts.push("s", whenPart(about.when), ...(about.isStored ? [1] : []));
  else if (about.of === "writers") {
    const { when, record, field, range = [] } = about;
    parts.push("w", whenPart(when), record, field, ...range);
  } else if (about.of === "posts" || about.of === "unread") parts.push(...feedQuestionParts(about));
  else if (about.of === "versions") parts.push("v");
  else if (about.of === "name") parts.push("n", whenPart(about.when), about.name);
  else {
    const { after, limit, until, by, part } = about;
    const rest = [until && whenPart(until), by, part];
    while (rest.length > 0 && rest.at(-1) === undefined) rest.pop();
    parts.push("e", whenPart(after), limit, ...rest.map((one) => one ?? null));
  }
  return JSON.stringify(parts);
}

function whenPart(when: When): Seq | readonly [ms: number] {
  return typeof when === "number" ? when : [when.ms];
}
