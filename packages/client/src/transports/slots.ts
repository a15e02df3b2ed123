import type { Clock } from "@alongside/core/engine";
import type { Channel, Environment, Locks } from "../environment.ts";
import { holdLock, tryLock } from "../tabs/locks.ts";

/** Requests that the pages of a browser keep open to a server: of the six connections that HTTP/1.1 has for all of them, two stay free. */
const SLOTS = 4;

/** How long a page may take to make room, in ms, until another one is asked. */
const MAKE_ROOM_MS = 10_000;

/** What slots need of the page. */
export type SlotPage = Pick<Environment, "locks" | "channel" | "visible" | "on" | "location">;

/**
 * A page's share of the requests that may be kept open. It has one of `SLOTS` locks, or waits for one while somebody looks at the page;
 * a page that nobody looks at then gives up its own. Programs that are no page may keep open what they like; pages without
 * locks nothing.
 */
export class Slots {
  readonly #page: SlotPage;
  readonly #count: number;
  /** Those that would keep a request open. Each is told when that may be another way. */
  readonly #users = new Set<() => void>();
  #names: readonly string[] = [];
  /** Requests that are kept open. */
  #open = 0;
  /** Lets go of the lock that is held. */
  #release: (() => void) | undefined;
  /** Ends waiting in line for the locks, but for the one that was given. */
  #leaveLine: ((given?: () => void) => void) | undefined;
  /** Ends making room for another page. */
  #endGiving: (() => void) | undefined;
  /** It was to make room, and could not. */
  #isStuck = false;
  #channel: Channel | undefined;
  #stops: readonly (() => void)[] = [];

  constructor(page: SlotPage, count = SLOTS) {
    this.#page = page;
    this.#count = count;
  }

  /** Whether somebody may look at the page. */
  get isVisible(): boolean {
    return this.#page.visible;
  }

  /** Whether a request may be kept open now. */
  get mayKeep(): boolean {
    if (this.#page.location === undefined) return true;
    return this.#release !== undefined && this.#endGiving === undefined;
  }

  /** Somebody would keep requests open to `url`. Resolves once it is known whether that may be now. */
  async join(url: string, clock: Clock, user: () => void): Promise<void> {
    const { location, locks } = this.#page;
    if (location === undefined || locks === undefined) return;
    this.#users.add(user);
    if (this.#users.size === 1) this.#begin(new URL(url).host, locks, clock);
    await this.ask();
  }

  leave(user: () => void): void {
    this.#users.delete(user);
    this.#settle();
  }

  /** Keeps a request open. Returns what is to be called when it has ended; undefined where it may not be. */
  keep(): (() => void) | undefined {
    if (!this.mayKeep) return undefined;
    this.#open += 1;
    return () => {
      this.#open -= 1;
      this.#settle();
    };
  }

  /** Tries to get a lock, and asks those for theirs whom nobody looks at, if somebody looks at this page. */
  async ask(): Promise<void> {
    const { locks } = this.#page;
    if (locks === undefined || this.#users.size === 0) return;
    for (const name of this.#names) {
      if (this.#release !== undefined) return;
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as one is enough
      const release = await tryLock(locks, name);
      if (release !== undefined) this.#got(release);
    }
    if (this.#release !== undefined || !this.#page.visible || this.#users.size === 0) return;
    this.#lineUp(locks);
    this.#channel?.post("wanted");
  }

  #begin(host: string, locks: Locks, clock: Clock): void {
    const name = `alongside:slot:${host}:`;
    this.#names = Array.from({ length: this.#count }, (_none, i) => `${name}${i}`);
    this.#channel = this.#page.channel?.(name, () => void this.#makeRoom(locks, clock, name));
    this.#stops = [
      this.#page.on("hidden", () => this.#leaveLine?.()),
      this.#page.on("visible", () => {
        this.#tell();
        void this.ask();
      }),
    ];
  }

  #lineUp(locks: Locks): void {
    if (this.#leaveLine !== undefined) return;
    const leaves = this.#names.map((name) => {
      const leave = holdLock(locks, name, () => this.#got(leave));
      return leave;
    });
    this.#leaveLine = (given) => {
      this.#leaveLine = undefined;
      for (const leave of leaves) if (leave !== given) leave();
    };
  }

  /** A lock was given. `release` lets go of it. */
  #got(release: () => void): void {
    this.#leaveLine?.(release);
    if (this.#release !== undefined || this.#users.size === 0) return release();
    this.#release = release;
    this.#isStuck = false;
    this.#tell();
  }

  /** Another page wants to keep a request open, and somebody looks at that one. One at a time makes room. */
  async #makeRoom(locks: Locks, clock: Clock, name: string): Promise<void> {
    const mayGive = (): boolean => this.mayKeep && !this.#page.visible && !this.#isStuck;
    if (!mayGive()) return;
    const end = await tryLock(locks, `${name}giving`);
    if (end === undefined || !mayGive()) return end?.();
    const cancel = clock.after(MAKE_ROOM_MS, () => {
      this.#isStuck = true;
      this.#endGiving?.();
    });
    this.#endGiving = () => {
      this.#endGiving = undefined;
      cancel();
      end();
    };
    this.#tell();
    this.#settle();
  }

  /** Lets go of the lock where no request needs it any more. */
  #settle(): void {
    if (this.#open > 0 || (this.#users.size > 0 && this.#endGiving === undefined)) return;
    this.#release?.();
    this.#release = undefined;
    this.#endGiving?.();
    if (this.#users.size > 0) return;
    this.#leaveLine?.();
    this.#channel?.close();
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #tell(): void {
    for (const user of this.#users) user();
  }
}
