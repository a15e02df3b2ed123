import type { RoomDefinition } from "@alongside/core";
import type { Locks } from "../environment.ts";
import type { RoomHost } from "../room/host.ts";
import type { RoomSession } from "../room/room.ts";
import type { DeviceKind, DeviceRow, DeviceStore, Persist } from "./device-store.ts";
import { seeing } from "../room/seeing.ts";
import { clientLock, holdLock, tryLock } from "../tabs/locks.ts";
import { undoCode } from "./later-undo.ts";
import { Neighbours } from "./neighbours.ts";
import type { DeviceGiven, LeftBehind, OnDevice, Part, Writer } from "./on-device.ts";
import { RoomOnDevice } from "./room-on-device.ts";

/** Ms after which a failed transaction is tried again, at first and at most. */
const AGAIN_MS = 1000;
const AGAIN_MAX_MS = 30_000;

/** Ms that a room waits for what the device has of it. */
const LOAD_MS = 3000;

/** Ms that a page waits for the lock of a page that was in the same tab before. A copy of a tab waits in vain. */
const RELOADED_MS = 300;

/** Under what a tab remembers the client ids of its pages, and how many. */
const PAGES = "alongside:pages";
const MAX_PAGES = 32;

/** A room that is kept. */
interface Keeping extends Writer {
  readonly left: LeftBehind;
  /** Takes up what the device has of it, which did not answer when it was opened. */
  late(rows: readonly DeviceRow[]): void;
  readonly shown: { look(): void };
}

/** What a client keeps on the device: one transaction at a time, and what is written meanwhile goes with the next. */
export class Device implements OnDevice {
  readonly #given: DeviceGiven;
  readonly store: DeviceStore;
  readonly #rooms = new Set<Keeping>();
  /** Those of which it is not known yet what the device has. */
  readonly #unread = new Set<Keeping>();
  readonly #neighbours: Neighbours;
  readonly #dirty = new Set<Writer>();
  /** Clients whose locks are asked for. */
  readonly #asking = new Map<string, Promise<void>>();
  /** The clients that this page is, and those of earlier pages whose queues it has taken up, in so many rooms. */
  readonly #claimed = new Map<
    string,
    { users: number; readonly release: (() => void) | undefined }
  >();
  /** The pages that this tab showed before, oldest first. A tab that was copied from another one begins with that one's. */
  readonly #pages: readonly string[];
  #writing = 0;
  #fails = 0;
  #cancelRetry: (() => void) | undefined;
  #isClosed = false;

