import type { RoomDefinition } from "@alongside/core";
import {
  inWords,
  type LockAnswer,
  type Locks,
  type LockTarget,
  misused,
} from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import { Later, Lazy } from "../lazy.ts";
import type { RoomCopy } from "../room/copy.ts";
import type { RoomHost } from "../room/host.ts";
import { LockHandle } from "./lock-handle.ts";
import type { PageLocks } from "./soft-locks.ts";
import type { Lock, LockOptions, RoomLock } from "./types.ts";

/** Loaded where somebody in the room holds a lock, or this page asks for one. */
export const locksCode = new Lazy(() => import("./soft-locks.ts"));

const DEFAULT_MS = 30_000;
const LEAST_MS = 1000;

/** The soft locks of a room, whose code comes when there are some. */
export class LaterLocks {
  /** By holder, in the order in which they were told of. */
  readonly all: Cell<readonly Lock[]>;
  readonly #copy: RoomCopy<RoomDefinition>;
  readonly #host: RoomHost;
  #made: PageLocks | undefined;
  readonly #later: Later<{ readonly PageLocks: typeof PageLocks }>;
  #handles: Set<LockHandle> | undefined;

  constructor(copy: RoomCopy<RoomDefinition>, host: RoomHost) {
    this.#copy = copy;
    this.#host = host;
    this.#later = new Later(locksCode, host);
    this.all = new Cell<readonly Lock[]>([], host.report);
  }

  /** What has been loaded of it; undefined while nobody needed any. */
  get here(): PageLocks | undefined {
    return this.#made;
  }

  lock(given: string | LockTarget, options: LockOptions = {}): RoomLock {
    const target = targetOf(given);
    const { ttlMs = DEFAULT_MS, take = false } = options;
    if (typeof ttlMs !== "number" || !(ttlMs >= LEAST_MS && ttlMs < Infinity))
      throw misused(
        "lock",
        inWords(() => `ttlMs should be a number of at least ${LEAST_MS}`),
        ttlMs,
      );
    const handle = new LockHandle(target, this.#host.report, () => {
      handle.become({ name: "released" });
      this.#handles?.delete(handle);
      this.#use((locks) => locks.release(handle));
    });
    if (this.#copy.hasLeft) handle.become({ name: "released" });
    else {
      (this.#handles ??= new Set()).add(handle);
      this.#use((locks) => locks.ask(handle, Math.ceil(ttlMs), take));
    }
    return handle;
  }

  told(message: LockAnswer | Locks): void {
    this.#use((locks) => locks.told(message));
  }

  /** The room is left, which ends all. */
  stop(): void {
    this.#made?.stop();
    this.#later.stop();
    for (const handle of this.#handles ?? []) handle.become({ name: "released" });
  }

  /** Calls `fn` at once, or once the code is here. */
  #use(fn: (locks: PageLocks) => void): void {
    this.#later.use((code) =>
      fn((this.#made ??= new code.PageLocks(this.all, this.#copy, this.#host))),
    );
  }
}

function targetOf(given: string | LockTarget): LockTarget {
  const { id, field } = typeof given === "string" ? { id: given } : (given ?? {});
  const isOne = typeof id === "string" && id !== "";
  if (!isOne || (field !== undefined && (typeof field !== "string" || field === "")))
    throw misused(
      "lock",
      inWords(() => "what is locked should be a record's id, or { id, field }"),
      given,
    );
  return field === undefined ? { id } : { id, field };
}
