import type { RoomDefinition } from "@alongside/core";
import type { FeedQuestion, OpsByKey, PostState, Seq } from "@alongside/core/engine";
import { ask } from "../history/ask.ts";
import { knownNames } from "../history/names.ts";
import type { FeedListener, KeptPosts } from "../room/feed-listener.ts";
import type { RoomSession } from "../room/room.ts";
import { FeedHere, type FeedRoom } from "./feed-here.ts";
import { editsOf } from "./ranges-here.ts";
import type { Page } from "./window.ts";

/** The posts of a room on this page: what the log says of them, and what is asked for. */
export class PostsHere<D extends RoomDefinition> implements FeedListener, FeedRoom<D> {
  readonly session: RoomSession<D>;
  readonly #feeds = new Map<string, FeedHere<D>>();

  constructor(session: RoomSession<D>) {
    this.session = session;
    session.copy.feeds = this;
  }

  feed(name: string): FeedHere<D> {
    let feed = this.#feeds.get(name);
    if (feed === undefined) this.#feeds.set(name, (feed = new FeedHere(this, name)));
    return feed;
  }

  get me(): string | undefined {
    return this.session.host.user.get()?.id;
  }

  nameOf(id: string): string | undefined {
    return knownNames(this.session).get(id);
  }

  /** A post tells who a user is. */
  heard({ by, name }: PostState): void {
    const names = knownNames(this.session);
    if (name !== undefined && !names.has(by)) names.set(by, name);
  }

  entry(seq: Seq, at: number, user: string | undefined, ops: OpsByKey): void {
    const edits = editsOf(ops);
    if (edits.length > 0) for (const feed of this.#feeds.values()) feed.edited({ seq, edits });
    const by = user ?? this.me;
    if (by === undefined) return;
    for (const [key, feed] of this.#feeds) {
      const acts = ops[key]?.filter((op) => op.op === "feed");
      if (acts !== undefined && acts.length > 0)
        feed.take({ seq, at, by, name: this.nameOf(by), ops: acts });
    }
  }

  restarted(): void {
    for (const feed of this.#feeds.values()) feed.restarted();
  }

  turn = 0;

  kept(): readonly KeptPosts[] {
    return Array.from(this.#feeds.values()).flatMap((feed) => feed.kept());
  }

  restored(): void {
    for (const feed of this.#feeds.values()) feed.restored();
  }

  /** Posts that are kept became other ones. */
  keeps(): void {
    this.turn += 1;
    this.session.keeper?.changed();
  }

  changed(): void {
    for (const feed of this.#feeds.values()) feed.changed();
  }

  /** Posts as the server has them. Rejects as `ask` does. */
  posts(about: Extract<FeedQuestion, { of: "posts" }>): Promise<Page> {
    return ask(this.session, about);
  }

  async unread(about: Extract<FeedQuestion, { of: "unread" }>): Promise<number> {
    return (await ask(this.session, about)).count;
  }
}
