import { defineRoom, feed, value } from "@alongside/core";
import { foldPost, foldReply, type PostState } from "@alongside/core/engine";
import type { Store } from "@alongside/server";
import {
  type FeedHandle,
  feedOf,
  type FeedView,
  type Post,
} from "../../../packages/client/src/feeds/index.ts";
import type { TestPage } from "../../../packages/client/test/support/in-memory-server.ts";
import { postOf } from "../../../packages/server/src/room/feeds/post-row.ts";
import { Broken } from "../checkers/broken.ts";
import { Stage } from "../stage/stage.ts";
import { isListed, Views } from "./views.ts";

const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value("") },
  feeds: { chat: feed(value("")) },
});
const ROOM = "talk:r";

/** How many times somebody does something, or something befalls them. */
const STEPS = 120;
const QUIET_MS = 15_000;

interface Person {
  readonly name: string;
  page: TestPage<typeof Talk>;
  chat: FeedHandle<string>;
  views: Views;
}

/**
 * People who post, answer and react, some of it refused, over bad links, with a server that dies, a disk that fails and posts that are let go. What was acknowledged
 * is in the feed once; what was refused is shown to nobody else; at rest each page has what the store has, which is what the log makes.
 */
export class FeedsWorld {
  readonly #stage: Stage<typeof Talk>;
  readonly #people: Person[] = [];
  /** Posts that were acknowledged, each with its entry. */
  readonly #told = new Map<string, number>();
  /** What each page posted, in its order. */
  readonly #made = new Map<FeedHandle<string>, string[]>();
  /** Who wrote what will be refused. */
  readonly #writers = new Map<string, string>();
  /** Posts that the store let go of. */
  readonly #gone = new Set<string>();
  readonly #counts = { refused: 0, swept: 0, told: 0, viewed: 0 };
  #words = 0;

