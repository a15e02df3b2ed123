import { type Entry, type RoomId, parseRoomId, type Seq } from "@alongside/core/engine";
import type { FollowerLine, Kept } from "../store/followed.ts";
import { InRoom } from "./in-room.ts";
import { letterAt, shownLetter } from "./letters.ts";
import type { Follower, Letter } from "./options.ts";
import { backoff } from "./pace.ts";
import type { FollowerTask } from "./parts.ts";

/** Rooms that one follower works on at a time. */
const AT_ONCE = 8;

/** Rooms of which it is remembered how far it has come. */
const REMEMBERED = 10_000;

/** Letters are counted up to so many. */
const MOST_COUNTED = 1000;

/** So long after it has caught up it notes that it has, in ms. */
const NOTE_MS = 5000;

/** A room that has entries which are not done. */
interface Behind {
  head: Seq;
  /** Since when, in ms. */
  readonly since: number;
}

/** One follower in all rooms. */
export class Following implements Follower {
  readonly letters: Follower["letters"];
  readonly #task: FollowerTask;
  readonly #kinds: ReadonlySet<string>;
  readonly #onStop: () => void;
  #line: FollowerLine | undefined;
  readonly #rooms = new Map<RoomId, InRoom>();
  readonly #due = new Set<RoomId>();
  readonly #running = new Map<RoomId, Promise<void>>();
  /** Rooms where something failed, and what ends the wait before the next try. */
  readonly #waiting = new Map<RoomId, () => void>();
  readonly #failures = new Map<RoomId, number>();
  readonly #behind = new Map<RoomId, Behind>();
  /** How many there were when they were counted last. */
  #letters = 0;
  #begun = false;
  #begins = 0;
  #cancel: (() => void) | undefined;
  #isStopped = false;
  #settling: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];

