import { inWords } from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import type {
  DeviceKind,
  DeviceRow,
  DeviceStore,
  DeviceWrite,
  Durability,
  Persist,
} from "../device/device-store.ts";
import { type Database, databaseName, openDatabase, type Owner } from "./database.ts";
import { type DeviceCode, DeviceError } from "./device-error.ts";
import { forgetDatabase } from "./forgetting.ts";
import { HeldWrites } from "./held-writes.ts";
import { putAside, readRoom, readRooms, sweep } from "./reading.ts";
import { Seal, type SealedRow } from "./seal.ts";
import type { Surroundings } from "./surroundings.ts";
import { withResolvers } from "../with-resolvers.ts";
import {
  isFinal,
  openingTrouble,
  type State,
  stateOf,
  trouble,
  writingTrouble,
} from "./trouble.ts";

/** How long the browser may take to open the database, or to end a transaction, before the page goes on in memory. */
const SILENT_MS = 5_000;
/** How long to wait before each further try after a failure; the last for all later ones. */
const RETRY_MS = [0, 250, 500, 1_000, 2_000, 4_000, 10_000];
/** A page has better things to do while it opens. */
const SWEEP_AFTER_MS = 10_000;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;

/** The rows of one user and server in IndexedDB. Whatever the browser does to it, it is in one of the states. */
export class IndexedDbStore implements DeviceStore {
  readonly #owner: Owner;
  readonly #given: Parameters<Persist>[0];
  readonly #around: Surroundings;
  readonly #name: string;
  readonly #seal: Seal;
  readonly #state: Cell<State>;
  readonly #channel: BroadcastChannel | undefined;
  #held: HeldWrites;
  /** Writes whose transaction runs. */
  #flying: HeldWrites | undefined;
  #db: Database | undefined;
  /** Whether a try to open is under way. */
  #isOpening = false;
  /** Resolves when that try has come to the database, or the store goes on in memory without it. */
  #looked: Promise<void> = Promise.resolve();
  #canary: string | undefined;
  /** Whether a hint stands beside the database, as far as this page knows. */
  #isHinted = false;
  #ended: DeviceError | undefined;
  /** Failures since something was written: of the database, and of transactions. */
  #cuts = 0;
  #aborts = 0;
  /** What was told of why nothing is kept, since something was. */
  #told: DeviceCode | undefined;
  #cancelRetry: (() => void) | undefined;
  #cancelSweep: (() => void) | undefined;

  constructor(user: string, given: Parameters<Persist>[0], around: Surroundings) {
    this.#owner = { server: given.server, user };
    this.#given = given;
    this.#around = around;
    this.#name = databaseName(this.#owner);
    this.#seal = new Seal(this.#name);
    this.#held = new HeldWrites(this.#seal);
    this.#state = new Cell<State>({ name: "opening" }, given.report ?? console.error);
    this.#channel = attempt(() => around.channel(this.#name));
    this.#channel?.addEventListener("message", () => this.#forgotten());
    this.#open();
  }

  get state(): DeviceStore["state"] {
    return this.#state;
  }

  async load(room: string, kinds?: readonly DeviceKind[]): Promise<readonly DeviceRow[]> {
    const found = await this.#read((db) => readRoom(db, room, this.#seal, kinds));
    const rows = found?.rows ?? new Map<string, DeviceRow>();
    this.#flying?.over(rows, room);
    this.#held.over(rows, room);
    if (found && found.bad.length > 0) this.#putAside(room, found.bad);
    if (!this.#ended && kinds === undefined) {
      const opened = this.#held.addOpened(room, this.#given.clock.now());
      // Why it failed is in the state.
      opened.catch(() => undefined);
      this.#write();
    }
    const all = [...rows.values()].toSorted(byName);
    return kinds === undefined ? all : all.filter(({ kind }) => kinds.includes(kind));
  }

  async rooms(kind: DeviceKind): Promise<readonly string[]> {
    return (await this.#read((db) => readRooms(db, kind))) ?? [];
  }

  write(writes: readonly DeviceWrite[], durability: Durability): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    const { name, code } = this.#state.get();
    if (durability === "relaxed" && name === "memory" && code) return Promise.reject(trouble(code));
    const written = this.#held.add(writes, durability);
    this.#write();
    return written;
  }

