import type { Commit, Down, DownEntry, Entry, OpsByKey, Seq } from "@alongside/core";
import type { MemoryDisk } from "@alongside/server";

/** A promise was broken. The message says which, and where. */
export class Broken extends Error {
  override readonly name = "Broken";
}

/** What a client was told of one of its own changes. */
interface Told {
  readonly client: string;
  readonly n: number;
  readonly seq: number;
  readonly kind: "change" | "outcome";
}

/** Watches what leaves the server, and holds it against what is on the disk. */
export class Checkers {
  readonly #room: string;
  readonly #told: Told[] = [];
  /** The text of each entry, when it was first seen outside. */
  readonly #shown = new Map<number, string>();

  readonly #disk: MemoryDisk;

  constructor(room: string, disk: MemoryDisk) {
    this.#room = room;
    this.#disk = disk;
  }

  /** A frame leaves the server: every entry in it has to be on the disk now. */
  sent(frame: string, disk: MemoryDisk): void {
    const message = JSON.parse(frame) as Down;
    if (message.type === "entries") this.#entries(message.list, disk);
    if (message.type !== "joined") return;
    this.#entries(message.list, disk);
    if (message.from > disk.head(this.#room))
      throw new Broken(`joined at ${message.from}, the disk ends at ${disk.head(this.#room)}`);
  }

  /** A client has moved its own edit to where it is in the log: both have to say the same. */
  ownEdit(client: string, seq: Seq, ops: OpsByKey): void {
    const entry = this.#disk.page(this.#room, seq - 1)[0];
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

  /** A client's promise for a change was kept. */
  settled(told: Told): void {
    this.#told.push(told);
  }

  /** Reads the whole log once the world is quiet. */
  log(entries: readonly Entry[]): void {
    const counters = new Map<string, number>();
    let version = 1;
    entries.forEach((entry, i) => {
      if (entry.seq !== i + 1)
        throw new Broken(`the log has ${entry.seq} where ${i + 1} should be`);
      const shown = this.#shown.get(entry.seq);
      if (shown !== undefined && shown !== textOf(entry))
        throw new Broken(`entry ${entry.seq} was shown and is another now`);
      if (entry.kind === "migration") {
        if (entry.version <= version)
          throw new Broken(`entry ${entry.seq} migrates from ${version} to ${entry.version}`);
        version = entry.version;
      }
      if (!("client" in entry)) return;
      const next = (counters.get(entry.client) ?? 0) + 1;
      if (entry.clientSeq !== next)
        throw new Broken(`${entry.client} has counter ${entry.clientSeq} where ${next} should be`);
      counters.set(entry.client, next);
    });
    for (const seq of this.#shown.keys()) {
      if (seq > entries.length)
        throw new Broken(`entry ${seq} was shown and is gone; the log ends at ${entries.length}`);
    }
    for (const { client, n, seq, kind } of this.#told) {
      const entry = entries[seq - 1];
      if (
        entry === undefined ||
        !("client" in entry) ||
        entry.client !== client ||
        entry.clientSeq !== n
      ) {
        throw new Broken(`${client} was told that change ${n} is entry ${seq}, which it is not`);
      }
      if (entry.kind !== kind)
        throw new Broken(`${client} was told ${kind} for change ${n}, the log says ${entry.kind}`);
    }
  }

  #entries(list: readonly DownEntry[], disk: MemoryDisk): void {
    for (const down of list) {
      if (!("seq" in down)) continue;
      const head = disk.head(this.#room);
      if (down.seq > head)
        throw new Broken(`entry ${down.seq} left the server, the disk ends at ${head}`);
      const entry = disk.page(this.#room, down.seq - 1)[0];
      if (entry === undefined) continue;
      this.#shown.set(entry.seq, textOf(entry));
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
    if (entry.kind !== "change" || entry.client !== down.client || entry.clientSeq !== down.n) {
      throw new Broken(
        `commit ${down.seq} of ${down.client}/${down.n} was shown, which the log does not have as a change`,
      );
    }
  }
}

function textOf(entry: Entry): string {
  return JSON.stringify(entry);
}
