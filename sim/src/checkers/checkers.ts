import type { Commit, Down, DownEntry, Entry, OpsByKey, Rights, Seq } from "@alongside/core/engine";
import type { MemoryDisk } from "@alongside/testing";
import { SECRET_MARK } from "../app/board.ts";
import { Broken } from "./broken.ts";
import { Cursors } from "./cursors.ts";
import { Trash } from "../app/trash.ts";

/** What a change is called: a client and its number. */
export interface ChangeName {
  readonly client: string;
  readonly n: number;
}

/** How a client's promise for one of its own changes ended. */
interface Told extends ChangeName {
  /** What it had seen of the log by then. */
  readonly seq: Seq;
  readonly kind: "change" | "outcome";
  /** The page's session of the room. */
  readonly session: object;
}

/** Watches what leaves the server of one room, and holds it against what is on the disk. */
export class Checkers {
  /** What people put into the trash of this room. */
  readonly trash = new Trash();
  readonly cursors = new Cursors();
  readonly #room: string;
  readonly #told: Told[] = [];
  /** The entries that were seen outside. */
  readonly #shown = new Set<number>();
  readonly #disk: MemoryDisk;
  /** What the server's own changes wrote, by the `seq` that it was told. */
  readonly #edits = new Map<Seq, string>();
  /** The log as it was read when its entries first came up. */
  readonly #read: Entry[] = [];
  /** What each page may read, as the server has told it last. */
  readonly #rights = new Map<number, Rights>();
  /** How often the log has gone back, or was deleted. */
  #era = 0;
  /** Changes that the log has lost as it went back. */
  readonly #lost = new Set<string>();
  /** In which era the log that is there now was put in place, and in which one it was deleted; 0 where it was not. */
  #restoredAt = 0;
  #deletedAt = 0;
  /** The era that each page's session knows of. */
  readonly #eras = new WeakMap<object, number>();
  /** What pages were told to be saved that is lost, until they are told of that. */
  #lostTold: Told[] = [];

  constructor(room: string, disk: MemoryDisk) {
    this.#room = room;
    this.#disk = disk;
  }

  /** A frame of this room leaves the server for a page: every entry in it has to be on the disk now. */
  sent(page: number, frame: string, message: Down): void {
    if (message.type === "joined") {
      this.#rights.set(page, message.rights);
      this.#entries(message.list);
      const head = this.#disk.head(this.#room);
      if (message.from > head)
        throw new Broken(`joined at ${message.from}, the disk ends at ${head}`);
    } else if (message.type === "entries") this.#entries(message.list);
    const read = this.#rights.get(page)?.read;
    const maySee = read === true || read?.includes("secret") === true;
    if (!maySee && frame.includes(SECRET_MARK))
      throw new Broken(`${page} is told of what it may not read: ${frame}`);
  }

