import {
  type Clock,
  parseRoomId,
  type Random,
  type RoomId,
  type Seq,
} from "@alongside/core/engine";
import type { Inbox } from "@alongside/core/inbox";
import { createHash } from "node:crypto";
import { letterOf } from "../../followers/letters.ts";
import type { FollowedBatch } from "../../followers/options.ts";
import { backoff, inTime } from "../../followers/pace.ts";
import type { ServerRoom } from "../../room/server-room.ts";
import type { Kept, NewKept } from "../../store/followed.ts";
import type { Store } from "../../store/store.ts";
import { userOf } from "../watched.ts";
import { type InboxDelivery, Undeliverable, Undelivered, type Unread } from "./delivery.ts";
import { type Found, type KeyedItem, unreadItems } from "./unread-items.ts";

/** The follower that hears of notifications, under whose name it is kept what is due. */
export const DELIVERING = "alongside.inbox.deliver";

/** So much is under way at a time in one way: nobody's mail waits for a push service that does not answer. */
const AT_ONCE = { email: 4, push: 64 } as const;

/** A try may take so long; so often it is tried. */
const TRY_MS = 60_000;
const ATTEMPTS = 12;

/** What is under way when a server closes is waited for so long. */
const STOP_MS = 5000;

/** Who looks at a room is left alone for so long at least. */
const LOOKING_MS = 60_000;

/** Timers that wait longer fire at once. Then it is looked again. */
const MOST_MS = 24 * 60 * 60 * 1000;

/** What is kept of something that is due. */
interface Body {
  readonly channel: string;
  /** When, in ms. */
  readonly at: number;
  readonly tries: number;
  /** The entry that made it due. */
  readonly epoch: string;
  readonly seq: Seq;
}

/** An inbox that is to be looked into, for one way of delivering. */
interface Due extends Body {
  readonly id: number;
  readonly inbox: RoomId;
  readonly delivery: InboxDelivery;
  isRunning: boolean;
  /** Notified again while it was looked into. */
  again?: Pick<Body, "epoch" | "seq" | "at">;
  cancel?: (() => void) | undefined;
}

export interface DeliveryParts {
  readonly store: Pick<Store, "kept" | "saveFollower">;
  readonly clock: Clock;
  readonly random: Random;
  inbox(id: string): ServerRoom<typeof Inbox>;
  /** The ids of those who have a room before their eyes. */
  looking(room: RoomId): Promise<ReadonlySet<string>>;
  /** There are more letters, or fewer. */
  onLetter(): void;
  /** Never throws. */
  onError(error: unknown): void;
}

/**
 * Delivers what stays unread. That an inbox is due is kept before the entry counts as done that made it so; it is taken away once what was
 * delivered is noted in the inbox.
 */
export class Deliveries {
  readonly #parts: DeliveryParts;
  readonly #ways: readonly InboxDelivery[];
  readonly #dues = new Map<string, Due>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #queues = { email: [] as Due[], push: [] as Due[] };
  readonly #running = { email: new Set<Promise<void>>(), push: new Set<Promise<void>>() };
  readonly #stopping = new AbortController();
  #cancel: (() => void) | undefined;
  #begins = 0;

  constructor(ways: readonly InboxDelivery[], parts: DeliveryParts) {
    this.#ways = ways;
    this.#parts = parts;
    // Nobody may be waiting when it is stopped.
    this.#ready.promise.catch(() => undefined);
    void this.#begin();
  }

  /** Hears of what came into an inbox. Resolves once it is kept that it is due. */
  async heard({ room, entries }: FollowedBatch): Promise<void> {
    const last = entries.findLast(({ mutation }) => mutation?.name === "notify");
    if (last === undefined) return;
    await this.#ready.promise;
    const epoch = last.id.slice(room.length + 1, last.id.lastIndexOf("/"));
    const add: Omit<Due, "id" | "isRunning">[] = [];
    for (const delivery of this.#ways) {
      const at = last.at + delivery.afterMs;
      const known = this.#dues.get(nameOf(room, delivery));
      if (known?.isRunning === true) known.again = { epoch, seq: last.seq, at };
      // What was put off, by quiet hours say, is no reason for what is new to wait.
      if (known !== undefined && (known.isRunning || known.at <= at)) continue;
      const { channel } = delivery;
      add.push({ inbox: room, delivery, channel, at, tries: 0, epoch, seq: last.seq });
    }
    await this.#replace(add);
  }

