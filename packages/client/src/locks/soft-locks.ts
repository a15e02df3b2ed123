import type { RoomDefinition } from "@alongside/core";
import {
  encodeLock,
  type LockAnswer,
  type LockHolder,
  type Locks,
  type LockTarget,
} from "@alongside/core/engine";
import type { Cell } from "../cell.ts";
import type { RoomCopy } from "../room/copy.ts";
import type { RoomHost } from "../room/host.ts";
import type { LockHandle } from "./lock-handle.ts";
import type { OwnLock } from "./own-lock.ts";
import type { Lock, LockState } from "./types.ts";

const ASKING: LockState = { name: "asking" };
const HELD: LockState = { name: "held" };
const RELEASED: LockState = { name: "released" };
const UNSUPPORTED: LockState = {
  name: "refused",
  code: "lock.unsupported",
  message: "The server is of a version that knows no soft locks",
};

/** The soft locks of a room, as this page knows them, and those that it asked for. */
export class PageLocks {
  readonly #all: Cell<readonly Lock[]>;
  readonly #copy: RoomCopy<RoomDefinition>;
  readonly #host: RoomHost;
  readonly #held = new Map<string, readonly Lock[]>();
  readonly #own = new Map<string, OwnLock>();
  /** What the server was asked over this link, by number, and when. */
  readonly #asks = new Map<number, { readonly own: OwnLock; readonly at: number }>();
  #count = 0;

  /** `all` is set to the locks that there are. */
  constructor(all: Cell<readonly Lock[]>, copy: RoomCopy<RoomDefinition>, host: RoomHost) {
    this.#all = all;
    this.#copy = copy;
    this.#host = host;
  }

  /** One more asks for a lock, and holds it with those of this page who did. */
  ask(handle: LockHandle, ms: number, take: boolean): void {
    if (handle.get().name === "released") return;
    const { target } = handle;
    const key = keyOf(target);
    let own = this.#own.get(key);
    const isNew = own === undefined;
    if (own === undefined) {
      const handles = new Set<LockHandle>();
      own = {
        key,
        target,
        handles,
        ms: 0,
        isTaking: false,
        state: ASKING,
        until: 0,
        ask: undefined,
        cancel: undefined,
      };
      this.#own.set(key, own);
    }
    own.handles.add(handle);
    handle.become(own.state);
    const isMore = take && own.state !== HELD;
    own.isTaking ||= isMore;
    own.ms = Math.max(own.ms, ms);
    if (isNew || isMore) this.#ask(own);
  }

  /** One of those who hold a lock together gives it back; the last one ends it. */
  release(handle: LockHandle): void {
    const own = this.#own.get(keyOf(handle.target));
    if (own?.handles.delete(handle) !== true || own.handles.size > 0) return;
    this.#over(own, RELEASED);
    const { seat, isIn, isQuiet } = this.#copy;
    if (isIn && !isQuiet)
      this.#host.send(encodeLock({ seat, ask: ++this.#count, ms: 0, ...own.target }));
  }

  /** The room was entered, maybe again: the server may have forgotten what this page holds. */
  entered(): void {
    for (const own of this.#own.values()) this.#ask(own);
  }

  /** The link is down. What is held stays held until the server must have given it away. */
  down(): void {
    this.#asks.clear();
    for (const own of this.#own.values()) own.ask = undefined;
  }

  /** Another room begins under this name: nobody is known to hold anything. */
  forget(): void {
    this.#held.clear();
    this.#all.set([]);
  }

  /** The room is left, which ends all. */
  stop(): void {
    this.down();
    for (const own of this.#own.values()) this.#over(own, RELEASED);
  }

  told(message: LockAnswer | Locks): void {
    // Of the link before nothing counts any more.
    if (message.seat !== this.#copy.seat) return;
    if (message.type === "lock") this.#answered(message);
    else this.#changed(message);
  }

  #answered({ ask, ms, refused }: LockAnswer): void {
    const asked = this.#asks.get(ask);
    this.#asks.delete(ask);
    if (asked === undefined) return;
    const { own, at } = asked;
    if (own.ask === ask) own.ask = undefined;
    if (this.#own.get(own.key) !== own) return;
    if (refused !== undefined) {
      const { code, message, client, user } = refused;
      const by = client !== undefined && user !== undefined ? { by: { client, user } } : {};
      const wasHeld = own.until > 0;
      this.#over(
        own,
        wasHeld ? { name: "lost", ...by } : { name: "refused", code, message, ...by },
      );
      return;
    }
    own.isTaking = false;
    own.until = at + ms;
    this.#become(own, HELD);
    this.#wait(own, ms / 3, () => this.#ask(own));
  }

  #changed({ holders, all }: Locks): void {
    if (all === true) this.#held.clear();
    for (const holder of holders) {
      const locks = this.#locksOf(holder);
      if (locks.length > 0) this.#held.set(holder.client, locks);
      else this.#held.delete(holder.client);
    }
    const mine = this.#held.get(this.#copy.client) ?? [];
    const isMine = new Set(mine.map(keyOf));
    // Of what the server is asked just now its answer says more.
    for (const own of this.#own.values())
      if (own.state === HELD && own.ask === undefined && !isMine.has(own.key)) {
        const by = this.#against(own.target);
        this.#over(own, by === undefined ? { name: "lost" } : { name: "lost", by });
      }
    this.#all.set([...this.#held.values()].flat());
  }

  #locksOf({ client, user, targets }: LockHolder): readonly Lock[] {
    if (user === undefined) return [];
    const self = client === this.#copy.client;
    const before = this.#held.get(client) ?? [];
    return targets.map((target) => {
      const key = keyOf(target);
      return before.find((lock) => keyOf(lock) === key) ?? { ...target, client, user, self };
    });
  }

  /** A lock of somebody else's that is at odds with one on `target`. */
  #against({ id, field }: LockTarget): Lock | undefined {
    for (const locks of this.#held.values())
      for (const lock of locks)
        if (
          !lock.self &&
          lock.id === id &&
          (field === undefined || (lock.field ?? field) === field)
        )
          return lock;
    return undefined;
  }

  #ask(own: OwnLock): void {
    const { seat, isIn, isQuiet } = this.#copy;
    const { clock, features } = this.#host;
    const { target, ms, isTaking, until } = own;
    // Nobody can tell then whether it is still held.
    if (own.state === HELD) this.#wait(own, until - clock.now(), () => this.#become(own, ASKING));
    if (!isIn || isQuiet) return;
    if (!features.includes("locks"))
      return this.#over(own, until > 0 ? { name: "lost" } : UNSUPPORTED);
    const ask = (own.ask = ++this.#count);
    this.#asks.set(ask, { own, at: clock.now() });
    this.#host.send(encodeLock({ seat, ask, ms, ...target, ...(isTaking && { take: true }) }));
  }

  #over(own: OwnLock, state: LockState): void {
    own.cancel?.();
    this.#own.delete(own.key);
    this.#become(own, state);
  }

  #become(own: OwnLock, state: LockState): void {
    own.state = state;
    for (const handle of own.handles) handle.become(state);
  }

  #wait(own: OwnLock, ms: number, fn: () => void): void {
    own.cancel?.();
    own.cancel = this.#host.clock.after(Math.max(0, ms), fn);
  }
}

function keyOf({ id, field }: LockTarget): string {
  return field === undefined ? id : `${id} ${field}`;
}
