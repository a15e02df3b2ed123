import type {
  AnchoredRange,
  Clock,
  Entry,
  OpsByKey,
  Rights,
  Seq,
  TextOp,
  VersionEntry,
} from "@alongside/core/engine";
import type { Naming } from "../store/versions.ts";
import { MOST_POSTS, type PostRow } from "../store/posts.ts";
import type { AuthorNote } from "./down.ts";
import type { PostsWanted } from "./feeds/posts-wanted.ts";
import { settleRanges } from "./feeds/settle-ranges.ts";
import type { Inverses } from "./inverses.ts";
import type { Judge } from "./judge.ts";
import type { Ledger } from "./ledger.ts";
import { LogWriter } from "./log-writer.ts";
import { OpsJson } from "./ops-json.ts";
import type { People } from "./people.ts";
import type { PostRanges } from "./port.ts";
import type { RoomOptions } from "./room-options.ts";
import { editsIn, TextRing } from "./text-ring.ts";
import { Trash } from "./trash.ts";
import { type Author, GONE, type Request, TornState, type Verdict } from "./verdict.ts";
import { workAfter } from "./work.ts";

/** A decided entry on its way to the disk, with what only memory knows of it. */
export interface Decided {
  readonly entry: Entry;
  /** Its ops as JSON; undefined for a refusal and a name. */
  readonly json: OpsJson | undefined;
  readonly note: AuthorNote | undefined;
  readonly gesture: number | undefined;
  /** About how many bytes the entry has as JSON. */
  readonly bytes: number;
  /** What it made of posts. */
  readonly posts?: readonly PostRow[] | undefined;
  /** Tells the server's own code how its change ended. */
  readonly settle: Settle | undefined;
}

export type Settle = (
  outcome: { readonly entry: Entry; readonly note: AuthorNote | undefined } | Error,
) => void;

interface DecisionsOptions {
  readonly room: RoomOptions;
  readonly clock: Clock;
  readonly head: Seq;
  /** Server time of the newest entry; the next is never before it. */
  readonly at: number;
  guard(fn: () => void): void;
  /** A batch is on disk: it is to be told. */
  onDurable(batch: readonly Decided[]): void;
  /** The store refused, or did not say. */
  onFail(error: Error): void;
  /** Whether the room is in memory. */
  isOpen(): boolean;
  /** What is in memory is not the log's any more. */
  onFault(error: unknown): void;
}

/** Somebody who reads once `head` is durable. */
interface Waiting {
  readonly head: Seq;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What may wait for the disk before the next change does. A few restored records may come to that, and whole messages do not. */
const MAX_WAITING_BYTES = 32 << 20;

/** Decides changes at `head`, one after the other, and sends their entries to the disk. */
export class Decisions {
  readonly judge: Judge;
  readonly ledger: Ledger;
  readonly inverses: Inverses;
  /** The newest edits of texts. */
  readonly textRing: TextRing;
  readonly trash: Trash;
  readonly #options: DecisionsOptions;
  readonly #writer: LogWriter<Decided>;
  readonly #waiting: Waiting[] = [];
  #at: number;

