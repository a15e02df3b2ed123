import type { RoomDefinition } from "@alongside/core";
import type {
  FeedOp,
  FeedQuestion,
  OpsByKey,
  PostsQuestion,
  PostState,
} from "@alongside/core/engine";
import { Listeners } from "../cell.ts";
import type { KeptPosts } from "../room/feed-listener.ts";
import type { RoomSession } from "../room/room.ts";
import type { Rejected } from "../room/types.ts";
import { type Acts, folded } from "./folded.ts";
import { isBefore } from "./post-order.ts";
import { shownPost } from "./shown.ts";
import { type EntryEdits, RangesHere } from "./ranges-here.ts";
import type { FeedState, FeedView, Post } from "./types.ts";
import { type Page, type Wanted, Window } from "./window.ts";

/** What is not in the log yet stands behind all that is. */
const LATER = Number.MAX_SAFE_INTEGER;

/** So many threads are kept that nobody looks at. */
const MOST_LEFT = 20;

/** Lists of threads that are pinned to something and not resolved. */
const OPENED: ReadonlySet<Wanted["only"]> = new Set(["threads", "open-threads"]);

/** A window, and what it showed last. */
interface Shown {
  readonly window: Window;
  readonly view: FeedView<unknown>;
  state: FeedState<unknown> | undefined;
}

/** What a feed needs of the room around it. */
export interface FeedRoom<D extends RoomDefinition> {
  readonly session: RoomSession<D>;
  /** The id of this page's user, once that is known. */
  readonly me: string | undefined;
  nameOf(user: string): string | undefined;
  heard(post: PostState): void;
  /** Posts that a device keeps became other ones. */
  keeps(): void;
  posts(about: Extract<FeedQuestion, { of: "posts" }>): Promise<Page>;
  unread(about: Extract<FeedQuestion, { of: "unread" }>): Promise<number>;
}

/** One feed on this page. */
export class FeedHere<D extends RoomDefinition> {
  readonly #here: FeedRoom<D>;
  readonly #name: string;
  /** Posts as the log has them, as far as they are here. */
  readonly #known = new Map<string, PostState>();
  readonly #windows = new Map<string, Shown>();
  readonly #listeners: Listeners<void>;
  readonly #made = new WeakMap<PostState, Post<unknown>>();
  /** What came while something was asked: an answer may be of before it. */
  #meanwhile: Acts[] = [];
  readonly #ranges = new RangesHere();
  /** Edits of texts that came meanwhile. */
  #edits: EntryEdits[] = [];
  #asking = 0;
  /** Own acts that are not in the log, folded over it: those of known posts, and new ones in order. */
  #over: ReadonlyMap<string, PostState> = new Map();
  #fresh: readonly PostState[] = [];
  #refused: readonly Post<unknown>[] = [];
  /** The acts that are not in the log, as they were told last. */
  #acts: readonly FeedOp[] = [];
  #isDirty = true;
  readonly #missing = new Set<string>();