  /** The durable entries up to `seq`, as they were when they were first looked at. */
  logged(seq: Seq): readonly Entry[] {
    if (this.#read.length < seq)
      this.#read.push(...this.#disk.entries(this.#room, this.#read.length));
    return this.#read.slice(0, seq);
  }

  /** How often the log has gone back, or was deleted. */
  get era(): number {
    return this.#era;
  }

  /** Whether the log has ever gone back, or was deleted: what was saved before may be lost. */
  get hasGoneBack(): boolean {
    return this.#era > 0;
  }

  /**
   * The log on the disk has gone back, or is another one, or gone. What was told of entries that it has no more is not held against it;
   * the pages that were told so have to hear of it.
   */
  wentBack(isDeleted = false): void {
    this.#era += 1;
    if (isDeleted) this.#deletedAt = this.#era;
    else {
      this.#deletedAt = 0;
      this.#restoredAt = this.#era;
    }
    const now = this.#disk.entries(this.#room);
    const isSame = (entry: Entry, i: number): boolean =>
      JSON.stringify(entry) === JSON.stringify(now[i]);
    const firstOther = this.#read.findIndex((entry, i) => !isSame(entry, i));
    const kept = firstOther < 0 ? this.#read.length : firstOther;
    const there = new Set(now.flatMap((entry) => ("client" in entry ? [nameOf(entry)] : [])));
    for (const name of there) this.#lost.delete(name);
    for (const entry of this.#read.slice(kept))
      if ("client" in entry && !there.has(nameOf(entry))) this.#lost.add(nameOf(entry));
    const gone = new Set(
      this.#read.slice(kept).flatMap((one) => ("client" in one ? [nameOf(one)] : [])),
    );
    this.#read.length = kept;
    for (const seq of this.#shown) if (seq > kept) this.#shown.delete(seq);
    for (const seq of this.#edits.keys()) if (seq > kept) this.#edits.delete(seq);
    const told = [...this.#told.splice(0), ...this.#lostTold];
    this.#lostTold = told.filter((one) => this.#isLost(one));
    // What is there all the same, as a later copy came back which had it too, is at another place there.
    const isElsewhere = (one: Told): boolean => gone.has(`${one.client} ${one.n}`);
    this.#told.push(...told.filter((one) => !this.#isLost(one) && !isElsewhere(one)));
  }

  #isLost({ client, n }: ChangeName): boolean {
    return this.#lost.has(`${client} ${n}`);
  }

  /** A page's session of the room was let in. `isRewound`: it was told that the log has gone back. */
  joined(session: object, isRewound: boolean): void {
    if (isRewound) {
      const known = this.#eras.get(session) ?? this.#era;
      if (this.#eras.get(session) === this.#era)
        throw new Broken("a page was told twice that the log has gone back once");
      if (known >= this.#restoredAt && known < this.#deletedAt)
        throw new Broken("a page was told that the log of a room went back which was deleted");
      this.informed(session);
    }
    this.#eras.set(session, this.#era);
  }

  /** Whether what a page's session shows is of the log that is there now, as far as it goes. */
  isOfThisLog(session: object): boolean {
    return this.#eras.get(session) === this.#era;
  }

  /** A page's session was told that the log went back, or that the room was deleted. */
  informed(session: object): void {
    this.#lostTold = this.#lostTold.filter((told) => told.session !== session);
  }

  /** A page at rest knows of all that it had saved and the log has lost. */
  requireUndeceived(session: object, who: string): void {
    if (this.#lostTold.some((told) => told.session === session))
      throw new Broken(`${who}: something that was saved is lost, and the page was not told`);
  }

  #entry(seq: Seq): Entry | undefined {
    if (this.#read.length < seq) this.logged(seq);
    return this.#read[seq - 1];
  }

  /** A client has moved its own edit to where it is in the log: both have to say the same. */
  ownEdit(client: string, seq: Seq, ops: OpsByKey): void {
    const entry = this.#entry(seq);
    // Of a log that has gone back since, which the page has not heard of yet; or how it ended was told with a later `seq`.
    if (entry === undefined || !("client" in entry) || entry.client !== client) return;
    const logged = new Map<string, string>();
    for (const op of entry.kind === "change" ? Object.values(entry.ops).flat() : [])
      if (op.op === "text") logged.set(`${op.id} ${op.field}`, JSON.stringify(op.delta));
    for (const op of Object.values(ops).flat()) {
      if (op.op !== "text") continue;
      const own = JSON.stringify(op.delta);
      const there = logged.get(`${op.id} ${op.field}`);
      if (there !== undefined && there !== own)
        throw new Broken(`${client}: its edit at ${seq} is ${own} here, the log says ${there}`);
    }
  }

  /** A client's promise for a change has ended. */
  settled(told: Told): void {
    // What was on its way as the log went back.
    const isGone = this.#isLost(told) && !this.logged(Infinity).some((entry) => isOf(entry, told));
    (isGone ? this.#lostTold : this.#told).push(told);
  }

  /** The server's own code was told where its change is, which wrote `mark`. */
  serverTold(seq: Seq, mark: string): void {
    this.#edits.set(seq, mark);
  }

  /** Reads the whole log once the world is quiet. */
  log(entries: readonly Entry[]): void {
    const counters = new Map<string, number>();
    let version = 0;
    entries.forEach((entry, i) => {
      if (entry.seq !== i + 1)
        throw new Broken(`the log has ${entry.seq} where ${i + 1} should be`);
      const shown = this.#shown.has(entry.seq) ? this.#read[i] : undefined;
      if (shown !== undefined && JSON.stringify(shown) !== JSON.stringify(entry))
        throw new Broken(`entry ${entry.seq} was shown and is another now`);
      if (entry.kind === "migration") {
        if (entry.version <= version)
          throw new Broken(`entry ${entry.seq} migrates from ${version} to ${entry.version}`);
        version = entry.version;
      }
      if (!("client" in entry)) return;
      const next = (counters.get(entry.client) ?? 0) + 1;
      const { first = entry.n } = entry;
      if (first !== next)
        throw new Broken(`${entry.client} has change ${first} where ${next} should be`);
      counters.set(entry.client, entry.n);
    });
    for (const seq of this.#shown) {
      if (seq > entries.length)
        throw new Broken(`entry ${seq} was shown and is gone; the log ends at ${entries.length}`);
    }
    for (const [seq, mark] of this.#edits) {
      if (!JSON.stringify(entries[seq - 1] ?? "").includes(mark))
        throw new Broken(`the server was told that "${mark}" is entry ${seq}, which it is not`);
    }
    const ends = new Map<string, Entry>();
    for (const entry of entries)
      if ("client" in entry) ends.set(`${entry.client} ${entry.n}`, entry);
    for (const { client, n, seq, kind } of this.#told) {
      const end = ends.get(`${client} ${n}`);
      if (end === undefined || end.seq > seq)
        throw new Broken(
          `${client} was told at ${seq} how change ${n} ended, which the log has not`,
        );
      if (end.kind !== kind)
        throw new Broken(`${client} was told ${kind} for change ${n}, the log says ${end.kind}`);
    }
  }

  #entries(list: readonly DownEntry[]): void {
    const head = this.#disk.head(this.#room);
    for (const down of list) {
      if (!("seq" in down)) continue;
      if (down.seq > head)
        throw new Broken(`entry ${down.seq} left the server, the disk ends at ${head}`);
      const entry = this.#entry(down.seq);
      if (entry === undefined) continue;
      this.#shown.add(entry.seq);
      if ("ops" in down && "client" in down) this.#commit(down, entry);
      if ("ack" in down && entry.kind !== "change")
        throw new Broken(`ack of ${down.ack}, the log says ${entry.kind}`);
      if ("refused" in down && entry.kind !== "outcome")
        throw new Broken(`refusal of ${down.refused}, the log says ${entry.kind}`);
      if ("migrated" in down && entry.kind !== "migration")
        throw new Broken(`migration to ${down.migrated}, the log says ${entry.kind}`);
    }
  }

  #commit(down: Commit, entry: Entry): void {
    if (entry.kind !== "change" || entry.client !== down.client || entry.n !== down.n) {
      throw new Broken(
        `commit ${down.seq} of ${down.client}/${down.n} was shown, which the log does not have as a change`,
      );
    }
  }
}

function nameOf({ client, n }: Extract<Entry, { readonly client: string }>): string {
  return `${client} ${n}`;
}

function isOf(entry: Entry, { client, n }: ChangeName): boolean {
  return (
    "client" in entry && entry.client === client && (entry.first ?? entry.n) <= n && n <= entry.n
  );
}
