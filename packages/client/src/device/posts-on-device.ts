import { isFields, type LogName, type PostState, type Seq } from "@alongside/core/engine";
import type { Json, RoomDefinition } from "@alongside/core";
import type { RoomCopy } from "../room/copy.ts";
import type { KeptPosts } from "../room/feed-listener.ts";
import type { DeviceRow, DeviceWrite } from "./device-store.ts";

/** The version of what is written here. A row of another one is passed over, and written anew once the feed was read. */
const FORMAT = 1;

/** `posts`, under a feed and a list: the newest posts that were shown of it, as the log had them at `seq`. */
interface PostsRow extends Omit<KeptPosts, "list"> {
  readonly format: number;
  readonly list?: KeptPosts["list"];
  readonly log: LogName;
  readonly seq: Seq;
}

/** What a transaction takes along. */
interface Collected {
  readonly writes: readonly DeviceWrite[];
  done(isWritten: boolean): void;
}

/** The newest posts of a room's feeds, as the device has them: they are there before the server can be asked. */
export class PostsOnDevice<D extends RoomDefinition> {
  readonly #copy: RoomCopy<D>;
  readonly #report: (error: unknown) => void;
  /** The keys of the rows that are there, and of which log they are. */
  readonly #keys = new Set<string>();
  #log: LogName | undefined;
  #written = 0;
  /** When they are to be written with whatever is written next. */
  isDue = false;

  constructor(copy: RoomCopy<D>, report: (error: unknown) => void) {
    this.#copy = copy;
    this.#report = report;
  }

  /** Whether there is something that the device does not have. */
  get isChanged(): boolean {
    return (this.#copy.feeds?.turn ?? 0) !== this.#written;
  }

  /** Takes up what is there; call once the room is. Those of another log are not of this room, and places in texts hold for one entry. */
  restore(rows: readonly DeviceRow[]): void {
    const { log, seq } = this.#copy;
    const kept: KeptPosts[] = [];
    for (const { kind, key, value: row } of rows) {
      const value: unknown = row;
      if (kind !== "posts") continue;
      this.#keys.add(key);
      if (!isRow(value)) {
        this.#report(
          new TypeError(`${this.#copy.name}: the device's row posts ${key} is passed over`),
        );
        continue;
      }
      this.#log = value.log;
      if (!isSame(value.log, log)) continue;
      const posts = value.seq === seq ? value.posts : value.posts.map(withoutPlace);
      const { feed, list, from, hasEarlier } = value;
      kept.push({ feed, list, from, hasEarlier, posts });
    }
    this.#copy.keptPosts = kept;
    this.#copy.feeds?.restored();
  }

  /** Nothing of it may be there any more, where it may not be kept: the room or its log is another one, or it may not be read. */
  collect(isAllowed: boolean): Collected | undefined {
    const { log, name, seq, feeds, rights } = this.#copy;
    const writes: DeviceWrite[] = [];
    const drop = (key: string): void => {
      if (!this.#keys.delete(key)) return;
      writes.push({ delete: { room: name, kind: "posts", key } });
    };
    const read = rights.get()?.read;
    for (const key of this.#keys) {
      const [feed = ""] = key.split(" ");
      const isRead = read === undefined || read === true || read.includes(feed);
      if (!isAllowed || !isRead || (log !== undefined && !isSame(this.#log, log))) drop(key);
    }
    if (writes.length > 0) this.#copy.keptPosts = undefined;
    const { turn = 0 } = feeds ?? {};
    const isDue = this.isDue && isAllowed && log !== undefined && turn !== this.#written;
    this.isDue = false;
    if (isDue) {
      for (const one of feeds?.kept() ?? []) {
        const key = `${one.feed} ${one.list ?? ""}`;
        const row: PostsRow = { format: FORMAT, log, seq, ...one };
        // A copy without what is undefined.
        const value = JSON.parse(JSON.stringify(row)) as Json;
        writes.push({ put: { room: name, kind: "posts", key, value } });
        this.#keys.add(key);
      }
      this.#log = log;
      this.#written = turn;
    }
    if (writes.length === 0) return undefined;
    return { writes, done: (isWritten) => void (isWritten || this.again()) };
  }

  /** What was written may not be there. */
  again(): void {
    this.#written = -1;
  }
}

function isSame(a: LogName | undefined, b: LogName | undefined): boolean {
  return a?.epoch === b?.epoch && a?.generation === b?.generation;
}

/** Whether a row is what this page writes. */
function isRow(value: unknown): value is PostsRow {
  if (!isFields(value) || value["format"] !== FORMAT) return false;
  const { feed, from, hasEarlier, posts, log, seq } = value;
  return (
    typeof feed === "string" &&
    Array.isArray(from) &&
    from.length === 2 &&
    from.every(Number.isSafeInteger) &&
    typeof hasEarlier === "boolean" &&
    isFields(log) &&
    Number.isSafeInteger(seq) &&
    Array.isArray(posts) &&
    posts.every(isPost)
  );
}

function isPost(post: unknown): boolean {
  const { id, by, seq, i, at, last } = (isFields(post) ? post : {}) as Partial<PostState>;
  const isNumbers = [seq, i, at, last].every((one) => typeof one === "number");
  return typeof id === "string" && typeof by === "string" && isNumbers;
}

/** The text may have been edited since. */
function withoutPlace(post: PostState): PostState {
  if (post.on === undefined || !("text" in post.on)) return post;
  const { id, field, words } = post.on.text;
  return { ...post, on: { text: { id, field, words } } };
}
