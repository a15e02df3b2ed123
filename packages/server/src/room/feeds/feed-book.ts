import { Refused } from "@alongside/core";
import {
  type FeedAct,
  type FeedKeeper,
  type FeedOp,
  foldPost,
  foldReply,
  type OpsByKey,
  ownerOf,
  type PostState,
  type Rights,
  type Seq,
  type Told,
  type UserInfo,
} from "@alongside/core/engine";
import type { Answer } from "../answer.ts";
import { Anchors } from "../../store/anchors.ts";
import type { PostRow } from "../../store/posts.ts";
import { mayRead } from "../rights.ts";
import { type KnownPost, PostCache } from "./post-cache.ts";
import { postOf, rowOf } from "./post-row.ts";
import { PostsWanted } from "./posts-wanted.ts";
import { checkReactions } from "./reactions.ts";
import type { ProposedAct } from "./feed-rules.ts";

/** Who makes the change that is being decided. */
interface Deciding {
  readonly user: UserInfo;
  readonly rights: Rights;
  /** Server time, in ms. */
  readonly now: number;
  /** A post that is not in memory is noted, and not asked for at once: a mutation goes on without it, and is run again. */
  readonly isRun: boolean;
}

interface FeedBookOptions {
  readonly feeds: Iterable<string>;
  /** Whether the feed's rule lets it; undefined where it has none. */
  may?(feed: string, act: ProposedAct, user: UserInfo): Answer | undefined;
  /** Ms that lie between two posts of one user. */
  slowModeOf(feed: string): number;
  /** The id of the user who may do all. */
  readonly server: string;
}

/** A change acts on so many posts that were there before it: each may have to be read. */
const MOST_ACTED_ON = 100;
/** So many users are remembered who posted in a slow feed. */
const MOST_PACED = 10_000;

/** After what is decided now comes what no log reaches. */
const UNDECIDED = Number.MAX_SAFE_INTEGER;

/**
 * What is posted in a room, as far as changes are about it: decides over acts, and makes the rows that the store writes with their
 * entries. It holds the posts that were looked at last; others have to be read first: see `PostsWanted`.
 */
export class FeedBook implements FeedKeeper {
  readonly #options: FeedBookOptions;
  readonly #feeds: ReadonlySet<string>;
  readonly #cache = new PostCache();
  /** What the change that is being decided has made of posts. */
  readonly #tried = new Map<string, KnownPost>();
  readonly #wanted = new Map<string, Set<string>>();
  /** When users posted last, by feed and user, where the feed is slow. */
  readonly #postedAt = new Map<string, number>();
  /** Where threads in texts have their places, at the head of the log. */
  anchors = new Anchors();
  #deciding: Deciding | undefined;
  /** How often the store let posts go. */
  #sweeps = 0;
  /** The posts that the change which is being decided is about, but for those that it makes. */
  readonly #about = new Set<string>();

  constructor(options: FeedBookOptions) {
    this.#options = options;
    this.#feeds = new Set(options.feeds);
  }

  /** A change is about to be decided. */
  begin(deciding: Deciding): void {
    this.#deciding = deciding;
    this.#tried.clear();
    this.#wanted.clear();
    this.#about.clear();
  }