  constructor(persist: Persist, given: DeviceGiven) {
    this.#given = given;
    const { clock, random, report } = given.host;
    this.store = persist({ server: given.server, clock, random, report });
    this.claim(given.host.id);
    this.#neighbours = new Neighbours(given, {
      isOwn: (client) => this.#claimed.has(client),
      onGone: () => this.#lookAgain(),
      onWritten: (name) => {
        for (const { left, shown } of this.#rooms) if (left.name === name) shown.look();
      },
    });
    const { environment } = given;
    this.#pages = (environment.recallInTab(PAGES) ?? "").split(" ").slice(1 - MAX_PAGES);
    environment.rememberInTab(PAGES, [...this.#pages, given.host.id].join(" ").trim());
    this.store.state.subscribe(() => {
      for (const room of this.#rooms) {
        if (this.isOpen) room.again();
        room.told();
      }
      if (this.isOpen) for (const room of this.#unread) this.#readLate(room);
    });
  }

  get host(): RoomHost {
    return this.#given.host;
  }

  /** Whether what is written is kept. */
  get isOpen(): boolean {
    return !this.#isClosed && this.#fails === 0 && this.store.state.get().name !== "memory";
  }

  /** Keeps a room from here on, and brings back what is here of it. Resolves with whether it is to be seen already. */
  async keep<D extends RoomDefinition>(session: RoomSession<D>): Promise<boolean> {
    const { clock, report } = this.#given.host;
    const late = new Promise<undefined>(
      (resolve) => void clock.after(LOAD_MS, () => resolve(undefined)),
    );
    const loading = this.store.load(session.name);
    const rows = await Promise.race([loading, late]);
    if (rows === undefined) report(new Error(`${session.name}: the device does not answer`));
    const queues = (rows ?? []).filter(({ kind }) => kind === "queue").map(({ key }) => key);
    const gone = await this.whoIsGone(queues);
    const tab = await this.#ofTab(session, rows ?? []);
    if (session.copy.hasLeft || this.#isClosed) {
      for (const client of [...gone, ...tab]) this.release(client);
      return false;
    }
    const room = new RoomOnDevice(this, session, () => {
      this.#rooms.delete(room);
      this.#unread.delete(room);
    });
    this.#rooms.add(room);
    session.keeper = room;
    session.copy.seeing = seeing;
    if (rows === undefined || this.store.state.get().name === "memory") this.#unread.add(room);
    if (rows === undefined) loading.then(() => this.#readLate(room), report);
    return rows !== undefined && room.restore(rows, gone, tab);
  }

  /** Reads a room anew that was opened before the device answered: until then other pages may have written there. */
  #readLate(room: Keeping): void {
    if (!this.isOpen || !this.#unread.delete(room)) return;
    this.store
      .load(room.left.name)
      .then((rows) => room.late(rows))
      .catch(this.#given.host.report);
  }

  /** Which pages of this tab that are gone have left steps to undo, in their order. */
  async #ofTab<D extends RoomDefinition>(
    session: RoomSession<D>,
    rows: readonly DeviceRow[],
  ): Promise<readonly string[]> {
    const left = rows.filter(({ kind }) => kind === "undo").map(({ key }) => key);
    const pages = [...this.#pages, this.#given.host.id].filter((page) => left.includes(page));
    if (pages.length === 0) return [];
    // They stand over the room as the device has it: who wants to undo has the code for it before anything else comes.
    if (session.copy.recorder !== undefined) await undoCode.load().catch(this.#given.host.report);
    return await this.whoIsGone(pages);
  }

  load(room: string, kinds?: readonly DeviceKind[]): Promise<readonly DeviceRow[]> {
    return this.store.load(room, kinds);
  }

  claim(client: string): void {
    if (this.#claimed.has(client)) return;
    const { locks } = this.#given.environment;
    const release = locks && holdLock(locks, clientLock(this.#given.server, client));
    this.#claimed.set(client, { users: 1, release });
  }

  release(client: string): void {
    const claimed = this.#claimed.get(client);
    if (claimed === undefined || --claimed.users > 0) return;
    this.#claimed.delete(client);
    claimed.release?.();
  }

  get hasLocks(): boolean {
    return this.#given.environment.locks !== undefined;
  }

  get sessions(): DeviceGiven["sessions"] {
    return this.#given.sessions;
  }

  watch(client: string): void {
    this.#neighbours.watch(client);
  }

  async whoIsGone(clients: readonly string[]): Promise<readonly string[]> {
    const asked = clients.map(async (client): Promise<readonly string[]> => {
      if (!this.#claimed.has(client)) {
        // Several rooms may ask at once: of one lock, the second who tries does not get it.
        const asking = this.#asking.get(client) ?? this.#ask(client);
        this.#asking.set(client, asking);
        await asking;
      }
      const claimed = this.#claimed.get(client);
      if (claimed === undefined) return [];
      claimed.users += 1;
      return [client];
    });
    return (await Promise.all(asked)).flat();
  }

  /** Claims a client whose page is gone, for nobody yet. */
  async #ask(client: string): Promise<void> {
    const { locks } = this.#given.environment;
    const release = locks && (await this.#lockOf(locks, client));
    this.#asking.delete(client);
    if (this.#isClosed) release?.();
    else if (locks === undefined || release !== undefined)
      this.#claimed.set(client, { users: 0, release });
  }

  /** The lock of a client whose page is gone. The neighbours of a page that was reloaded have it for a moment each. */
  async #lockOf(locks: Locks, client: string): Promise<(() => void) | undefined> {
    const name = clientLock(this.#given.server, client);
    const release = await tryLock(locks, name);
    if (release !== undefined || !this.#pages.includes(client)) return release;
    return new Promise((resolve) => {
      const letGo = holdLock(locks, name, () => {
        cancel();
        resolve(letGo);
      });
      const cancel = this.#given.host.clock.after(RELOADED_MS, () => {
        letGo();
        resolve(undefined);
      });
    });
  }

  /** Asks that something be written: at once, or with the next transaction where one is under way. */
  request(writer: Writer): void {
    this.#dirty.add(writer);
    if (this.#writing === 0) this.#write();
  }

  /** The same, beside one that is under way: there may be no later. */
  requestNow(writer: Writer): void {
    this.#dirty.add(writer);
    this.#write();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry?.();
    this.#rooms.clear();
    this.#neighbours.close();
    for (const { release } of this.#claimed.values()) release?.();
    if (this.#writing === 0) this.store.close();
  }

  #write(): void {
    if (this.#isClosed || this.#cancelRetry !== undefined) return;
    if (this.store.state.get().name === "memory") return;
    const parts = Array.from(this.#dirty).flatMap((writer) => writer.collect() ?? []);
    this.#dirty.clear();
    if (parts.length === 0) return;
    const writes = parts.flatMap((part) => part.writes);
    const isStrict = parts.some(({ durability }) => durability === "strict");
    this.#writing += 1;
    this.#neighbours.writing(writes);
    this.store.write(writes, isStrict ? "strict" : "relaxed").then(
      () => this.#done(parts, undefined),
      (error: unknown) => this.#done(parts, [error]),
    );
  }

  #done(parts: readonly Part[], failure: readonly [error: unknown] | undefined): void {
    this.#writing -= 1;
    if (failure === undefined) {
      this.#fails = 0;
      this.#neighbours.written(parts.flatMap(({ writes }) => writes));
    } else if (++this.#fails === 1 && !isTold(failure[0])) this.#given.host.report(failure[0]);
    for (const part of parts) part.done(failure === undefined);
    if (this.#fails === 1) for (const room of this.#rooms) room.told();
    if (this.#isClosed) {
      if (this.#writing === 0) this.store.close();
      return;
    }
    if (failure !== undefined) return this.#tryAgain();
    if (this.#writing === 0 && this.#dirty.size > 0) this.#write();
  }

  /** A page is gone: looks at those rooms for which there are queues. */
  #lookAgain(): void {
    this.store
      .rooms("queue")
      .then((names) => {
        for (const { left } of this.#rooms) if (names.includes(left.name)) left.look();
      })
      .catch(this.#given.host.report);
  }

  #tryAgain(): void {
    const wait = Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** (this.#fails - 1));
    this.#cancelRetry ??= this.#given.host.clock.after(wait, () => {
      this.#cancelRetry = undefined;
      for (const room of this.#rooms) room.again();
    });
  }
}

/** Whether a store has reported an error of its own by itself. */
function isTold(error: unknown): boolean {
  const code: unknown = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" && code.startsWith("device.");
}
