import type { RoomDefinition } from "@alongside/core";
import { Inbox, type InboxMark, inboxOf, markerOf, MOST_ITEMS } from "@alongside/core/inbox";
import type { Client } from "../client-types.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Changed, Room } from "../room/types.ts";
import { emptyInbox } from "./empty.ts";
import type { InboxState, Notification } from "./types.ts";

/** Nobody's inbox, as no id of a user becomes this. A client connects for a room alone, and only then hears who its user is. */
const NOBODY = "_";

/** Timers that wait longer fire at once. */
const MOST_MS = 2 ** 31 - 1;

interface Place {
  readonly feed: string;
  readonly thread?: string;
}

/** The inbox of a client's user, as far as it is here. */
export class InboxHere {
  room: Room<typeof Inbox> | undefined;
  /** Who the app says that this is, until the server has said it. */
  assumed: string | undefined;
  readonly #client: Client;
  readonly #callbacks = new Set<{ readonly callback: () => void }>();
  #user: string | undefined;
  #state: InboxState | undefined = emptyInbox;
  /** Ends what the room tells. */
  #stops: (() => void)[] = [];
  #stopUser: (() => void) | undefined;
  /** Held until it is known who this is. */
  #asking: Room<typeof Inbox> | undefined;
  /** Until something comes back that was put off. */
  #cancel: (() => void) | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  get state(): InboxState {
    return (this.#state ??= this.#look());
  }

  /** The room, once it is here: before, nothing can be marked. */
  get writable(): Room<typeof Inbox> | undefined {
    return this.room?.get() === undefined ? undefined : this.room;
  }

  subscribe(callback: () => void): () => void {
    const own = { callback };
    this.#callbacks.add(own);
    this.#stopUser ??= this.#client.user.subscribe(() => this.#enter());
    this.#enter();
    return () => void this.#callbacks.delete(own);
  }

  mark(as: InboxMark, keys: readonly string[]): void {
    const items = this.room?.get()?.items;
    const marked = keys.flatMap((key) => {
      const item = items?.get(key);
      return item === undefined ? [] : ([[key, item.count]] as const);
    });
    if (marked.length > 0) this.room?.mutate.mark({ as, items: marked.slice(0, MOST_ITEMS) });
  }

  look<D extends RoomDefinition>(
    room: Room<D>,
    { feed, thread, seq }: Place & { readonly seq: number },
  ): Changed<void> | undefined {
    const { name, copy } = sessionOf(room, "openInbox");
    const epoch = copy.log?.epoch;
    if (epoch === undefined || this.room?.get() === undefined) return undefined;
    // What moves nothing is not sent.
    if ((this.lookedAt(room, { feed, ...(thread !== undefined && { thread }) }) ?? -1) >= seq)
      return undefined;
    const place = { room: name, feed, seq, epoch, ...(thread !== undefined && { thread }) };
    return this.room.mutate.look(place);
  }

  lookedAt<D extends RoomDefinition>(room: Room<D>, place: Place): number | undefined {
    const { name, copy } = sessionOf(room, "openInbox");
    const epoch = copy.log?.epoch;
    if (epoch === undefined) return undefined;
    return this.room?.get()?.markers.get(markerOf({ room: name, epoch, ...place }))?.seq;
  }

  close(): void {
    this.#leave();
    this.#stopUser?.();
    this.#stopUser = undefined;
    this.#changed();
  }

  /** Joins the inbox of whoever this is by now. */
  #enter(): void {
    const user = this.#client.user.get()?.id ?? this.assumed;
    if (user === undefined) {
      if (this.room === undefined) this.#asking ??= this.#client.join(Inbox, NOBODY);
      return;
    }
    if (user === this.#user && this.room !== undefined) return;
    const asking = this.#asking;
    this.#asking = undefined;
    this.#leave();
    this.#user = user;
    const id = inboxOf(user);
    if (id !== undefined) this.#join(id);
    asking?.leave();
    this.#changed();
  }

  #join(id: string): void {
    const room = this.#client.join(Inbox, id);
    this.room = room;
    const changed = (): void => this.#changed();
    this.#stops = [
      room.subscribe((state) => state, changed),
      room.status.subscribe(changed),
      () => room.leave(),
    ];
  }

  #leave(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#asking?.leave();
    this.#asking = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
    this.room = undefined;
    this.#user = undefined;
  }

  #changed(): void {
    this.#state = undefined;
    for (const { callback } of Array.from(this.#callbacks)) callback();
  }

  #look(): InboxState {
    const { room } = this;
    const state = room?.get();
    const status = room?.status.get();
    if (room === undefined || state === undefined)
      return status?.name === "refused"
        ? { ...emptyInbox, name: "refused", code: status.code }
        : emptyInbox;
    const { clock } = sessionOf(room).host;
    const now = clock.now();
    const all = Array.from(state.items, ([key, item]): Notification => ({ ...item, key }));
    all.sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1));
    const archived = all.filter((item) => item.archived > 0);
    const snoozed = all.filter((item) => item.archived === 0 && item.snoozed > now);
    const items = all.filter((item) => item.archived === 0 && item.snoozed <= now);
    this.#wake(snoozed.map((item) => item.snoozed - now));
    return {
      name: status?.name === "refused" ? "refused" : "ready",
      code: status?.name === "refused" ? status.code : undefined,
      items,
      archived,
      snoozed,
      unseen: items.filter(({ seen }) => seen === 0).length,
      unread: items.filter(({ read }) => read === 0).length,
      muted: Array.from(state.levels).flatMap(([what, { inbox }]) =>
        inbox === "nothing" ? what : [],
      ),
      levels: new Map(state.levels),
      quiet: state.quiet,
      pushes: Array.from(state.pushes, ([, { endpoint }]) => endpoint),
    };
  }

  #wake(waits: readonly number[]): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (waits.length === 0 || this.room === undefined) return;
    const { clock } = sessionOf(this.room).host;
    this.#cancel = clock.after(Math.min(MOST_MS, ...waits), () => this.#changed());
  }
}
