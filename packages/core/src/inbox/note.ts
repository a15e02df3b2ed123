import { isFields } from "../mistake.ts";
import type { Schema } from "../schema/standard-schema.ts";
import type { InboxMark, InboxPlace, Mark, NewNotification } from "./types.ts";

const PRIORITIES: readonly unknown[] = ["normal", "important", "urgent"];
const LEVELS: readonly unknown[] = ["participating", "everything"];
const MARKS: readonly unknown[] = [
  "seen",
  "read",
  "unread",
  "archived",
  "inbox",
] satisfies InboxMark[];

/** In UTF-16 code units. With a space between them, kind and subject are a key of a map. */
const MOST = { subject: 210, title: 200, body: 1000, link: 500, dedupeKey: 300, by: 256 } as const;
export const MOST_OF_KEY = 256;

/** Items of one mark. */
const MOST_MARKED = 200;

const KIND = /^[a-z][a-z0-9.-]{0,39}$/;

/** Why something is no notification, for people; undefined where it is one. */
export function noteFault(value: unknown): string | undefined {
  if (!isFields(value)) return "a notification is { kind, subject, title }";
  const { kind, subject, title, body, link, by, dedupeKey, place, ...more } = value;
  const { priority, level, ...others } = more;
  if (typeof kind !== "string" || !KIND.test(kind))
    return "kind is 1 to 40 of a-z 0-9 . -, a letter first";
  for (const [name, text] of Object.entries({ subject, title }))
    if (!isText(text, MOST[name as "title"]))
      return `${name} is a text of 1 to ${MOST[name as "title"]} characters`;
  if (body !== undefined && body !== "" && !isText(body, MOST.body))
    return `body is a text of at most ${MOST.body} characters`;
  for (const [name, text] of Object.entries({ dedupeKey, by }))
    if (text !== undefined && !isText(text, MOST[name as "by"]))
      return `${name} is a text of 1 to ${MOST[name as "by"]} characters`;
  if (link !== undefined && !isLink(link))
    return `link is a path or an address of https:, http: or mailto:, at most ${MOST.link} characters`;
  if (priority !== undefined && !PRIORITIES.includes(priority))
    return `priority is ${PRIORITIES.join(", ")}`;
  if (level !== undefined && !LEVELS.includes(level)) return `level is ${LEVELS.join(", ")}`;
  if (place !== undefined && placeFault(place) !== undefined) return placeFault(place);
  const [other] = Object.keys(others);
  return other === undefined ? undefined : `a notification has no ${other.slice(0, 40)}`;
}

/** The key of an item. */
export function keyOf({ kind, subject }: Pick<NewNotification, "kind" | "subject">): string {
  return `${kind} ${subject}`;
}

/** Under which key it is kept how far a feed was read, or a thread of it. */
export function markerOf({ room, feed, thread, epoch }: Omit<InboxPlace, "seq">): string {
  return `${room} ${thread ?? feed} ${epoch}`;
}

function placeFault(value: unknown): string | undefined {
  if (!isFields(value)) return "a place is { room, feed, thread, seq, epoch }";
  const { room, feed, thread, seq, epoch, ...others } = value;
  const texts = thread === undefined ? [room, feed, epoch] : [room, feed, epoch, thread];
  if (!texts.every((text) => isText(text, MOST_OF_KEY) && !text.includes(" ")))
    return "room, feed, thread and epoch of a place are names";
  if (markerOf(value as never).length > MOST_OF_KEY) return "the names of a place are too long";
  if (!Number.isSafeInteger(seq) || (seq as number) < 0) return "seq is the number of an entry";
  const [other] = Object.keys(others);
  return other === undefined ? undefined : `a place has no ${other.slice(0, 40)}`;
}

function markFault(value: unknown): string | undefined {
  if (!isFields(value)) return "a mark is { as, items }";
  const { as, items } = value;
  if (!MARKS.includes(as)) return `as is ${MARKS.join(", ")}`;
  return countsFault(items);
}

/** Why something is no list of keys of items, each with a count. */
export function countsFault(items: unknown): string | undefined {
  const isOne = (pair: unknown): boolean =>
    Array.isArray(pair) &&
    pair.length === 2 &&
    isText(pair[0], MOST_OF_KEY) &&
    Number.isSafeInteger(pair[1]);
  if (!Array.isArray(items) || items.length > MOST_MARKED || !items.every(isOne))
    return `items are at most ${MOST_MARKED} pairs of a key and a count`;
  return undefined;
}

function snoozeFault(value: unknown): string | undefined {
  const isOne =
    isFields(value) &&
    isText(value["key"], MOST_OF_KEY) &&
    Number.isSafeInteger(value["until"]) &&
    (value["until"] as number) >= 0;
  return isOne ? undefined : "a snooze is { key, until }, until in ms";
}

export function isText(value: unknown, most: number): value is string {
  return typeof value === "string" && value !== "" && value.length <= most && value.isWellFormed();
}

/** What a browser follows without running it. `//host` is another host's. */
function isLink(value: unknown): boolean {
  if (!isText(value, MOST.link) || hasControl(value)) return false;
  return (
    /^(?:https?:\/\/|mailto:)/i.test(value) || (/^[/#?]/.test(value) && !/^\/[/\\]/.test(value))
  );
}

/** Browsers take some of these out of an address before they look at it. */
function hasControl(text: string): boolean {
  return Array.from(text).some((letter) => letter <= " ");
}

/** A schema of arguments that have these fields at most, where they are said: another one, which nobody reads, would be kept in the log. */
export function checked<T>(
  faultIn: (value: unknown) => string | undefined,
  fields?: readonly string[],
): Schema<T, T> {
  return {
    "~standard": {
      version: 1,
      vendor: "alongside",
      validate: (value) => {
        const fault = faultIn(value) ?? (fields && otherFault(value, fields));
        return fault === undefined ? { value: value as T } : { issues: [{ message: fault }] };
      },
    },
  };
}

/** Why a value with a field that is none of these is none. */
export function otherFault(value: unknown, fields: readonly string[]): string | undefined {
  const other = Object.keys(value ?? {}).find((name) => !fields.includes(name));
  return other === undefined ? undefined : `there is no ${other.slice(0, 40)}`;
}

/** Schemas of the arguments of an inbox's mutations. */
export const ARGS = {
  note: checked<NewNotification>(noteFault),
  mark: checked<Mark>(markFault, ["as", "items"]),
  snooze: checked<{ readonly key: string; readonly until: number }>(snoozeFault, ["key", "until"]),
  look: checked<InboxPlace>(placeFault),
};
