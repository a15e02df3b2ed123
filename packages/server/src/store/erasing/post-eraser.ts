import type { Json } from "@alongside/core";
import type { Anchor, FeedOp, Op } from "@alongside/core/engine";
import type { PostContent, PostRow } from "../posts.ts";
import type { Mask } from "./mask.ts";

/** Which deeds have a user each. */
const DEEDS = ["deleted", "pinned", "resolved"] as const;

/** Rewrites posts without one person: what they wrote is masked, and where they stand, another name stands. */
export class PostEraser {
  readonly #mask: Mask;
  readonly #is: (user: string) => boolean;
  readonly #as: string;

  /** `is` says of a user whether it is the one to erase; `as` is who did it instead. */
  constructor(mask: Mask, is: (user: string) => boolean, as: string) {
    this.#mask = mask;
    this.#is = is;
    this.#as = as;
  }

  /** The post as it is to be; the same object where nothing of it changes. */
  post(post: PostRow): PostRow {
    const isOwn = this.#is(post.author);
    const content = JSON.parse(post.json) as PostContent;
    if (!isOwn && !usersOf(content).some((user) => this.#is(user))) return post;
    const json = JSON.stringify(this.#content(content, isOwn));
    return { ...post, json, ...(isOwn && { author: this.#as }) };
  }

  /** What somebody does in a feed, as it is to stand in the log; the same object where nothing of it changes. */
  op(op: FeedOp, isOwn: boolean): FeedOp {
    const { act } = op;
    const mentions = mentionsOf(op);
    const isNamed = mentions?.some((user) => this.#is(user)) === true;
    if (!(isOwn || isNamed) || (act[0] !== "post" && act[0] !== "edit")) return op;
    const body = isOwn ? this.#mask.value(act[1]) : act[1];
    const named = mentions && this.#users(mentions);
    if (act[0] === "edit") return { ...op, act: named ? ["edit", body, named] : ["edit", body] };
    const on = isOwn && act[2]?.on ? this.#anchor(act[2].on) : undefined;
    const more = act[2] && { ...act[2], ...(named && { mentions: named }), ...(on && { on }) };
    return { ...op, act: more ? ["post", body, more] : ["post", body] };
  }

  #content(content: PostContent, isOwn: boolean): PostContent {
    const { name: _name, ...nameless } = content;
    const { body, versions, mentions, on, reactions, replies } = content;
    const letters = (value: Json): Json => (isOwn ? this.#mask.value(value) : value);
    const deeds = DEEDS.flatMap((name) => {
      const deed = content[name];
      return deed === undefined ? [] : [[name, { ...deed, by: this.#user(deed.by) }] as const];
    });
    return {
      ...(isOwn ? nameless : content),
      ...(body !== undefined && { body: letters(body) }),
      ...(versions && { versions: versions.map((one) => ({ ...one, body: letters(one.body) })) }),
      ...(mentions && { mentions: this.#users(mentions) }),
      ...(isOwn && on && { on: this.#anchor(on) }),
      ...(reactions && {
        reactions: Object.fromEntries(
          Object.entries(reactions).map(([emoji, users]) => [emoji, this.#users(users)]),
        ),
      }),
      ...(replies && { replies: { ...replies, by: this.#users(replies.by) } }),
      ...Object.fromEntries(deeds),
    };
  }

  /** What a thread is pinned to, without the letters that its author has quoted. */
  #anchor(on: Anchor): Anchor {
    if (!("text" in on)) return on;
    return { text: { ...on.text, words: this.#mask.text(on.text.words) } };
  }

  #users(users: readonly string[]): readonly string[] {
    return users.map((user) => this.#user(user));
  }

  #user(user: string): string {
    return this.#is(user) ? this.#as : user;
  }
}

/** Whether a post is by a user, or names them. */
export function isNamedInPost({ author, json }: PostRow, user: string): boolean {
  if (author === user) return true;
  // Nearly all posts name nobody: they are not parsed.
  return (
    json.includes(JSON.stringify(user)) && usersOf(JSON.parse(json) as PostContent).includes(user)
  );
}

/** Whether what somebody does in a feed mentions a user. */
export function isMentionedIn(op: Op, user: string): boolean {
  return op.op === "feed" && mentionsOf(op)?.includes(user) === true;
}

function mentionsOf({ act }: FeedOp): readonly string[] | undefined {
  if (act[0] === "edit") return act[2];
  return act[0] === "post" ? act[2]?.mentions : undefined;
}

function usersOf(content: PostContent): readonly string[] {
  const { mentions = [], reactions = {}, replies } = content;
  return [
    ...mentions,
    ...Object.values(reactions).flat(),
    ...(replies?.by ?? []),
    ...DEEDS.flatMap((name) => content[name]?.by ?? []),
  ];
}