  constructor(options: DecisionsOptions) {
    const { room, guard } = options;
    this.#options = options;
    this.judge = room.judge;
    this.ledger = room.ledger;
    this.inverses = room.inverses;
    this.#at = options.at;
    this.#writer = new LogWriter({
      room: room.id,
      store: room.store,
      epoch: room.log.epoch,
      head: options.head,
      guard,
      onDurable: this.#landed,
      onFail: (error, lost) => {
        options.onFail(error);
        this.#giveUp(error, lost);
      },
    });
    this.textRing = new TextRing(options.head, room.keep);
    const { clock, isOpen } = options;
    this.trash = new Trash({ room, clock, guard, isOpen, prune: (ids) => this.#prune(ids) });
  }

  /** The last `seq` that anybody outside may know of. */
  get durable(): Seq {
    return this.#writer.durable;
  }

  /** Server time of the newest entry, in ms. */
  get at(): number {
    return this.#at;
  }

  get head(): Seq {
    return this.#writer.head;
  }

  /** Whether so much waits for the disk that no change should be decided before it is there: see `flushed`. */
  get isFull(): boolean {
    return this.#writer.waitingBytes > MAX_WAITING_BYTES;
  }

  /** Whether changes of `client` were decided and are not durable yet. */
  isAwaiting(client: string): boolean {
    return this.ledger.head(client) > this.ledger.durable(client);
  }

  /**
   * Decides one change, of about `bytes` as JSON, and sends its entry on its way; carets of `people` move with it. Whether its counter
   * is the next one is the caller's to check. Throws `BadMessage` for an edit of a text that cannot be, `Rebase` for one made too
   * long ago, and `PostsWanted` for one that is to be submitted again after `readPosts`; then nothing has happened.
   */
  submit(
    people: People,
    author: Author,
    n: number,
    asked: Request,
    bytes: number,
    settle?: Settle,
  ): void {
    let verdict: Verdict | undefined;
    // Before its edits of texts are moved, which is done once.
    if (asked.ops !== undefined) this.judge.feeds?.checkKnown(asked.ops);
    try {
      const moved = this.#moved(author, asked);
      const ops = moved && settleRanges(moved, (id, field) => this.#lengthFor(author, id, field));
      // Whole ms: a page names the entry by it.
      this.#at = Math.max(this.#at, Math.floor(this.#options.clock.now()));
      verdict = asked.isGone ? GONE : this.judge.decide(author, n, asked, ops, this.#at);
      if (ops !== moved && verdict.ok)
        verdict = { ...verdict, note: { ...verdict.note, differs: true } };
    } catch (error) {
      if (error instanceof TornState) this.#options.onFault(error);
      throw error;
    } finally {
      author.charge?.(workAfter(author.textLink?.takeSteps() ?? 0, verdict?.added ?? 0));
    }
    // The state has the change now. Where it cannot go to the log as well, the room is not to be trusted any more.
    try {
      this.#write(people, author, n, asked, verdict, bytes, settle);
    } catch (error) {
      this.#options.onFault(error);
      settle?.(asError(error));
    }
  }

  /** The ops over what their author had not seen. */
  #moved({ textLink, rights }: Author, { ops, base = 0 }: Request): OpsByKey | undefined {
    if (textLink === undefined || ops === undefined) return ops;
    if (rights.read === true) return textLink.receive(ops, base, this.durable);
    const isHidden = ({ id, field }: TextOp): boolean =>
      this.judge.textFor(rights, id, field) === undefined;
    return textLink.receive(ops, base, this.durable, isHidden);
  }

  #lengthFor({ rights }: Author, id: string, field: string): number | undefined {
    return this.judge.textFor(rights, id, field)?.length;
  }

  #write(
    people: People,
    author: Author,
    n: number,
    asked: Request,
    verdict: Verdict,
    bytes: number,
    settle: Settle | undefined,
  ): void {
    const at = this.#at;
    const { version, initial, onDecided } = this.#options.room;
    if (this.#writer.head === 0 && (version > 1 || initial !== undefined)) this.#begin();
    const seq = this.#writer.head + 1;
    const { client } = author;
    const actor = author.user.id;
    const size = verdict.ok ? bytes + verdict.added : bytes;
    const numbers = asked.first === undefined ? { n } : { n, first: asked.first };
    let entry: Entry;
    if (verdict.ok) {
      const edits = editsIn(verdict.ops);
      this.#options.room.touched.note(seq, verdict.ops);
      this.textRing.push(seq, client, edits, size);
      if (edits.length > 0) people.moveCarets(seq, client, edits);
      entry = { seq, at, actor, client, ...numbers, kind: "change", ops: verdict.ops };
      if (asked.mutation !== undefined) entry = { ...entry, mutation: asked.mutation };
      if (asked.via !== undefined) entry = { ...entry, via: asked.via };
    } else {
      const { code, message, inverses } = verdict;
      this.textRing.push(seq, client, [], 0);
      author.textLink?.refused(seq, inverses);
      entry = { seq, at, actor, client, ...numbers, kind: "outcome", code, message };
    }
    this.inverses.decided(entry, verdict.ok ? verdict.step : undefined);
    onDecided(verdict.ok);
    this.ledger.decide(client, actor, n);
    const note = verdict.ok ? verdict.note : undefined;
    const json = verdict.ok ? new OpsJson(verdict.ops) : undefined;
    const posts = verdict.ok
      ? this.judge.feeds?.written(seq, at, author.user, verdict.ops)
      : undefined;
    this.#writer.push({ entry, json, note, gesture: asked.gesture, bytes: size, posts, settle });
  }

  /** Writes down the name of a moment, which changes nothing. */
  name({ actor, name, of, once }: Naming): VersionEntry {
    this.#at = Math.max(this.#at, Math.floor(this.#options.clock.now()));
    const { version, initial } = this.#options.room;
    if (this.#writer.head === 0 && (version > 1 || initial !== undefined)) this.#begin();
    const seq = this.#writer.head + 1;
    const named = { seq, at: this.#at, kind: "version", actor, name, of } as const;
    const entry: VersionEntry = once === undefined ? named : { ...named, once };
    this.textRing.push(seq, "", [], 0);
    this.inverses.decided(entry);
    const rest = { json: undefined, note: undefined, gesture: undefined, settle: undefined };
    this.#writer.push({ entry, bytes: JSON.stringify(entry).length, ...rest });
    return entry;
  }

  /** Empties records out of the trash for good: those of `ids` that are in it. */
  #prune(ids: readonly string[]): void {
    const gone = this.judge.prune(ids);
    if (gone.length === 0) return;
    this.#at = Math.max(this.#at, Math.floor(this.#options.clock.now()));
    const seq = this.#writer.head + 1;
    const entry: Entry = { seq, at: this.#at, kind: "prune", ids: gone };
    this.textRing.push(seq, "", [], 0);
    this.inverses.decided(entry);
    const rest = { json: undefined, note: undefined, gesture: undefined, settle: undefined };
    this.#writer.push({ entry, bytes: JSON.stringify(entry).length, ...rest });
  }

  /** Writes down how a new room begins: at which version, as it would be taken for one of version 1, and with which records. */
  #begin(): void {
    const { version, initial: ops = {} } = this.#options.room;
    const entry: Entry = { seq: 1, at: this.#at, kind: "migration", version, ops };
    const bytes = JSON.stringify(entry).length;
    const rest = { note: undefined, gesture: undefined, bytes, settle: undefined };
    this.#writer.push({ entry, json: new OpsJson(ops), ...rest });
  }

  /** Reads posts that a change has to be decided with. Rejects with what the store throws, and where the room has closed. */
  async readPosts({ ids }: PostsWanted): Promise<void> {
    const { id, store } = this.#options.room;
    const sweeps = this.judge.feeds?.sweeps;
    await Promise.all(
      Array.from(ids, async ([feed, wanted]) => {
        const list = [...wanted];
        const pages: Promise<readonly PostRow[]>[] = [];
        for (let i = 0; i < list.length; i += MOST_POSTS)
          pages.push(store.findPosts(id, feed, list.slice(i, i + MOST_POSTS)));
        const rows = (await Promise.all(pages)).flat();
        this.judge.feeds?.learn(feed, list, rows, this.durable, sweeps);
      }),
    );
    if (this.#writer.isStopped) throw new Error(`${id} has closed`);
  }

  /** The places of threads in texts, and the entry for which they hold; resolves once that is durable. */
  async rangesOf(posts: readonly string[], rights: Rights): Promise<PostRanges> {
    const { head: seq, judge } = this;
    const ranges = new Map<string, AnchoredRange>();
    for (const post of posts) {
      const anchor = judge.feeds?.anchors.of(post);
      if (anchor === undefined) continue;
      const isRead = rights.read === true || judge.textFor(rights, anchor.id, anchor.field);
      if (isRead) ranges.set(post, anchor.range);
    }
    await this.flushed();
    return { seq, of: (id) => ranges.get(id) };
  }

  /** The store let posts of the room go. */
  postsSwept(): void {
    this.judge.feeds?.swept(this.durable);
  }

  /** Resolves once everything decided so far is durable. */
  async flushed(): Promise<void> {
    if (this.#writer.durable >= this.#writer.head) return;
    if (this.#writer.isStopped)
      throw new Error(
        `${this.#options.room.id} has closed, and not all of it is known to be on disk`,
      );
    await new Promise<void>((resolve, reject) =>
      this.#waiting.push({ head: this.#writer.head, resolve, reject }),
    );
  }

  /** Writes nothing more. The returned function tells those who wait that nobody knows what became of what was not told yet. */
  stop(): (error: unknown) => void {
    const lost = this.#writer.stop();
    return (error) => this.#giveUp(asError(error), lost);
  }

  readonly #landed = (batch: readonly Decided[]): void => {
    try {
      this.#options.onDurable(batch);
    } finally {
      this.judge.feeds?.settle(this.durable);
      this.#options.room.onDurable(batch.map(({ entry }) => entry));
      for (const { entry, note, settle } of batch) settle?.({ entry, note });
      while (this.#waiting[0] !== undefined && this.#waiting[0].head <= this.durable)
        this.#waiting.shift()?.resolve();
    }
  };

  /** The server's own code hears that nobody knows what became of its changes. */
  #giveUp(error: Error, lost: readonly Decided[]): void {
    for (const { settle } of lost) settle?.(error);
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
