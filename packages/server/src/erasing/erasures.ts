import { type Clock, mistake, parseRoomId, type Random, type RoomId } from "@alongside/core/engine";
import type { Registry } from "../registry/registry.ts";
import { ERASED_PREFIX, type Erased, type PendingErasure } from "../store/erasing/erasing.ts";
import type { Store } from "../store/store.ts";
import { isNamed, peopleIn } from "./named.ts";
import { personalFields } from "./personal-fields.ts";

/** Rooms that are listed at a time. */
const PAGE = 500;

/** What became of the erasing of a person. */
export interface ErasureReport {
  /** Who wrote, from now on, what the person wrote: `erased:` and something random, new each time. */
  readonly as: string;
  /** The rooms that had something of theirs, with what was rewritten there. */
  readonly rooms: readonly (Erased & { readonly room: RoomId })[];
  /** The sums over these rooms. */
  readonly entries: number;
  readonly letters: number;
  /** Rooms of kinds that this server does not run: nobody looked into them. */
  readonly skipped: readonly RoomId[];
  /** Rooms that could not be rewritten, and why. They are tried again when a server starts, or `erase` is called again. */
  readonly failed: readonly { readonly room: RoomId; readonly message: string }[];
  /** Server time in ms: backups that were made before it have all of it still, and are to be erased from when one is put back. */
  readonly backupsBefore: number;
}

interface ErasuresOptions {
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  /** Never throws. */
  onError(error: unknown): void;
}

/** Erases people from all rooms, one person and one room at a time. */
export class Erasures {
  readonly #options: ErasuresOptions;
  #last: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(options: ErasuresOptions) {
    this.#options = options;
  }

  /** See `Server.erase`. */
  erase(user: string): Promise<ErasureReport> {
    if (typeof user !== "string" || user === "")
      throw mistake("erase", "the user", "an id, a text", user);
    if (user.startsWith(ERASED_PREFIX))
      throw mistake("erase", "the user", "somebody, and not what erasing left behind", user);
    const { store, clock, random } = this.#options;
    return this.#next(async () => {
      const begun = (await store.erasures()).find((one) => one.user === user);
      const at = Math.floor(clock.now());
      const pending = begun ?? { user, as: ERASED_PREFIX + random.id(16), at };
      if (begun === undefined) await store.beginErasure(pending);
      return this.#run(pending, begun !== undefined);
    });
  }

  /** Goes on with what an earlier process began. */
  resume(): void {
    const { store, onError } = this.#options;
    this.#next(async () => {
      for (const pending of await store.erasures())
        for (const { room, message } of (await this.#run(pending, true)).failed)
          onError(new Error(`${pending.as} is not erased from ${room} yet: ${message}`));
    }).catch(onError);
  }

  /** The room at hand is done with; others are left to the next process. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#last.catch(() => undefined);
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next;
    next.catch(() => undefined);
    return next;
  }

  /** `isAgain`: a process that died may have rewritten a part of a room, which then names nobody but `as`. */
  async #run(pending: PendingErasure, isAgain: boolean): Promise<ErasureReport> {
    const { store, registry, clock } = this.#options;
    const { user, as } = pending;
    const rooms: (Erased & { readonly room: RoomId })[] = [];
    const skipped: RoomId[] = [];
    const failed: { readonly room: RoomId; readonly message: string }[] = [];
    for await (const room of this.#rooms()) {
      const implementation = registry.kinds.get(parseRoomId(room)?.name ?? "");
      try {
        const isIn =
          (await store.hasUser(room, user)) || (isAgain && (await store.hasUser(room, as)));
        const people = peopleIn(implementation?.definition);
        const names = isAgain ? [user, as] : [user];
        if (!isIn && (people === undefined || !(await isNamed(store, room, names)))) continue;
        if (implementation === undefined) {
          skipped.push(room);
          continue;
        }
        const fields = personalFields(implementation.definition, implementation.erase);
        const erased = await registry.renew(room, () =>
          store.erase(room, { user, as, fields, ...people }),
        );
        rooms.push({ room, ...erased });
      } catch (error) {
        failed.push({ room, message: (error as Error).message });
      }
    }
    if (failed.length === 0) await store.endErasure(as);
    return {
      as,
      rooms,
      entries: rooms.reduce((sum, { entries }) => sum + entries, 0),
      letters: rooms.reduce((sum, { letters }) => sum + letters, 0),
      skipped,
      failed,
      backupsBefore: Math.floor(clock.now()),
    };
  }

  async *#rooms(): AsyncIterable<RoomId> {
    for (let after: RoomId | undefined = ""; after !== undefined;) {
      const page: readonly RoomId[] = await this.#options.store.listRooms(after, PAGE);
      for (const room of page) {
        if (this.#isStopped)
          throw new Error("The server is closed; what is left is erased next time");
        yield room;
      }
      after = page.at(-1);
    }
  }
}
