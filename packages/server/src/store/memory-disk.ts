import {
  type Entry,
  type RoomId,
  type Seq,
  type Snapshot,
  systemRandom,
} from "@alongside/core/engine";
import { EPOCH_LENGTH, type Epoch, type Origin, TOMBSTONE_MS, type Tombstone } from "./store.ts";

interface Row {
  readonly first: Seq;
  readonly last: Seq;
  /** JSON of the entries, as a real disk would hold them. */
  readonly body: string;
}

interface Room {
  head: Seq;
  base: Seq;
  rows: Row[];
  readonly snapshots: Map<Seq, string>;
  readonly epochs: Epoch[];
}

/** What a memory store has made durable. It outlives the store, as a disk outlives a process. */
export class MemoryDisk {
  readonly #rooms = new Map<RoomId, Room>();
  readonly #tombstones = new Map<RoomId, Tombstone>();

  head(room: RoomId): Seq {
    return this.#rooms.get(room)?.head ?? 0;
  }

  /** The log begins after this. */
  base(room: RoomId): Seq {
    return this.#rooms.get(room)?.base ?? 0;
  }

  /** `epoch` names the log from `first` on, where it is not named so already. */
  write(room: RoomId, body: string, first: Seq, last: Seq, epoch: string | undefined): void {
    let held = this.#rooms.get(room);
    if (!held) {
      held = { head: 0, base: 0, rows: [], snapshots: new Map(), epochs: [] };
      this.#rooms.set(room, held);
    }
    const known = held.epochs.at(-1)?.epoch;
    if (known === undefined || (epoch !== undefined && epoch !== known))
      held.epochs.push({ epoch: epoch ?? systemRandom.id(EPOCH_LENGTH), from: first });
    held.rows.push({ first, last, body });
    held.head = last;
  }

  /** The first row that holds something after `after`. */
  page(room: RoomId, after: Seq): readonly Entry[] {
    const rows = this.#rooms.get(room)?.rows ?? [];
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] as Row).last <= after) low = middle + 1;
      else high = middle;
    }
    const row = rows[low];
    if (!row) return [];
    return (JSON.parse(row.body) as Entry[]).slice(Math.max(0, after + 1 - row.first));
  }

  writeSnapshot(room: RoomId, snapshot: Snapshot): void {
    this.#rooms
      .get(room)
      ?.snapshots.set(snapshot.seq, JSON.stringify({ ...snapshot, state: [...snapshot.state] }));
  }

  snapshot(room: RoomId, seq: Seq): Snapshot | undefined {
    const text = this.#rooms.get(room)?.snapshots.get(seq);
    if (text === undefined) return undefined;
    const { state, ...rest } = JSON.parse(text) as Omit<Snapshot, "state"> & {
      readonly state: [string, string][];
    };
    return { ...rest, state: new Map(state) };
  }

  /** The `seq` of each of the room's snapshots, in order. */
  snapshots(room: RoomId): readonly Seq[] {
    return [...(this.#rooms.get(room)?.snapshots.keys() ?? [])].toSorted((a, b) => a - b);
  }

  dropSnapshots(room: RoomId, seqs: readonly Seq[]): void {
    for (const seq of seqs) this.#rooms.get(room)?.snapshots.delete(seq);
  }

  dropRows(room: RoomId, upTo: Seq): void {
    const held = this.#rooms.get(room);
    if (!held || upTo <= held.base) return;
    held.base = upTo;
    held.rows = held.rows.filter((row) => row.last > upTo);
  }

  origin(room: RoomId, now: number): Origin {
    const epochs = [...(this.#rooms.get(room)?.epochs ?? [])];
    const deleted = this.#tombstones.get(room);
    return deleted === undefined || deleted.at < now - TOMBSTONE_MS
      ? { epochs }
      : { epochs, deleted };
  }

  delete(room: RoomId, now: number): void {
    const epoch = this.#rooms.get(room)?.epochs.at(-1)?.epoch;
    if (epoch !== undefined) this.#tombstones.set(room, { epoch, at: now });
    this.#rooms.delete(room);
  }

  rooms(): readonly RoomId[] {
    return [...this.#rooms.keys()].toSorted();
  }
}