  constructor(seed: number) {
    const may = ({ body }: { readonly body?: unknown }): true | { code: string; message: string } =>
      typeof body === "string" && body.startsWith("rude")
        ? { code: "manners", message: "Be kind" }
        : true;
    this.#stage = new Stage(Talk, seed, {
      rules: { allow: () => true, feeds: { chat: { may } } },
      failing: (request) => (request === "append" ? 0.02 : 0),
      late: 40,
    });
  }

  get counts(): Stage<typeof Talk>["counts"] & {
    refused: number;
    swept: number;
    told: number;
    viewed: number;
  } {
    return { ...this.#stage.counts, ...this.#counts };
  }

  /** Lives through it. Throws `Broken` where a feed is another one than the log makes it. */
  async run(): Promise<void> {
    const { server, random } = this.#stage;
    await server.pass(5);
    for (const name of ["ann", "bob", "eve"]) this.#people.push(this.#join(name));
    await server.pass(50);
    await this.#stage.live(
      STEPS,
      () => this.#step(random.pick(this.#people)),
      () => this.#checkShown(),
    );
    for (const { page } of this.#people) {
      page.plug();
      page.back();
    }
    await server.pass(QUIET_MS);
    this.#stage.check();
    await this.#checkAtRest();
  }

  #join(name: string): Person {
    const page = this.#stage.server.open(name, Talk, undefined, { onSwitch: () => undefined });
    const chat = feedOf(page.room, "chat");
    chat.subscribe(() => undefined);
    return { name, page, chat, views: new Views(chat) };
  }

  async #step(person: Person): Promise<void> {
    const random = this.#stage.random;
    const { page } = person;
    const roll = random.next();
    if (roll < 0.04) page.away();
    else if (roll < 0.12) page.back();
    else if (roll < 0.15) page.cut();
    else if (roll < 0.18) page.move(random.pick(["up", "down"]));
    else if (roll < 0.21) this.#stage.crash();
    else if (roll < 0.23) {
      page.die();
      Object.assign(person, this.#join(person.name));
    } else if (roll < 0.25) await this.#sweep();
    else if (roll < 0.31) this.#turn(person);
    else this.#write(person);
  }

  #turn({ chat, views }: Person): void {
    const known = chat.get().posts.filter(({ state }) => state === "sent");
    if (known.length > 0) views.turn(this.#stage.random.pick(known).id);
  }

  /** Lets all but the newest posts go, as the sweeper does. */
  async #sweep(): Promise<void> {
    const before = this.#stage.disk.posts(ROOM);
    await this.#stage.disk
      .open()
      .dropPosts(ROOM, "chat", { posts: 6 + this.#stage.random.below(10) });
    const left = new Set(this.#stage.disk.posts(ROOM).map(({ id }) => id));
    for (const { id } of before) if (!left.has(id)) this.#gone.add(id);
    this.#counts.swept += before.length - left.size;
    void this.#stage.server.hub.postsSwept(ROOM);
  }

  #write({ name, chat, views, page: { room } }: Person): void {
    const random = this.#stage.random;
    if (room.rights.get() === undefined) return;
    const isRude = random.chance(0.15);
    if (isRude) this.#counts.refused += 1;
    const word = `${isRude ? "rude" : "kind"} ${++this.#words}`;
    if (isRude) this.#writers.set(word, name);
    // Posts of the feed, and answers where a thread is open.
    const posts = random.chance(0.6) ? chat.get().posts : views.posts;
    const post = posts.length > 0 ? random.pick(posts) : undefined;
    const roll = random.next();
    if (roll < 0.4 || post === undefined || post.state === "refused") this.#post(chat, word);
    else if (roll < 0.55) this.#post(chat, word, post.to ?? post.id);
    else if (roll < 0.65) chat.edit(post.id, word).committed.catch(() => undefined);
    else if (roll < 0.7) chat.delete(post.id).committed.catch(() => undefined);
    else if (roll < 0.9) {
      const emoji = random.pick(["👍", "🎉"]);
      chat.react(post.id, emoji, random.chance(0.7)).committed.catch(() => undefined);
    } else if (roll < 0.95) chat.pin(post.id, random.chance(0.5)).committed.catch(() => undefined);
    else chat.resolve(post.id, random.chance(0.5)).committed.catch(() => undefined);
  }

  #post(chat: FeedHandle<string>, word: string, to?: string): void {
    const { local: id, committed } = chat.post(word, to === undefined ? {} : { to });
    const made = this.#made.get(chat) ?? [];
    made.push(id);
    this.#made.set(chat, made);
    committed.then(
      ({ seq }) => {
        this.#told.set(id, seq);
        this.#counts.told += 1;
      },
      () => undefined,
    );
  }

  /** What is refused is shown to nobody but its author, and nothing twice. */
  #checkShown(): void {
    for (const { name, views } of this.#people)
      for (const view of views.all) {
        const { posts } = view.get();
        const rude = posts.find(
          ({ by, state, body }) => by !== name && state === "sent" && body?.startsWith("rude"),
        );
        if (rude !== undefined && !this.#isOwnEdit(name, rude))
          throw new Broken(`[R1736] ${name} is shown what was refused: ${JSON.stringify(rude)}`);
        const sent = posts.filter(({ state }) => state === "sent");
        if (new Set(sent.map(({ id }) => id)).size < sent.length)
          throw new Broken(`[R1735] ${name} is shown a post twice`);
      }
  }

  /** Somebody's own edit is seen by them at once, also where the server will refuse it. */
  #isOwnEdit(name: string, { body }: Post<string>): boolean {
    return this.#writers.get(body ?? "") === name;
  }

  async #checkAtRest(): Promise<void> {
    const store = this.#stage.disk.open();
    const rows = this.#stage.disk.posts(ROOM).map(postOf);
    const made = await fold(store);
    const places = new Map(rows.map(({ id, seq }) => [id, seq]));
    for (const [id, seq] of this.#told)
      if (!this.#gone.has(id) && places.get(id) !== seq)
        throw new Broken(
          `[R1735] The post ${id} of entry ${seq} was acknowledged and is not there`,
        );
    for (const ids of this.#made.values()) {
      const order = ids.flatMap((id) => places.get(id) ?? []);
      if (order.some((seq, i) => seq < (order[i - 1] ?? 0)))
        throw new Broken(
          `[R1735] Posts of a page are in another order than it made them: ${order.join(", ")}`,
        );
    }
    for (const post of rows) {
      const folded = made.get(post.id);
      if (plain(folded) !== plain(post))
        throw new Broken(
          `[R1737] The store has ${plain(post)}, and the log makes ${plain(folded)}`,
        );
    }
    for (const { id } of made.values())
      if (!places.has(id) && !this.#gone.has(id))
        throw new Broken(`[R1737] The log has a post ${id} that the store has not`);
    for (const { name, chat, views } of this.#people) {
      for (const id of views.threads.keys()) views.open(id);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#stage.server.pass(500);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#checkView(
        name,
        chat,
        rows.filter(({ to }) => to === undefined),
      );
      for (const [id, view] of views.threads)
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await this.#checkView(
          `${name} (thread ${id})`,
          view,
          rows.filter(({ to }) => to === id),
        );
      for (const [only, view] of views.lists) {
        const listed = rows.filter((post) => isListed(only, post));
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await this.#checkView(`${name} (${only})`, view, listed);
      }
      const counted = chat.unread(0);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#stage.server.pass(100);
      const recount = rows.filter(
        (post) => post.to === undefined && post.by !== name && !post.deleted,
      );
      // oxlint-disable-next-line no-await-in-loop -- it is there by now
      const count = await counted;
      if (count !== recount.length)
        throw new Broken(`[R1739] ${name} has ${count} unread posts of ${recount.length}`);
    }
  }

  /** A view shows what the store has, all of it, in order. */
  async #checkView(who: string, view: FeedView<string>, rows: readonly PostState[]): Promise<void> {
    while (view.get().hasEarlier) {
      void view.earlier();
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      await this.#stage.server.pass(100);
    }
    const shown = view.get().posts.filter((post) => post.state !== "refused");
    const here = shown.filter(({ id }) => !this.#gone.has(id)).map(essence);
    const stored = rows.map(essence);
    this.#counts.viewed += 1;
    for (let i = 0; i < Math.max(here.length, stored.length); i++) {
      const [page, row] = [here[i], stored[i]].map((post) => JSON.stringify(post));
      if (page !== row)
        throw new Broken(`[R1738] ${who} is shown ${page} where the store has ${row}`);
    }
  }
}