  constructor(here: FeedRoom<D>, name: string) {
    this.#here = here;
    this.#name = name;
    this.#listeners = new Listeners(here.session.host.report);
    here.session.rejected.subscribe(() => {
      this.#isDirty = true;
      this.#tell();
    });
    here.session.told.cell.subscribe(() => this.#look());
  }

  view(wanted: Wanted): FeedView<unknown> {
    const key = `${wanted.only ?? ""} ${wanted.thread ?? ""}`;
    const known = this.#windows.get(key);
    if (known !== undefined) return known.view;
    const load = async (before: readonly [number, number] | undefined, limit: number) => {
      const page = await this.#ask({ ...wanted, limit, ...(before !== undefined && { before }) });
      this.#here.keeps();
      return page;
    };
    const window = new Window(wanted, load, () => this.#tell());
    const shown: Shown = {
      window,
      state: undefined,
      view: {
        get: () => (shown.state ??= this.#stateOf(window)),
        subscribe: (callback) => {
          // It may have been let go of meanwhile.
          this.#windows.set(key, shown);
          window.listeners += 1;
          const stop = this.#listeners.add(callback);
          this.#look();
          let isOver = false;
          return () => {
            if (isOver) return;
            isOver = true;
            window.listeners -= 1;
            stop();
            this.#letGo();
          };
        },
        earlier: () => window.ask(false),
      },
    };
    this.#windows.set(key, shown);
    this.#restore(window);
    return shown.view;
  }

  find(id: string): Post<unknown> | undefined {
    this.#settle();
    const own = this.#fresh.find((post) => post.id === id);
    if (own !== undefined) return this.#show(own, "pending");
    const post = this.#over.get(id) ?? this.#known.get(id);
    if (post !== undefined) return this.#show(post, "sent");
    if (!this.#missing.has(id)) {
      this.#missing.add(id);
      void this.#fetch([id]);
    }
    return undefined;
  }

  async unread(after: number, thread: string | undefined): Promise<number> {
    const feed = this.#name;
    return this.#here.unread({
      of: "unread",
      feed,
      after,
      ...(thread !== undefined && { thread }),
    });
  }

  /** An entry of the log has edited texts. What it posts holds for the texts after it, and is taken in then. */
  edited(edits: EntryEdits): void {
    if (this.#asking > 0) this.#edits.push(edits);
    this.#ranges.edited(edits);
  }

  /** An entry of the log. */
  take(acts: Acts): void {
    if (this.#asking > 0) this.#meanwhile.push(acts);
    const changed = folded(acts, (id) => this.#known.get(id));
    for (const post of changed.values()) this.#put(post);
    // A list may show a post that was not here, now that something was done with it.
    const isListed = Array.from(this.#windows.values()).some(
      ({ window: { wanted, listeners } }) => listeners > 0 && wanted.only !== undefined,
    );
    const unknown = isListed
      ? acts.ops.flatMap(changedBy).filter((id) => !this.#known.has(id))
      : [];
    if (unknown.length > 0) void this.#fetch(unknown);
  }

  restarted(): void {
    for (const { window } of this.#windows.values()) window.restart();
    this.#meanwhile = [];
    this.#edits = [];
    // Where threads are in texts was not told meanwhile: they are read anew.
    this.#ranges.clear();
    // So is what they say: somebody may have been erased.
    this.#known.clear();
    this.#missing.clear();
    this.#isDirty = true;
  }

  /** Of threads that nobody looks at any more the last ones are kept: those before begin anew when they are opened. */
  #letGo(): void {
    const left = Array.from(this.#windows).filter(
      ([, { window }]) => window.wanted.thread !== undefined && window.listeners === 0,
    );
    for (const [key, shown] of left.slice(0, -MOST_LEFT)) {
      this.#windows.delete(key);
      shown.window.forget();
      shown.state = undefined;
    }
  }

  /** The newest posts of what was shown, for a device to keep. */
  kept(): readonly KeptPosts[] {
    return Array.from(this.#windows.values()).flatMap(
      ({ window }) => window.kept(this.#name, (post) => this.#ranges.stored(post)) ?? [],
    );
  }

  /** What a device had is here. */
  restored(): void {
    for (const { window } of this.#windows.values()) this.#restore(window);
    this.#isDirty = true;
    this.#tell();
  }

  #restore(window: Window): void {
    const { only, thread } = window.wanted;
    const kept = this.#here.session.copy.keptPosts?.find(
      ({ feed, list }) => feed === this.#name && list === only,
    );
    if (kept === undefined || thread !== undefined) return;
    for (const post of kept.posts) {
      this.#here.heard(post);
      if (!this.#known.has(post.id)) this.#known.set(post.id, post);
      this.#ranges.learn(post);
    }
    window.begin({ ...kept, posts: kept.posts.map((post) => this.#known.get(post.id) ?? post) });
    this.#isDirty = true;
  }

  /** Something was written here, or came in. */
  changed(): void {
    this.#look();
    const pending = [...this.#pending()].flatMap(({ ops }) => ops);
    const before = this.#acts;
    const { replica } = this.#here.session.copy;
    for (const id of this.#ranges.moved(replica)) {
      const post = this.#over.get(id) ?? this.#known.get(id);
      if (post !== undefined) this.#made.delete(post);
      this.#isDirty = true;
    }
    const isSame = pending.length === before.length && pending.every((op, i) => op === before[i]);
    if (isSame && !this.#isDirty) return;
    this.#acts = pending;
    this.#isDirty = true;
    this.#tell();
  }

  /** Asks for what those who listen wait for, where the room can be asked. */
  #look(): void {
    if (!this.#here.session.copy.isIn) return;
    for (const { window } of this.#windows.values()) if (window.isWanting) void window.ask(true);
  }

  #tell(): void {
    for (const shown of this.#windows.values()) shown.state = undefined;
    this.#listeners.call();
  }

  #ask(asked: Wanted & Pick<PostsQuestion, "limit" | "before">): Promise<Page> {
    return this.#asked({ of: "posts", feed: this.#name, ...asked });
  }

  /** Posts by their ids. What cannot be had now is asked for when it is looked for again. */
  async #fetch(ids: readonly string[]): Promise<void> {
    try {
      const { posts, isMore } = await this.#asked({ of: "posts", feed: this.#name, ids });
      // What is much comes in several answers.
      const last = ids.indexOf(posts.at(-1)?.id ?? "");
      if (isMore && last >= 0) await this.#fetch(ids.slice(last + 1));
    } catch {
      for (const id of ids) this.#missing.delete(id);
      // A list that lacks them is asked for again, once that is possible.
      for (const { window } of this.#windows.values())
        if (window.wanted.only !== undefined) window.restart();
      return;
    }
    this.#tell();
  }

  async #asked(about: Parameters<FeedRoom<D>["posts"]>[0]): Promise<Page> {
    this.#asking += 1;
    try {
      const { posts, isMore } = await this.#here.posts(about);
      for (const post of posts) {
        this.#ranges.learn(post);
        this.#here.heard(post);
        const known = this.#known.get(post.id);
        if (known === undefined || known.last < post.last) this.#put(post);
      }
      for (const acts of this.#meanwhile)
        for (const post of folded(acts, (id) => this.#known.get(id)).values()) this.#put(post);
      for (const edits of this.#edits) this.#ranges.edited(edits);
      // What was posted meanwhile may be on no page: the answer is of before it.
      const later = this.#meanwhile.flatMap(({ ops }) => ops.flatMap(changedBy));
      const ids = new Set([...later, ...posts.map(({ id }) => id)]);
      const oldest = isMore ? posts.at(-1) : undefined;
      const all = Array.from(ids, (id) => this.#known.get(id)).filter(
        (post) => post !== undefined && (oldest === undefined || !isBefore(post, oldest)),
      ) as readonly PostState[];
      return { posts: all.toSorted((a, b) => (isBefore(a, b) ? 1 : -1)), isMore };
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) {
        this.#meanwhile = [];
        this.#edits = [];
      }
    }
  }

  #put(post: PostState): void {
    this.#known.set(post.id, post);
    this.#ranges.learn(post);
    for (const { window } of this.#windows.values()) window.put(post);
    this.#here.keeps();
    this.#isDirty = true;
  }

  /** Brings what is not in the log up to date. */
  #settle(): void {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    const { rejected } = this.#here.session;
    const over = new Map<string, PostState>();
    const fresh = new Set<string>();
    for (const acts of this.#pending()) {
      for (const { id, act } of acts.ops) if (act[0] === "post") fresh.add(id);
      // Of several changes each stands over the one before.
      const get = (id: string): PostState | undefined => {
        const post = over.get(id) ?? this.#known.get(id);
        return post && { ...post, last: 0 };
      };
      for (const [id, post] of folded(acts, get)) over.set(id, post);
    }
    this.#over = over;
    this.#fresh = Array.from(fresh, (id) => over.get(id)).filter((post) => post !== undefined);
    this.#refused = rejected.get().flatMap((one) => this.#refusedOf(one));
  }

  /** The own acts that are not in the log, change by change. */
  *#pending(): Generator<Acts> {
    const { copy, host } = this.#here.session;
    const by = this.#here.me ?? "";
    for (const layer of copy.replica.row)
      for (const [key, list] of layer.keys) {
        if (key !== this.#name) continue;
        const at = copy.pending.get(layer.n as number)?.data.at ?? host.clock.now();
        const ops = list.filter((op) => op.op === "feed");
        yield { seq: LATER, at, by, name: this.#here.nameOf(by), ops };
      }
  }

  #refusedOf(rejected: Rejected<D>): readonly Post<unknown>[] {
    const { code, message } = rejected;
    const me = this.#here.me ?? "";
    return postsIn(rejected.ops, this.#name).map(({ id, act }) =>
      shownPost(
        { id, seq: LATER, i: 0, at: 0, by: me, body: act[1], ...act[2], last: 0 },
        {
          state: "refused",
          name: this.#here.nameOf(me),
          me,
          refusal: {
            code,
            message,
            retry: () => void rejected.retry(),
            discard: () => rejected.discard(),
          },
        },
      ),
    );
  }

  #stateOf(window: Window): FeedState<unknown> {
    this.#settle();
    const { only, thread } = window.wanted;
    const posts = window.order.all.map((post) => {
      const own = this.#over.get(post.id);
      return this.#show(own ?? post, "sent");
    });
    const isShown = ({
      to,
      on,
    }: {
      readonly to?: string | undefined;
      readonly on?: unknown;
    }): boolean => (only === undefined ? to === thread : on !== undefined && OPENED.has(only));
    for (const post of this.#fresh) if (isShown(post)) posts.push(this.#show(post, "pending"));
    for (const post of this.#refused) if (isShown(post)) posts.push(post);
    return { ...window.state, posts };
  }

  #show(post: PostState, state: Post<unknown>["state"]): Post<unknown> {
    const known = this.#made.get(post);
    if (known !== undefined) return known;
    const made = shownPost(post, {
      state,
      name: this.#here.nameOf(post.by),
      me: this.#here.me,
      place: this.#ranges.placeOf(post, this.#here.session.copy.replica),
    });
    this.#made.set(post, made);
    return made;
  }
}

/** The posts that an act makes another one: an answer counts with the post that it answers. */
function changedBy({ id, act }: FeedOp): readonly string[] {
  const to = act[0] === "post" ? act[2]?.to : undefined;
  return to === undefined ? [id] : [id, to];
}

/** The posts that ops make in a feed. */
function postsIn(
  ops: OpsByKey,
  feed: string,
): readonly (FeedOp & { readonly act: readonly ["post", ...never[]] })[] {
  return (ops[feed] ?? []).filter((op) => op.op === "feed" && op.act[0] === "post") as never;
}
