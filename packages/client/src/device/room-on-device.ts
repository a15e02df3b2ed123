import type { RoomDefinition } from "@alongside/core";
import { type Down, inWords, keyStates, type LastEntry } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import type { ChangeData } from "../room/pending.ts";
import type { Setbacks } from "../room/setbacks.ts";
import type { RoomKeeper } from "../room/keeper.ts";
import type { RoomSession } from "../room/room.ts";
import { beginWith, takeUp, tellWho } from "./adopt.ts";
import type { DevicePlace, DeviceRow, DeviceWrite } from "./device-store.ts";
import { asNumberedHere } from "./heard.ts";
import type { OnDevice, Part, Writer } from "./on-device.ts";
import { OwnQueue } from "./own-queue.ts";
import { RefusedOnDevice } from "./refused-on-device.ts";
import { goneOn } from "./gone-on.ts";
import { readRows, roomRow, withoutQueue } from "./rows.ts";

/** Ms between two writes of what the log has of a room. It is at least so many times as long as the last one took. */
const CACHE_MS = 1000;
const CACHE_REST = 50;

/** Ms after which a queue is looked at again that somebody else sends just now: at first, and how many more by chance. */
const REPLACED_MS = 10_000;

/** Why what is on the device cannot be sent. */
const UNREADABLE = {
  code: "device.unreadable",
  message:
    inWords(
      () => "A part of what was not sent is damaged on this device, and this stood behind it",
    ) ?? "device.unreadable",
};

/** A room as the device has it. */
export class RoomOnDevice<D extends RoomDefinition> implements RoomKeeper, Writer {
  readonly #device: OnDevice;
  readonly #session: RoomSession<D>;
  readonly #copy: RoomCopy<D>;
  readonly #own: OwnQueue<D>;
  readonly #refused: RefusedOnDevice<D>;
  readonly #stops: readonly (() => void)[];
  /** What the device has of the log; undefined where it has nothing. */
  #cached: Pick<LastEntry, "epoch" | "seq"> | undefined;
  #isCacheDue = false;
  #cancelCache: (() => void) | undefined;
  #cacheTook = 0;
  /** Queues of earlier pages that are this page's to send. */
  #taken: readonly string[] = [];
  /** Those of them that have ended, and are to be taken off. */
  #ended: string[] = [];
  /** Whether the room may not be kept here: it was deleted, or this user may not read it any more. */
  #isForbidden = false;
  #replaced = 0;
  /** After which entry each has been heard by itself, and of which clients there were some. */
  #heardFrom = 0;
  readonly #heardOf = new Set<string>();
  #beganAt = 0;
  #isStopped = false;

  constructor(device: OnDevice, session: RoomSession<D>, onStop: () => void) {
    this.#device = device;
    this.#session = session;
    this.#copy = session.copy;
    this.#own = new OwnQueue(session.copy, device);
    this.#refused = new RefusedOnDevice(session, device.host.id);
    this.#stops = [onStop, session.rejected.subscribe(() => this.changed())];
  }

  get isSafe(): boolean {
    return this.#device.isOpen && this.#own.isSafe;
  }

