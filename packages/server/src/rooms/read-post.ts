import { isFields, type Seq } from "@alongside/core/engine";
import { comparePlaces, type PostRow } from "../store/posts.ts";
import { actorFault, isCount, isText } from "./entry-fault.ts";

/** The last moment that a date can be, in ms. */
const MAX_TIME = 8.64e15;

type Line = Readonly<Record<string, unknown>>;

/** Reads the posts of an export: of each feed the lines stand together, in the order of their places. */
export class PostLines {
  readonly #feeds = new Set<string>();
  #previous: PostRow | undefined;

  /** The post of a line, made by an entry up to `head`, whose time is `until`; or what is wrong with it. */
  read(value: unknown, head: Seq, until: number): PostRow | string {
    if (!isFields(value)) return "it is no post";
    const { feed, seq, i, id, thread, author, at, last, content } = value;
    const isPost =
      isText(feed) &&
      isText(id) &&
      isText(author) &&
      (thread === undefined || (isText(thread) && thread !== "")) &&
      FLAGS.every((flag) => value[flag] === undefined || value[flag] === true);
    if (!isPost || !isContent(content)) return "it is no whole post";
    const fault = actorFault(author);
    if (fault !== undefined) return fault;
    if (!isTime(at) || at > until) return "its time is none, or after the last entry";
    if (!isCount(seq) || !isCount(i) || !isCount(last) || seq < 1 || seq > last || last > head)
      return `no entry up to ${head} can have made it`;
    const { isGone, isPinned, isRoot, isResolved } = value as Partial<PostRow>;
    const post: PostRow = {
      feed,
      seq,
      i,
      id,
      ...(thread !== undefined && { thread }),
      author,
      at,
      ...(isGone && { isGone }),
      ...(isPinned && { isPinned }),
      ...(isRoot && { isRoot }),
      ...(isResolved && { isResolved }),
      last,
      json: JSON.stringify(content),
    };
    const previous = this.#previous;
    this.#previous = post;
    if (previous?.feed === feed)
      return comparePlaces(previous, post) < 0 ? post : "it stands before the post above";
    if (this.#feeds.has(feed)) return `other posts stand between it and those of "${feed}"`;
    this.#feeds.add(feed);
    return post;
  }
}

const FLAGS = ["isGone", "isPinned", "isRoot", "isResolved"] as const;

/** Whether what a post has is what a server writes; what its body is, is the app's. */
function isContent(value: unknown): value is Line {
  if (!isFields(value)) return false;
  const { name, versions, mentions, reactions, replies, edited, on } = value;
  return (
    isOptional(name, isText) &&
    isOptional(mentions, areTexts) &&
    isOptional(reactions, (one) => isFields(one) && Object.values(one).every(areTexts)) &&
    isOptional(edited, isTime) &&
    isOptional(
      versions,
      (all) =>
        Array.isArray(all) &&
        all.every((one) => isFields(one) && isTime(one["at"]) && "body" in one),
    ) &&
    isOptional(
      replies,
      (one) => isFields(one) && isCount(one["count"]) && isTime(one["at"]) && areTexts(one["by"]),
    ) &&
    isOptional(on, isAnchor) &&
    ["deleted", "pinned", "resolved"].every((deed) =>
      isOptional(value[deed], (one) => isFields(one) && isTime(one["at"]) && isText(one["by"])),
    )
  );
}

/** Whether a thread can be pinned to it. */
function isAnchor(on: unknown): boolean {
  if (!isFields(on)) return false;
  if (!isFields(on["text"])) return "point" in on || isText(on["record"]);
  const { id, field, words, from, to } = on["text"];
  const isRange = isCount(from) && isCount(to) && from < to;
  return isText(id) && isText(field) && isText(words) && (isRange || (from ?? to) === undefined);
}

/** Whether this is a time in ms. */
export function isTime(value: unknown): value is number {
  return isCount(value) && value <= MAX_TIME;
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
