import type { RoomDefinition } from "@alongside/core";
import type { Replica } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import type { ChangeData, PendingChange } from "../room/pending.ts";
import { numbered } from "./adopt.ts";
import type { DeviceWrite } from "./device-store.ts";
import { groundsOf, nameOf } from "./grounds.ts";
import type { OnDevice } from "./on-device.ts";
import { chunkRows, queueRow, type StoredQueue, textRow, withGone, withoutQueue } from "./rows.ts";

/** More changes than this are written anew only where they have to be. */
const LONG = 1000;

/** What of this page's own changes is to be written. */
interface Collected {
  readonly writes: readonly DeviceWrite[];
  /** Whether there are changes among it that were not written before. */
  readonly isNew: boolean;
  /** Call when it is written. */
  done(): void;
}

/**
 * This page's own changes of a room that have not ended, as they are on the device. Each is written once, as it was made. Where what
 * its edits of texts stand over has moved by the time that another one is written, all are written anew, so that they stand together.
 */
export class OwnQueue<D extends RoomDefinition> {
  readonly #copy: RoomCopy<D>;
  readonly #device: OnDevice;
  /** Under which client id they are there; undefined where none is. */
  #stored: string | undefined;
  /** Under which ones some may be there, also where it is not known whether a transaction was made. */
  readonly #ever = new Set<string>();
  #order = 1;
  /** How often the log had gone back as they were written. */
  #rewinds = 0;
  /** The first change that is on the device. */
  #first = 0;
  /** The last change that is on the device, with all before it. */
  #safe = 0;
  /** Whether all is to be written anew. */
  #isAnew = false;
  /** Counts how often numbers were given anew. */
  #turn = 0;
  /** Texts whose ground is on the device, and what they were read from. */
  readonly #texts = new Set<string>();
  #from: { readonly replica: Replica; readonly seq: number } | undefined;

  constructor(copy: RoomCopy<D>, device: OnDevice) {
    this.#copy = copy;
    this.#device = device;
  }

  /** Whether it is this page's own, left from when it was in the room before: all of it had ended. */
  isOf({ client }: StoredQueue): boolean {
    return client === this.#copy.writer.client;
  }

  /** Whether that client is or was this page in this room. */
  has(client: string): boolean {
    return client === this.#copy.writer.client || this.#ever.has(client);
  }

  /** Begins beside the queues that are there. */
  begin(queues: readonly StoredQueue[]): void {
    this.#order = Math.max(0, ...queues.map(({ order }) => order)) + 1;
    if (!queues.some((queue) => this.isOf(queue))) return;
    this.#stored = this.#copy.writer.client;
    this.#ever.add(this.#stored);
    this.#isAnew = true;
  }

