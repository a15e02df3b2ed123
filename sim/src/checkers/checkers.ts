import type { Commit, Down, DownEntry, Entry, OpsByKey, Rights, Seq } from "@alongside/core/engine";
import type { MemoryDisk } from "@alongside/testing";
import { SECRET_MARK } from "../app/board.ts";
import { Broken } from "./broken.ts";
import { Trash } from "../app/trash.ts";

/** How a client's promise for one of its own changes ended. */
interface Told {
  readonly client: string;
  readonly n: number;
  /** What it had seen of the log by then. */
  readonly seq: Seq;
  readonly kind: "change" | "outcome";
}

/** Watches what leaves the server of one room, and holds it against what is on the disk. */
export class Checkers {
  /** What people put into the trash of this room. */
  readonly trash = new Trash();
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

  #entry(seq: Seq): Entry | undefined {
    if (this.#read.length < seq) this.logged(seq);
    return this.#read[seq - 1];
  }

  /** A client has moved its own edit to where it is in the log: both have to say the same. */
  ownEdit(client: string, seq: Seq, ops: OpsByKey): void {
    const entry = this.#entry(seq);
    const logged = new Map<string, string>();
    for (const op of entry?.kind === "change" ? Object.values(entry.ops).flat() : [])
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
    this.#told.push(told);
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
      if (entry.n !== next)
        throw new Broken(`${entry.client} has change ${entry.n} where ${next} should be`);
      counters.set(entry.client, next);
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