  /** The change was decided. Throws `PostsWanted` where it has to be again, with posts that were not in memory. */
  end(): void {
    this.#deciding = undefined;
    this.#tried.clear();
    if (this.#wanted.size === 0) return;
    const wanted = new PostsWanted(new Map(this.#wanted));
    this.#wanted.clear();
    throw wanted;
  }

  /** Throws `PostsWanted` for ops about posts that are not in memory. */
  checkKnown(ops: OpsByKey): void {
    const wanted = new Map<string, Set<string>>();
    for (const feed in ops) {
      if (!this.#feeds.has(feed)) continue;
      const made = new Set<string>();
      for (const op of ops[feed] ?? [])
        if (op.op === "feed")
          for (const id of namedBy(op, made))
            if (this.#cache.get(id) === undefined) want(wanted, feed, id);
    }
    const count = Array.from(wanted.values()).reduce((sum, ids) => sum + ids.size, 0);
    // One about too many is refused without reading any.
    if (count > 0 && count <= MOST_ACTED_ON) throw new PostsWanted(wanted);
  }

  check(feed: string, { id, act }: FeedOp): boolean {
    const user = this.#who.user.id;
    const isBlind = !mayRead(this.#who.rights, feed);
    // To who may not read the feed a post of another is as one that does not exist.
    if (isBlind && act[0] === "post" && act[2]?.to !== undefined)
      throw unknownPost(act[2].to, feed);
    const known = this.#find(feed, id, act);
    if (isBlind && known !== undefined && known.post.by !== user) return false;
    if (known !== undefined && known.feed !== feed)
      throw new Refused("op.across-keys", `${id} is in ${known.feed}, not in ${feed}`);
    const post = known?.post;
    if (act[0] === "post") return this.#checkPost(feed, id, post, act);
    if (post === undefined || post.deleted !== undefined) return false;
    if (act[0] === "react" && !checkReactions(post.reactions, act[1], user, act[2] === 1))
      return false;
    if (act[0] === "pin" && (post.pinned !== undefined) === (act[1] === 1)) return false;
    if (act[0] === "resolve") {
      if (post.to !== undefined)
        throw new Refused("post.not-a-thread", `${id} is an answer; its thread is ${post.to}`);
      if ((post.resolved !== undefined) === (act[1] === 1)) return false;
    }
    this.#checkRule(feed, act, post);
    // Otherwise it is being read: the change is decided again.
    return act[0] !== "delete" || this.#hasRoot(feed, post);
  }

  apply(feed: string, { id, act }: FeedOp): void {
    const { user, now } = this.#who;
    const told = { seq: UNDECIDED, i: 0, at: now, by: user.id };
    const post = foldPost(this.#look(id)?.post, id, act, told);
    if (post === undefined) return;
    this.#tried.set(id, { feed, post });
    const root = post.to === undefined ? undefined : this.#look(post.to);
    if (post.to !== undefined && root !== undefined)
      this.#tried.set(post.to, { feed, post: foldReply(root.post, act, told) });
  }

  /** A change is in the log: what it made of posts, for the store. */
  written(
    seq: Seq,
    at: number,
    { id: by, name }: UserInfo,
    ops: OpsByKey,
  ): readonly PostRow[] | undefined {
    for (const key in ops) for (const op of ops[key] ?? []) this.anchors.note(op);
    this.anchors.settle();
    const changed = new Map<string, KnownPost>();
    for (const feed in ops) {
      if (!this.#feeds.has(feed)) continue;
      let i = 0;
      for (const op of ops[feed] ?? []) {
        if (op.op !== "feed") continue;
        const { id, act } = op;
        const told: Told = { seq, i, at, by, name };
        if (act[0] === "post") {
          i += 1;
          this.#pace(`${feed} ${by}`, at, this.#options.slowModeOf(feed));
        }
        const before = changed.get(id) ?? this.#cache.get(id) ?? undefined;
        const post = foldPost(before?.post, id, act, told);
        if (post === undefined || post === before?.post) continue;
        changed.set(id, { feed, post });
        const { to } = post;
        const root = to === undefined ? undefined : (changed.get(to) ?? this.#cache.get(to));
        if (to === undefined || !root) continue;
        const replied = foldReply(root.post, act, told);
        // What is done to an answer that is there leaves the post that it answers as it was written last.
        if (replied !== root.post) changed.set(to, { feed, post: replied });
      }
    }
    if (changed.size === 0) return undefined;
    return Array.from(changed, ([id, known]) => {
      const row = rowOf(known.feed, known.post);
      this.#cache.set(id, known, row.json.length);
      return row;
    });
  }

  get sweeps(): number {
    return this.#sweeps;
  }

  /** The store let posts go: which ones are there is read anew. */
  swept(durable: Seq): void {
    this.#sweeps += 1;
    this.#cache.swept(durable);
  }

  /**
   * What was read of the posts that were wanted, from the time of so many sweeps on. What is in memory already is newer; what was read
   * before a sweep may be gone, and is read again.
   */
  learn(
    feed: string,
    ids: Iterable<string>,
    rows: readonly PostRow[],
    durable: Seq,
    sweeps = this.#sweeps,
  ): void {
    if (sweeps !== this.#sweeps) return;
    const read = new Map(rows.map((row) => [row.id, row]));
    for (const id of ids) {
      if (this.#cache.get(id) !== undefined) continue;
      const row = read.get(id);
      const known = row && { feed, post: postOf(row) };
      this.#cache.set(id, known, row?.json.length ?? 0);
    }
    this.#cache.trim(durable);
  }

  /** Everything up to `durable` is on disk: what is too much in memory may go. */
  settle(durable: Seq): void {
    this.#cache.trim(durable);
  }

  get #who(): Deciding {
    if (this.#deciding === undefined) throw new TypeError("No change is being decided");
    return this.#deciding;
  }

  /** A post as the change sees it, among those in memory. */
  #look(id: string): KnownPost | undefined {
    return this.#tried.get(id) ?? this.#cache.get(id) ?? undefined;
  }

  #find(feed: string, id: string, act: FeedAct): KnownPost | undefined {
    const known = this.#tried.get(id) ?? this.#cache.get(id);
    if (!this.#tried.has(id) && act[0] !== "post" && this.#about.add(id).size > MOST_ACTED_ON)
      throw new Refused(
        "post.too-many",
        `A change acts on ${MOST_ACTED_ON} posts at most that were there before it; make it several`,
      );
    if (known !== undefined) return known ?? undefined;
    if (act[0] === "post" && ownerOf(id)?.n !== 0) return undefined;
    if (!this.#who.isRun) throw new PostsWanted(new Map([[feed, new Set([id])]]));
    want(this.#wanted, feed, id);
    return undefined;
  }

  /** Who deletes an answer changes the post that it answers. Whether that is in memory, or there is none. */
  #hasRoot(feed: string, { to }: PostState): boolean {
    if (to === undefined || this.#tried.has(to) || this.#cache.get(to) !== undefined) return true;
    if (!this.#who.isRun) throw new PostsWanted(new Map([[feed, new Set([to])]]));
    want(this.#wanted, feed, to);
    return false;
  }

  #checkPost(
    feed: string,
    id: string,
    known: PostState | undefined,
    act: Extract<FeedAct, readonly ["post", ...unknown[]]>,
  ): boolean {
    const [, , more] = act;
    if (known !== undefined) throw new Refused("op.id", `Post ${id} exists already`);
    if (more?.to !== undefined) {
      const root = this.#find(feed, more.to, ["delete"]);
      // It is being read: the change is decided again.
      if (root === undefined && this.#wanted.size > 0) return false;
      if (root === undefined || root.feed !== feed) throw unknownPost(more.to, feed);
      if (root.post.to !== undefined)
        throw new Refused(
          "post.not-a-thread",
          `${more.to} is an answer itself; its thread is ${root.post.to}`,
        );
    }
    this.#checkPace(feed);
    this.#checkRule(feed, act, undefined);
    return true;
  }

  #pace(of: string, at: number, every: number): void {
    if (every === 0) return;
    this.#postedAt.delete(of);
    this.#postedAt.set(of, at);
    const [first] = this.#postedAt.keys();
    if (this.#postedAt.size > MOST_PACED && first !== undefined) this.#postedAt.delete(first);
  }

  #checkPace(feed: string): void {
    const { user, now } = this.#who;
    const every = this.#options.slowModeOf(feed);
    const last = this.#postedAt.get(`${feed} ${user.id}`);
    if (every === 0 || last === undefined || user.id === this.#options.server) return;
    const wait = last + every - now;
    if (wait > 0)
      throw new Refused(
        "post.too-soon",
        `${feed} is slow: one post in ${every} ms; the next may come in ${wait} ms`,
      );
  }

  #checkRule(feed: string, act: FeedAct, post: PostState | undefined): void {
    const { user } = this.#who;
    if (user.id === this.#options.server) return;
    const answer = this.#options.may?.(feed, proposed(act, post), user);
    if (answer !== undefined && answer !== true) throw new Refused(answer.code, answer.message);
    const isOwn = post === undefined || post.by === user.id;
    if (answer === undefined && !isOwn && (act[0] === "edit" || act[0] === "delete"))
      throw new Refused("post.not-yours", `Only its author may ${act[0]} the post ${post.id}`);
  }
}

function proposed(act: FeedAct, post: PostState | undefined): ProposedAct {
  const [kind] = act;
  const to = act[0] === "post" ? act[2]?.to : undefined;
  return {
    kind,
    ...((act[0] === "post" || act[0] === "edit") && { body: act[1] }),
    ...(post !== undefined && { post }),
    ...(to !== undefined && { to }),
  };
}

function unknownPost(id: string, feed: string): Refused {
  return new Refused("post.unknown", `There is no post ${id} in ${feed} to answer`);
}

function want(wanted: Map<string, Set<string>>, feed: string, id: string): void {
  const ids = wanted.get(feed);
  if (ids === undefined) wanted.set(feed, new Set([id]));
  else ids.add(id);
}

/** The posts that an op is about, and that were there before its change; `made` are those that it has made, and is added to. */
function* namedBy({ id, act }: FeedOp, made: Set<string>): Generator<string> {
  if (act[0] !== "post") {
    if (!made.has(id)) yield id;
    return;
  }
  // An id that was made in a gesture may have been given before.
  if (ownerOf(id)?.n === 0 && !made.has(id)) yield id;
  made.add(id);
  const to = act[2]?.to;
  if (to !== undefined && !made.has(to)) yield to;
}