  async forget(): Promise<void> {
    attempt(() => this.#around.setHint(this.#name, undefined));
    // One of its own: the store's is closed where the store is.
    const channel = attempt(() => this.#around.channel(this.#name));
    channel?.postMessage("forget"); // oxlint-disable-line unicorn/require-post-message-target-origin -- not a window's
    channel?.close();
    const db = this.#db;
    this.#end("device.forgotten", false);
    const factory = attempt(this.#around.databases);
    if (factory) await forgetDatabase(factory, this.#name, db);
  }

  close(): void {
    this.#end("device.closed");
  }

  /** Begins a transaction with all that is held, unless one runs or the next try is due later. */
  #write(): void {
    const db = this.#db;
    if (!db || this.#flying || this.#held.isEmpty || this.#cancelRetry) return;
    const flying = (this.#flying = this.#held);
    this.#held = new HeldWrites(this.#seal);
    this.#within(flying.commit(db)).then(
      () => {
        this.#flying = undefined;
        this.#cuts = this.#aborts = 0;
        this.#told = undefined;
        if (!this.#ended && this.#state.get().name !== "open") this.#state.set({ name: "open" });
        flying.resolve();
        this.#write();
      },
      (cause: unknown) => {
        this.#flying = undefined;
        const error = writingTrouble(cause);
        flying.rejectRelaxed(error);
        flying.absorb(this.#held);
        this.#held = flying;
        if (this.#ended) flying.reject(this.#ended);
        else if (db === this.#db) this.#fail(error);
        // What broke the connection was told already.
        else this.#write();
      },
    );
  }

  /** What `read` finds; undefined when nothing can be read. A database that was cut meanwhile is opened and read again. */
  async #read<T>(read: (db: Database) => Promise<T>): Promise<T | undefined> {
    for (const isLast of [false, true]) {
      await this.#looked;
      const db = this.#db;
      if (!db) return undefined;
      try {
        return await this.#within(read(db));
      } catch (error) {
        if (db === this.#db) this.#fail(writingTrouble(error));
        if (isLast) return undefined;
      }
    }
    return undefined;
  }

  /** The same promise, which rejects when the browser does not settle it in time. */
  #within<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#given.clock.after(SILENT_MS, () => reject(trouble("device.silent")));
      promise.then(resolve, reject).finally(cancel);
    });
  }

  /** Begins a try to open the database, unless one is under way. */
  #open(): void {
    if (this.#isOpening || this.#ended) return;
    let factory: IDBFactory | undefined;
    try {
      factory = this.#around.databases();
    } catch (error) {
      this.#fail(trouble("device.denied", error));
      return;
    }
    if (!factory) {
      this.#fail(trouble("device.missing"));
      return;
    }
    this.#isOpening = true;
    const { promise, resolve } = withResolvers<void>();
    this.#looked = promise;
    const goOn = (code: DeviceCode): void => {
      if (!this.#ended) {
        this.#state.set(stateOf("memory", code));
        this.#held.rejectRelaxed(trouble(code));
        this.#tell(trouble(code));
      }
      resolve();
    };
    const cancel = this.#given.clock.after(SILENT_MS, () => goOn("device.silent"));
    openDatabase(factory, this.#owner, this.#given.random, {
      onBlocked: () => goOn("device.blocked"),
      onWanted: (wanted) => {
        if (wanted === "deletion") this.#forgotten();
        else this.#fail(trouble("device.newer"));
      },
      onCut: (db) => {
        if (db === this.#db) this.#fail(trouble("device.cut"));
      },
    })
      .finally(() => {
        cancel();
        this.#isOpening = false;
      })
      .then(
        ({ db, canary }) => this.#opened(db, canary),
        (error: unknown) => this.#fail(openingTrouble(error)),
      )
      .finally(resolve);
  }

  #opened(db: Database, canary: string): void {
    if (this.#ended) {
      db.close();
      return;
    }
    const hint = attempt(() => this.#around.hint(this.#name));
    this.#db = db;
    if (this.#isHinted && hint === undefined && canary !== this.#canary) {
      // Forgotten by another tab, which this one did not hear: what it has opened is new and empty.
      void this.forget();
      return;
    }
    const known = this.#canary ?? hint;
    this.#canary = canary;
    attempt(() => this.#around.setHint(this.#name, canary));
    this.#isHinted = attempt(() => this.#around.hint(this.#name)) === canary;
    if (known !== undefined && known !== canary) {
      this.#state.set(stateOf("open", "device.gone"));
      this.#given.report?.(trouble("device.gone"));
    } else if (this.#held.isEmpty || this.#state.get().name === "opening") {
      this.#state.set({ name: "open" });
    }
    this.#write();
    this.#cancelSweep ??= this.#given.clock.after(SWEEP_AFTER_MS, () => this.#sweep());
  }

  /** Goes on in memory, and tries again later; or, where no time heals it, ends. */
  #fail(error: DeviceError): void {
    if (this.#ended) return;
    const { code } = error;
    if (isFinal(code)) {
      this.#end(code);
      this.#tell(error);
      return;
    }
    this.#state.set(stateOf("memory", code));
    this.#held.rejectRelaxed(error);
    // A connection that is cut aborts what runs on it first: each kind has its own first try at once.
    const isOfDatabase = code !== "device.full" && code !== "device.aborted";
    const failures = isOfDatabase ? this.#cuts++ : this.#aborts++;
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 0;
    // A database in which nothing is written any more is opened anew, which helps in some browsers.
    if (isOfDatabase || failures > 1) {
      this.#db?.close();
      this.#db = undefined;
    }
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    if (wait === 0) {
      this.#retry();
      return;
    }
    this.#tell(error);
    this.#cancelRetry = this.#given.clock.after(wait, () => this.#retry());
  }

  #retry(): void {
    this.#cancelRetry = undefined;
    if (!this.#db) this.#open();
    // Nothing waits by which it could be seen whether it works again: the next write will tell.
    else if (this.#held.isEmpty) this.#state.set({ name: "open" });
    else this.#write();
  }

  /** Says why nothing is kept, once for each reason; what one more try mends is not told. */
  #tell(error: DeviceError): void {
    if (this.#told === error.code) return;
    this.#told = error.code;
    this.#given.report?.(error);
  }

  /** Another tab, or the person in the browser's settings, has taken everything off the device. */
  #forgotten(): void {
    if (this.#ended) return;
    this.#end("device.forgotten");
    this.#tell(trouble("device.forgotten"));
  }

  #end(code: DeviceCode, isClosing = true): void {
    if (this.#ended) return;
    const ended = (this.#ended = trouble(code));
    this.#cancelRetry?.();
    this.#cancelSweep?.();
    this.#channel?.close();
    const db = this.#db;
    const held = this.#held;
    this.#db = undefined;
    this.#held = new HeldWrites(this.#seal);
    if (db && !held.isEmpty && code !== "device.forgotten") {
      // The last that can be done for it.
      held.commit(db).then(
        () => held.resolve(),
        () => held.reject(ended),
      );
    } else held.reject(ended);
    if (isClosing) db?.close();
    this.#state.set(stateOf("memory", code));
  }

  #putAside(room: string, bad: readonly SealedRow[]): void {
    const words = inWords(
      () => `${bad.length} rows of ${room} on this device were damaged, and are put aside`,
    );
    this.#given.report?.(new DeviceError("device.unreadable", words), { room });
    const db = this.#db;
    if (!db) return;
    putAside(db, bad, this.#given.clock.now()).catch((error: unknown) => {
      if (db === this.#db) this.#fail(writingTrouble(error));
    });
  }

  #sweep(): void {
    const db = this.#db;
    if (!db) return;
    const now = this.#given.clock.now();
    sweep(db, now - KEPT_DAYS * DAY_MS, now).catch((error: unknown) => {
      if (db === this.#db) this.#fail(writingTrouble(error));
    });
  }
}

function byName(a: DeviceRow, b: DeviceRow): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

function attempt<T>(fn: () => T): T | undefined {
  try {
    return fn();
  } catch {
    return undefined;
  }
}