  constructor(task: FollowerTask, kinds: ReadonlySet<string>, onStop: () => void) {
    this.#task = task;
    this.#kinds = kinds;
    this.#onStop = onStop;
    this.letters = {
      list: ({ after = 0, limit = 100 } = {}) => this.#list(after, limit),
      retry: (id) => this.#retry(id),
      drop: async (id) => {
        await letterAt(this.#task, id);
        await this.#task.store.saveFollower(this.name, { remove: [id] });
        await this.#count();
      },
    };
    void this.#begin();
  }

  get name(): string {
    return this.#task.name;
  }

  lag(): { readonly entries: number; readonly ms: number; readonly letters: number } {
    let [entries, since] = [0, Infinity];
    for (const [room, behind] of this.#behind) {
      entries += Math.max(0, behind.head - (this.#rooms.get(room)?.seq ?? 0));
      since = Math.min(since, behind.since);
    }
    const ms = since === Infinity ? 0 : Math.max(0, this.#task.clock.now() - since);
    return { entries, ms, letters: this.#letters };
  }

  settled(): Promise<void> {
    if (this.#isStopped) return Promise.reject(new Error(`The follower ${this.name} is stopped`));
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve, reject) => this.#settling.push({ resolve, reject }));
  }

  /** A room's log has grown. */
  woke(room: RoomId, head: Seq): void {
    if (this.#isStopped || !this.#kinds.has(parseRoomId(room)?.name ?? "")) return;
    this.#add(room, head);
    this.#pump();
  }

  /** These entries of a room are on disk. */
  wrote(room: RoomId, entries: readonly Entry[]): void {
    const isBusy = this.#due.has(room) || this.#running.has(room) || this.#waiting.has(room);
    if (!isBusy && this.#rooms.get(room)?.pass(entries) === true) return;
    this.woke(room, entries.at(-1)?.seq ?? 0);
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    const wasIdle = this.#isIdle;
    this.#isStopped = true;
    this.#cancel?.();
    for (const cancel of this.#waiting.values()) cancel();
    await Promise.allSettled(this.#running.values());
    if (wasIdle) await this.#note().catch(this.#task.onError);
    const why = new Error(`The follower ${this.name} is stopped`);
    for (const { reject } of this.#settling.splice(0)) reject(why);
    this.#onStop();
  }

  get #isIdle(): boolean {
    return (
      this.#begun && this.#due.size === 0 && this.#running.size === 0 && this.#waiting.size === 0
    );
  }

  /** Finds out where it was, and what has happened since. */
  async #begin(): Promise<void> {
    const { store, clock, random, name } = this.#task;
    try {
      let line = await store.follower(name);
      if (line === undefined) {
        line = { mark: 0, since: Math.floor(clock.now()), secret: random.id(24) };
        await store.saveFollower(name, { line });
      }
      this.#line = line;
      for (let after: number | undefined = 0; after !== undefined;) {
        const page: readonly Kept[] = await store.kept(name, "write", after);
        for (const { room } of page) this.#add(room, 0);
        after = page.at(-1)?.id;
      }
      for (let mark: number | undefined = line.mark; mark !== undefined;) {
        const page = await store.changedSince(mark);
        for (const { room, head } of page)
          if (this.#kinds.has(parseRoomId(room)?.name ?? "")) this.#add(room, head);
        mark = page.at(-1)?.mark;
      }
      await this.#count();
      this.#begun = true;
      this.#pump();
    } catch (error) {
      if (this.#isStopped) return;
      this.#task.onError(error);
      this.#cancel = clock.after(backoff(this.#begins++, random), () => void this.#begin());
    }
  }

  #add(room: RoomId, head: Seq): void {
    const behind = this.#behind.get(room);
    if (behind === undefined) this.#behind.set(room, { head, since: this.#task.clock.now() });
    else behind.head = Math.max(behind.head, head);
    this.#due.add(room);
  }

  #pump(): void {
    if (!this.#begun || this.#isStopped) return;
    for (const room of this.#due) {
      if (this.#running.size >= AT_ONCE) return;
      if (this.#running.has(room) || this.#waiting.has(room)) continue;
      this.#due.delete(room);
      this.#running.set(room, this.#work(room));
    }
    if (!this.#isIdle) return;
    for (const { resolve } of this.#settling.splice(0)) resolve();
    this.#cancel ??= this.#task.clock.after(NOTE_MS, () => {
      this.#cancel = undefined;
      if (this.#isIdle) this.#note().catch(this.#task.onError);
    });
  }

  async #work(room: RoomId): Promise<void> {
    const { clock, random, onError } = this.#task;
    try {
      const here = this.#in(room);
      const isMore = (await here.step()) && !this.#isDone(room, here);
      this.#failures.delete(room);
      // Others have their turn in between.
      if (isMore) this.#due.add(room);
      else if (!this.#due.has(room)) this.#behind.delete(room);
    } catch (error) {
      if (!this.#isStopped) {
        onError(error);
        const failures = this.#failures.get(room) ?? 0;
        this.#failures.set(room, failures + 1);
        this.#due.add(room);
        const again = (): void => {
          this.#waiting.delete(room);
          this.#pump();
        };
        this.#waiting.set(room, clock.after(backoff(failures, random), again));
      }
    } finally {
      this.#running.delete(room);
      this.#pump();
    }
  }

  /** Whether it has come to where the log ended when something was heard of it last. */
  #isDone(room: RoomId, here: InRoom): boolean {
    const head = this.#behind.get(room)?.head ?? 0;
    return head > 0 && here.isDone(head);
  }

  #in(room: RoomId): InRoom {
    const known = this.#rooms.get(room);
    const here =
      known ?? new InRoom(this.#task, this.#line as FollowerLine, room, this.lettersChanged);
    this.#rooms.delete(room);
    this.#rooms.set(room, here);
    if (this.#rooms.size > REMEMBERED)
      for (const oldest of this.#rooms.keys()) {
        if (!this.#running.has(oldest) && oldest !== room) this.#rooms.delete(oldest);
        break;
      }
    return here;
  }

  /** Notes up to where nothing is left to do, so that the next start need not look at rooms that are quiet. */
  async #note(): Promise<void> {
    const { store, name } = this.#task;
    for (let line = this.#line; line !== undefined;) {
      const page = await store.changedSince(line.mark);
      const last = page.at(-1);
      if (last === undefined) return;
      const cursors = [];
      let isBehind = false;
      for (const { room, head } of page) {
        if (!this.#kinds.has(parseRoomId(room)?.name ?? "")) continue;
        const cursor = this.#rooms.get(room)?.cursor;
        if (cursor !== undefined && cursor.seq >= head) cursors.push({ room, ...cursor });
        else {
          isBehind = true;
          this.#add(room, head);
        }
      }
      if (isBehind) return this.#pump();
      line = { ...line, mark: last.mark };
      await store.saveFollower(name, { line, cursors });
      this.#line = line;
    }
  }

  async #count(): Promise<void> {
    this.#letters = (await this.#task.store.kept(this.name, "letter", 0, MOST_COUNTED)).length;
  }

  /** Somebody else put letters there, or took some away. */
  readonly lettersChanged = (): void => {
    this.#count().catch(this.#task.onError);
  };

  async #list(after: number, limit: number): Promise<readonly Letter[]> {
    const kept = await this.#task.store.kept(this.name, "letter", after, limit);
    return kept.map(shownLetter);
  }

  async #retry(id: number): Promise<void> {
    const letter = await letterAt(this.#task, id);
    if (this.#line === undefined) throw new Error(`The follower ${this.name} has not begun yet`);
    await this.#in(letter.room).retry(id);
    // What of it could not be written yet is tried again from here on.
    this.#add(letter.room, 0);
    this.#pump();
  }
}