  /** Drops what is kept of an inbox that was deleted: what is due, and letters. */
  async forget(inbox: RoomId): Promise<void> {
    const { store } = this.#parts;
    const remove: number[] = [];
    for (const kind of ["due", "letter"] as const)
      for (let after: number | undefined = 0; after !== undefined;) {
        // oxlint-disable-next-line no-await-in-loop -- page after page
        const page: readonly Kept[] = await store.kept(DELIVERING, kind, after);
        remove.push(...page.filter(({ room }) => room === inbox).map(({ id }) => id));
        after = page.at(-1)?.id;
      }
    if (remove.length === 0) return;
    await store.saveFollower(DELIVERING, { remove });
    this.#parts.onLetter();
  }

  /** Takes nothing up any more. Resolves once nothing is under way, or has been for too long. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancel?.();
    for (const { cancel } of this.#dues.values()) cancel?.();
    for (const queue of Object.values(this.#queues)) queue.length = 0;
    this.#ready.reject(new Error("The server is closed; what is due is delivered once it starts"));
    let cancel: (() => void) | undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#parts.clock.after(STOP_MS, resolve);
    });
    const running = Object.values(this.#running).flatMap((all) => [...all]);
    await Promise.race([late, Promise.allSettled(running)]);
    cancel?.();
  }

  /** Takes up what is kept. */
  async #begin(): Promise<void> {
    const { store, clock, random, onError } = this.#parts;
    try {
      for (let after: number | undefined = 0; after !== undefined;) {
        const page: readonly Kept[] = await store.kept(DELIVERING, "due", after);
        for (const { id, room, body } of page) {
          const kept = JSON.parse(body) as Body;
          const delivery = this.#ways.find(({ channel }) => channel === kept.channel);
          if (delivery !== undefined)
            this.#set({ ...kept, id, inbox: room, delivery, isRunning: false });
        }
        after = page.at(-1)?.id;
      }
      this.#ready.resolve();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      onError(error);
      this.#cancel = clock.after(backoff(this.#begins++, random), () => void this.#begin());
    }
  }

  #set(due: Due): void {
    const name = nameOf(due.inbox, due.delivery);
    this.#dues.get(name)?.cancel?.();
    this.#dues.set(name, due);
    this.#wait(due);
  }

  #wait(due: Due): void {
    if (this.#stopping.signal.aborted) return;
    const { clock } = this.#parts;
    const ms = due.at - clock.now();
    due.cancel = clock.after(Math.min(MOST_MS, Math.max(0, ms)), () => {
      due.cancel = undefined;
      if (due.at > clock.now()) return this.#wait(due);
      const { channel } = due.delivery;
      this.#queues[channel].push(due);
      this.#pump(channel);
    });
  }

  #pump(channel: InboxDelivery["channel"]): void {
    const running = this.#running[channel];
    while (running.size < AT_ONCE[channel]) {
      const due = this.#queues[channel].shift();
      if (due === undefined) return;
      if (this.#dues.get(nameOf(due.inbox, due.delivery)) !== due) continue;
      due.isRunning = true;
      const work = this.#work(due).finally(() => {
        running.delete(work);
        this.#pump(channel);
      });
      running.add(work);
    }
  }

  /** Looks into an inbox, delivers, and says when to look again. Never rejects. */
  async #work(due: Due): Promise<void> {
    const { clock, random, onError } = this.#parts;
    let next: number | undefined;
    let tries = 0;
    let letter: NewKept | undefined;
    try {
      next = await this.#deliver(due);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      onError(error);
      tries = due.tries + 1;
      if (tries < ATTEMPTS && !(error instanceof Undeliverable))
        next = clock.now() + backoff(tries, random);
      else {
        const { inbox, epoch, seq } = due;
        const message = error instanceof Error ? error.message : String(error);
        const entries = { epoch, from: seq, to: seq };
        const given = { at: clock.now(), code: "inbox.undelivered", message, entries };
        letter = letterOf(inbox, undefined, given);
      }
    }
    await this.#follow(due, next, tries, letter);
  }

  /** Keeps what comes after a try: the next one, or nothing. */
  async #follow(
    due: Due,
    next: number | undefined,
    tries: number,
    letter: NewKept | undefined,
  ): Promise<void> {
    const { clock, random, onError } = this.#parts;
    const { again, inbox, delivery, channel } = due;
    const at = Math.min(next ?? Infinity, again?.at ?? Infinity);
    const { epoch, seq } = again ?? due;
    const add = at === Infinity ? [] : [{ inbox, delivery, channel, at, tries, epoch, seq }];
    if (add.length === 0) this.#dues.delete(nameOf(inbox, delivery));
    try {
      await this.#replace(add, [due.id], letter);
      const { again: newer } = due;
      const known = this.#dues.get(nameOf(inbox, delivery));
      if (newer !== undefined && newer !== again && known !== undefined && newer.at < known.at)
        await this.#replace([{ inbox, delivery, channel, tries: 0, ...newer }]);
    } catch (error) {
      onError(error);
      // It is kept as it was, most likely: it is looked again, and what was delivered is noted.
      const { again: _, ...kept } = due;
      this.#set({ ...kept, isRunning: false, at: clock.now() + backoff(due.tries + 1, random) });
    }
  }

  /** Keeps that inboxes are due, in the place of what was. */
  async #replace(
    add: readonly Omit<Due, "id" | "isRunning">[],
    done: readonly number[] = [],
    letter?: NewKept,
  ): Promise<void> {
    const remove = new Set(done);
    const kept = add.map(({ inbox, delivery, channel, at, tries, epoch, seq }): NewKept => {
      const earlier = this.#dues.get(nameOf(inbox, delivery));
      if (earlier !== undefined) remove.add(earlier.id);
      return { kind: "due", room: inbox, body: JSON.stringify({ channel, at, tries, epoch, seq }) };
    });
    const all = letter === undefined ? kept : [...kept, letter];
    if (all.length + remove.size === 0) return;
    const step = { add: all, remove: [...remove] };
    const ids = await this.#parts.store.saveFollower(DELIVERING, step);
    if (letter !== undefined) this.#parts.onLetter();
    for (const [i, due] of add.entries())
      this.#set({ ...due, id: ids[i] as number, isRunning: false });
  }

  /** Delivers what is unread by now. Resolves with when to look again, if at all. */
  async #deliver({ inbox, delivery }: Due): Promise<number | undefined> {
    const { clock } = this.#parts;
    const { channel, afterMs } = delivery;
    const { id } = parseRoomId(inbox) ?? { id: "" };
    const user = userOf(id);
    if (user === undefined) return undefined;
    const room = this.#parts.inbox(id);
    const state = await room.read();
    const looked = await this.#lookedAt(user, state.items.values());
    const isLookedAt = (place: string): boolean => looked.has(place);
    const now = clock.now();
    const waitMs = Math.max(LOOKING_MS, afterMs);
    const { items, again }: Found = unreadItems(state, channel, now, isLookedAt, waitMs);
    if (items.length === 0) return again;
    const counts = items.map(({ key, count }) => [key, count] as const);
    const name = createHash("sha256").update(JSON.stringify([inbox, channel, counts]));
    const browsers = Array.from(state.pushes, ([p256dh, { endpoint, auth }]) => ({
      endpoint,
      keys: { p256dh, auth },
    }));
    const unseen = Array.from(state.items.values()).filter(
      ({ seen, archived, snoozed }) => seen === 0 && archived === 0 && snoozed <= now,
    ).length;
    const unread = { id: name.digest("base64url").slice(0, 32), user, items, unseen, browsers };
    const remove = async (gone: readonly string[]): Promise<void> => {
      // oxlint-disable-next-line no-await-in-loop -- ten at most
      for (const endpoint of gone) await room.mutate("unsubscribe", { endpoint });
    };
    try {
      await remove(await this.#try(delivery, unread));
    } catch (error) {
      // One browser that is never reached keeps none that is gone.
      if (error instanceof Undelivered) await remove(error.gone);
      throw error;
    }
    await room.mutate("sent", { channel, items: counts });
    return again;
  }

  #try(delivery: InboxDelivery, unread: Unread): Promise<readonly string[]> {
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, this.#stopping.signal]);
    return inTime(
      this.#parts.clock,
      TRY_MS,
      () => delivery.deliver(unread, signal),
      () => late.abort(),
    );
  }

  /** Of the rooms that items are about, those that the user has before their eyes. */
  async #lookedAt(
    user: string,
    items: Iterable<Pick<KeyedItem, "place" | "read">>,
  ): Promise<ReadonlySet<string>> {
    const rooms = new Set<string>();
    for (const { place, read } of items) if (place !== null && read === 0) rooms.add(place.room);
    const looked = await Promise.all(
      Array.from(rooms, async (room) => ((await this.#parts.looking(room)).has(user) ? room : [])),
    );
    return new Set(looked.flat());
  }
}

function nameOf(inbox: RoomId, { channel }: InboxDelivery): string {
  return `${channel} ${inbox}`;
}