  /** Takes up what the device has of the room. Returns whether it is to be seen already. */
  restore(rows: readonly DeviceRow[]): boolean {
    const { report } = this.#session;
    const copy = this.#copy;
    const { room, queues, refused } = readRows(rows, report);
    this.#refused.restore(refused);
    const { version } = copy.definition;
    // One of a newer version waits for a page of that.
    const mine = queues.filter((queue) => queue.version <= version && !this.#own.isOf(queue));
    this.#taken = mine.map(({ client }) => client);
    this.#own.begin(queues);
    try {
      if (room !== undefined) {
        beginWith(copy, room);
        this.#cached = { epoch: room.log.epoch, seq: room.seq };
        this.#heardFrom = this.#beganAt = room.seq;
      }
      this.#ended.push(...takeUp(copy, mine));
      // A field for which the definition has no answer shows itself here.
      void copy.replica.view;
    } catch (error) {
      report(error);
      takeUp(copy, []);
      copy.log = copy.mark = copy.asOf = undefined;
      copy.begin({});
      return false;
    }
    for (const { rest } of mine) if (rest.length > 0) this.#handBack(rest);
    return room?.version === version;
  }

  /** What stands behind changes that are missing cannot be sent under its numbers. */
  #handBack(rest: readonly ChangeData[]): void {
    this.#session.setbacks.use(({ rejections }) => {
      for (const data of rest)
        rejections.add({ ...data, ...UNREADABLE, leaning: {}, shelves: new Map() });
      rejections.tell();
    });
  }

  changed(): void {
    if (this.#isStopped) return;
    this.#goOn();
    const { client, stored = client } = this.#copy.segment;
    const isMoved = client !== stored;
    if (isMoved || this.#own.isChanged || this.#refused.isChanged) this.#device.request(this);
    const { log, seq, isReady } = this.#copy;
    const hasEnded = this.#ended.length > 0 || this.#own.hasEnded;
    const isStale = hasEnded || this.#cached?.epoch !== log?.epoch || this.#cached?.seq !== seq;
    if (isReady && isStale && this.#cancelCache === undefined) this.#cacheSoon();
  }

  heard<M extends Down>(message: M): M {
    if (message.type === "joined") {
      this.#replaced = 0;
      this.#isForbidden = false;
      // In a log that went back what was heard before says nothing.
      if (message.log.verdict !== undefined) this.#heardFrom = Infinity;
      else if (message.state !== undefined)
        this.#heardFrom = Math.max(this.#heardFrom, message.from);
    }
    if ("list" in message && this.#copy.segments.length > 1)
      for (const entry of message.list) if ("client" in entry) this.#heardOf.add(entry.client);
    return asNumberedHere(message, this.#copy.segment);
  }

  closed(code: string): number | "go on" | undefined {
    if (this.#copy.segments.length === 1) return undefined;
    // Somebody else sends the same queue, on a copy of this device: it is left to them for a while.
    if (code === "seat.replaced") {
      const { random } = this.#device.host;
      return REPLACED_MS * 2 ** this.#replaced++ * (1 + random.next() / 2);
    }
    if (code !== "auth.client-taken") return undefined;
    const { here } = this.#session.setbacks;
    if (here === undefined) {
      this.#session.setbacks.prepare();
      return CACHE_MS;
    }
    const message =
      inWords(() => "An earlier page wrote it as somebody else, and never sent it") ?? code;
    this.#refuse(here, { code, message });
    this.#next();
    return "go on";
  }

  refused(code: string): void {
    if (code !== "room.deleted" && code !== "auth.forbidden") return;
    this.#isForbidden = true;
    this.#device.request(this);
  }

  flush(): void {
    if (this.#isStopped) return;
    this.#isCacheDue = true;
    this.#device.requestNow(this);
  }

  stop(): void {
    this.flush();
    this.#isStopped = true;
    for (const client of this.#taken) this.#device.release(client);
    this.#cancelCache?.();
    for (const stop of this.#stops) stop();
  }

  again(): void {
    this.#own.again();
    this.#refused.again();
    this.#cached = undefined;
    if (!this.#isStopped) this.#device.request(this);
  }

  told(): void {
    this.#session.tellStatus();
    this.#device.host.onChange();
  }

  collect(): Part | undefined {
    if (this.#isStopped) return undefined;
    const copy = this.#copy;
    const { name, log, seq } = copy;
    const refused = this.#refused.collect();
    const moved = this.#moved();
    // What was refused is off the queue in the same moment.
    if (refused.length > 0) this.#isCacheDue = true;
    const writes: DeviceWrite[] = [];
    if (this.#isForbidden) writes.push({ delete: place(name, "room", "") });
    else if (copy.isReady && log !== undefined && (this.#isCacheDue || this.#cached === undefined))
      writes.push(...this.#cache());
    const isWhole = writes.length > 0;
    const ended = isWhole ? this.#ended.splice(0) : [];
    for (const client of ended) writes.push(...withoutQueue(name, client));
    this.#isCacheDue = false;
    const own = this.#own.collect(isWhole);
    if (own !== undefined) writes.push(...own.writes);
    writes.push(...refused, ...(moved?.writes ?? []));
    if (writes.length === 0) return undefined;
    return {
      writes,
      durability:
        own?.isNew === true || refused.length > 0 || moved !== undefined ? "strict" : "relaxed",
      done: (isWritten) => {
        moved?.done(isWritten);
        if (isWritten) {
          own?.done();
          this.#let(ended);
        } else {
          this.#own.again();
          this.#refused.again();
          this.#ended.push(...ended);
        }
        if (isWhole)
          this.#cached =
            isWritten && log && !this.#isForbidden ? { epoch: log.epoch, seq } : undefined;
        this.told();
      },
    };
  }

  /** What is sent now goes on under another id, as the log went back: on the device too, or a later page would number it otherwise. */
  #moved():
    | { readonly writes: readonly DeviceWrite[]; done(isWritten: boolean): void }
    | undefined {
    const copy = this.#copy;
    const { stored, client } = copy.segment;
    if (stored === undefined || stored === client) return undefined;
    const become = (from: string, to: string): boolean => {
      const isThere = copy.segments.some((segment) => segment.stored === from);
      copy.segments = copy.segments.map((segment) =>
        segment.stored === from ? { ...segment, stored: to } : segment,
      );
      return isThere;
    };
    become(stored, client);
    if (!this.#taken.includes(client)) {
      this.#device.claim(client);
      this.#taken = [...this.#taken, client];
    }
    const done = (isWritten: boolean): void => {
      if (isWritten) this.#let([stored]);
      else if (!become(client, stored)) this.#ended.push(stored);
    };
    return { writes: [...withoutQueue(copy.name, stored), ...goneOn(copy)], done };
  }

  /** Lets go of queues that are off the device. */
  #let(ended: readonly string[]): void {
    if (this.#isStopped) return;
    for (const client of ended) this.#device.release(client);
    this.#taken = this.#taken.filter((client) => !ended.includes(client));
  }

  /** The room as the log has it. */
  #cache(): readonly DeviceWrite[] {
    const { name, log, seq, at, mark, rights, replica, definition, asOf } = this.#copy;
    const { clock } = this.#device.host;
    const write = rights.get();
    if (log === undefined || write === undefined) return [];
    const began = clock.now();
    const row = roomRow(name, {
      version: definition.version,
      log: { epoch: log.epoch, generation: log.generation },
      seq,
      at,
      ...(mark !== undefined && { mark }),
      rights: write,
      states: Object.fromEntries(keyStates(replica.state)),
      asOf: asOf ?? began,
    });
    this.#cacheTook = clock.now() - began;
    return [{ put: row }];
  }

  #cacheSoon(): void {
    const wait = Math.max(CACHE_MS, this.#cacheTook * CACHE_REST);
    this.#cancelCache = this.#device.host.clock.after(wait, () => {
      this.#cancelCache = undefined;
      this.#isCacheDue = true;
      this.#device.request(this);
    });
  }

  /** Hands back all changes of those who are sent now. */
  #refuse({ refusals }: Setbacks<D>, why: typeof UNREADABLE): void {
    const { pending, segment } = this.#copy;
    for (const { data } of pending.all())
      if (data.n <= segment.end) refusals.refuse({ refused: data.n, ...why });
  }

  /** Whether all changes of those who are sent now have ended: then it is the next ones' turn. */
  #goOn(): void {
    const { pending, segment, segments, isIn } = this.#copy;
    if (segments.length === 1 || this.#session.isJoining) return;
    if (pending.size > 0 && pending.ended < segment.end) return;
    this.#next();
    if (!isIn) return;
    this.#session.goodbye();
    this.#session.enterAgain();
  }

  #next(): void {
    const copy = this.#copy;
    const { pending } = copy;
    while (copy.segments.length > 1 && (pending.size === 0 || pending.ended >= copy.segment.end)) {
      const { stored } = copy.segment;
      if (stored !== undefined) this.#ended.push(stored);
      copy.segments = copy.segments.slice(1);
    }
    const { writer } = copy;
    if (copy.segments.length === 1 && pending.size === 0)
      copy.segments = [{ ...writer, offset: pending.next - 1 - writer.before }];
    const { last, stored = copy.client } = copy.segment;
    // What this page wrote itself stands over what it had begun with, or over what came later.
    const seq = last?.seq ?? this.#beganAt;
    const isFollowed = seq >= this.#heardFrom && !this.#heardOf.has(stored);
    tellWho(copy, isFollowed || pending.size === 0);
  }
}

function place(room: string, kind: DevicePlace["kind"], key: string): DevicePlace {
  return { room, kind, key };
}