/** What all entries make of posts. */
async function fold(store: Store): Promise<ReadonlyMap<string, PostState>> {
  const made = new Map<string, PostState>();
  for await (const entry of store.read(ROOM, 0)) {
    if (entry.kind !== "change") continue;
    let i = 0;
    for (const op of entry.ops["chat"] ?? []) {
      if (op.op !== "feed") continue;
      const told = { seq: entry.seq, i, at: entry.at, by: entry.actor, name: entry.actor };
      if (op.act[0] === "post") i += 1;
      const before = made.get(op.id);
      const post = foldPost(before, op.id, op.act, told);
      if (post === undefined || post === before) continue;
      made.set(op.id, post);
      const root = post.to === undefined ? undefined : made.get(post.to);
      if (root !== undefined) made.set(root.id, foldReply(root, op.act, told));
    }
  }
  return made;
}

/** Text that is alike where posts are, in whichever order their parts stand. */
function plain(post: PostState | undefined): string {
  return JSON.stringify(Object.entries(post ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a page shows of a post and the store has of it. */
function essence(post: PostState | Post<string>): unknown {
  const { id, seq, body, edited, deleted, pinned, resolved, replies } = post;
  const { reactions = {} } = post;
  const reacted = Array.isArray(reactions)
    ? (reactions as Post<string>["reactions"]).map(({ emoji, users }) => [emoji, users])
    : Object.entries(reactions as NonNullable<PostState["reactions"]>);
  const who = [deleted?.by, pinned?.by, resolved?.by].map((by) => by ?? "");
  const answers = [replies?.count ?? 0, replies?.by ?? []];
  return { id, seq, body, edited, who, answers, reacted };
}
