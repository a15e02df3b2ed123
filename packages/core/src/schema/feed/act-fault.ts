import type { FeedAct } from "../../model/feed-op.ts";

/** So many users may be mentioned in one post. */
export const MAX_MENTIONS = 50;
const MAX_NAME = 256;
const MAX_EMOJI = 64;
/** Of a place that a thread is pinned to, in characters of JSON. */
const MAX_POINT = 1024;
/** Of what a range of text is quoted by, in characters. */
export const MAX_WORDS = 500;

/** What is wrong with an act, beside its body; undefined where nothing is. */
export function actFault(act: FeedAct): string | undefined {
  switch (act[0]) {
    case "post": {
      const { to, mentions, on } = act[2] ?? {};
      if (to !== undefined && !isName(to)) return "to should be the id of a post";
      return mentionsFault(mentions) ?? (on === undefined ? undefined : anchorFault(on));
    }
    case "edit":
      return mentionsFault(act[2]);
    case "react": {
      const [, emoji] = act as readonly unknown[];
      return isName(emoji, MAX_EMOJI) && emoji !== "__proto__"
        ? undefined
        : `an emoji has 1 to ${MAX_EMOJI} characters`;
    }
    default:
      return undefined;
  }
}

function mentionsFault(mentions: unknown): string | undefined {
  if (mentions === undefined) return undefined;
  if (!Array.isArray(mentions) || !mentions.every((user) => isName(user)))
    return "mentions should be ids of users";
  return mentions.length > MAX_MENTIONS
    ? `${mentions.length} users are mentioned, the limit is ${MAX_MENTIONS}`
    : undefined;
}

function anchorFault(on: unknown): string | undefined {
  const wanted = "on should be { record }, { point } or { text }";
  if (typeof on !== "object" || on === null) return wanted;
  const [name, ...rest] = Object.keys(on);
  const given = on as {
    readonly record?: unknown;
    readonly point?: unknown;
    readonly text?: unknown;
  };
  if (rest.length > 0) return wanted;
  if (name === "record") return isName(given.record) ? undefined : wanted;
  if (name === "text") return textFault(given.text);
  if (name !== "point" || given.point === undefined) return wanted;
  const size = JSON.stringify(given.point)?.length ?? 0;
  return size > MAX_POINT
    ? `on.point has ${size} characters, the limit is ${MAX_POINT}`
    : undefined;
}

/** Of an anchor in a text, as it stands in an op. */
function textFault(text: unknown): string | undefined {
  const wanted = "on.text should be { id, field, from, to }";
  if (typeof text !== "object" || text === null) return wanted;
  const { id, field, words, mark, from, to, ...rest } = text as Record<string, unknown>;
  if (!isName(id) || !isName(field) || Object.keys(rest).length > 0) return wanted;
  if (mark !== undefined && !isName(mark)) return wanted;
  const isRange = isPlace(from) && isPlace(to) && from < to;
  if (!isRange && (from !== undefined || to !== undefined)) return wanted;
  return typeof words === "string" && words.length <= MAX_WORDS && words.isWellFormed()
    ? undefined
    : `on.text.words is a text of at most ${MAX_WORDS} characters`;
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isName(value: unknown, most = MAX_NAME): value is string {
  return typeof value === "string" && value !== "" && value.length <= most && value.isWellFormed();
}