  /** Whether all changes are on the device, those of earlier pages too. */
  get isSafe(): boolean {
    const { pending } = this.#copy;
    if (this.#isAnew || this.#isOfOldLog) return false;
    return pending.next - 1 <= Math.max(this.#safe, this.#before);
  }

  /** Whether some of what is on the device has ended. */
  get hasEnded(): boolean {
    return this.#stored !== undefined && this.#copy.pending.ended >= this.#first;
  }

  /** Whether there is so much that to write all of it anew would be felt. */
  get isLong(): boolean {
    const { pending } = this.#copy;
    return pending.next - 1 - Math.max(pending.ended, this.#before) > LONG;
  }

  /** Whether something is to be written at once. */
  get isChanged(): boolean {
    const { pending } = this.#copy;
    if (this.#isOfOldLog) this.#isAnew = true;
    // Numbers are given anew after all that was pending was handed back.
    if (pending.next <= pending.frozen) this.again();
    return this.#isAnew || pending.next - 1 > pending.frozen;
  }

  /** What was written may not be there any more: all of it is written again. */
  again(): void {
    const { pending } = this.#copy;
    this.#turn += 1;
    this.#safe = 0;
    pending.frozen = Math.min(pending.frozen, pending.next - 1);
    this.#isAnew = true;
  }

  /** `isWhole`: what the log has of the room goes with it, so what has ended is to be taken off. */
  collect(isWhole: boolean): Collected | undefined {
    const { isChanged } = this;
    if (!isChanged && (!isWhole || this.#stored === undefined)) return undefined;
    const { pending, writer, replica, seq, name } = this.#copy;
    const before = this.#before;
    const isFirst = this.#stored === undefined;
    const writes: DeviceWrite[] = [];
    let changes = this.#between(pending.frozen, pending.next - 1);
    const isNew = changes.length > 0 || this.#isAnew;
    const hasMoved = this.#from?.replica !== replica || this.#from.seq !== seq;
    const isOver = hasMoved && this.#texts.size > 0 && changes.some(({ editsTexts }) => editsTexts);
    const isAll = this.#isAnew || isWhole || isOver;
    if (isAll) {
      for (const client of this.#ever) writes.push(...withoutQueue(name, client));
      this.#texts.clear();
      changes = this.#between(before, pending.next - 1);
    }
    if (changes.length > 0) {
      const data = this.#dataOf(changes, isAll ? before : pending.frozen);
      this.#device.claim(writer.client);
      if (isFirst || isAll) this.#first = changes[0]?.data.n ?? 0;
      writes.push(...chunkRows(name, writer.client, data).map((put) => ({ put })));
      writes.push(...this.#grounds(data, before));
      // Not with each change: all that is there has ended after the entry that it names.
      if (isFirst || isAll) writes.push({ put: this.#queueRow() });
      this.#stored = writer.client;
      this.#ever.add(writer.client);
    } else if (isWhole || this.#isAnew) {
      this.#stored = undefined;
    }
    this.#isAnew = false;
    this.#rewinds = this.#copy.rewinds;
    const last = pending.next - 1;
    pending.frozen = last;
    const turn = this.#turn;
    const done = (): void => {
      if (turn === this.#turn) this.#safe = Math.max(this.#safe, last);
    };
    return { writes, isNew, done };
  }

  /** Whether what is on the device was written before the log went back: not all of it may go on, and what does may stand elsewhere. */
  get #isOfOldLog(): boolean {
    return this.#stored !== undefined && this.#rewinds !== this.#copy.rewinds;
  }

  /** The last of the numbers here that are those of earlier pages. */
  get #before(): number {
    return this.#copy.segments.at(-2)?.end ?? 0;
  }

  /** The first own number after `after` that has not ended. */
  #firstAfter(after: number): number {
    const { pending } = this.#copy;
    return Math.max(after, pending.ended, this.#before) + 1;
  }

  #between(after: number, last: number): readonly PendingChange[] {
    const { pending } = this.#copy;
    const changes: PendingChange[] = [];
    for (let n = this.#firstAfter(after); n <= last; n++) {
      const change = pending.get(n);
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  /** Changes as they stand now, with the numbers that they have on the wire, and what is said of those after `after` that are gone. */
  #dataOf(changes: readonly PendingChange[], after: number): readonly ChangeData[] {
    const { replica, writer, pending } = this.#copy;
    const all = changes.map(({ data, editsTexts }) =>
      editsTexts ? { ...data, ops: replica.opsOf(data.n) } : data,
    );
    return withGone(all, this.#firstAfter(after), pending.next - 1).map((data) =>
      numbered(data, -writer.offset),
    );
  }

  /** Writes the texts that the edits are made on, as far as they are not there. */
  #grounds(changes: readonly ChangeData[], before: number): readonly DeviceWrite[] {
    const { replica, seq, pending, name, writer } = this.#copy;
    const after = Math.max(pending.ended, before);
    const rows = groundsOf(this.#copy, changes, after, (text) => this.#texts.has(text));
    if (rows.length > 0) this.#from = { replica, seq };
    return rows.map((row): DeviceWrite => {
      this.#texts.add(nameOf(row));
      return { put: textRow(name, writer.client, row) };
    });
  }

  #queueRow(): Extract<DeviceWrite, { readonly put: unknown }>["put"] {
    const { name, log, seq, at, definition, writer } = this.#copy;
    const { epoch = "", generation = 0 } = log ?? {};
    const over = this.#copy.segments.slice(0, -1).map(({ client }) => client);
    return queueRow(name, writer.client, {
      version: definition.version,
      order: this.#order,
      ...(over.length > 0 && { over }),
      last: { epoch, generation, seq, at },
    });
  }
}
