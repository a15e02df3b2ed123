import { isHandedBack } from "../room/handed-back.ts";
import type { RoomDefinition } from "@alongside/core";
import { type Down, keyStates, type LastEntry } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import type { RoomKeeper } from "../room/keeper.ts";
import type { RoomSession } from "../room/room.ts";
import { beginWith, takeUp, takingUp } from "./adopt.ts";
import { bringUp } from "./bring-up.ts";
import type { DevicePlace, DeviceRow, DeviceWrite } from "./device-store.ts";
import { EarlierQueues } from "./earlier.ts";
import { handBackRest } from "./hand-back.ts";
import { LaterUndo } from "./later-undo.ts";
import { LeftInRoom } from "./left-in-room.ts";
import type { OnDevice, Part, Writer } from "./on-device.ts";
import { OwnQueue } from "./own-queue.ts";
import { RefusedOnDevice } from "./refused-on-device.ts";
import { PostsOnDevice } from "./posts-on-device.ts";
import { readRows, roomRow, withoutQueue } from "./rows.ts";
import { ShownQueues } from "./shown-queues.ts";
import { takeable } from "./takeable.ts";

/** Ms between two writes of what the log has of a room. It is at least so many times as long as the last one took. */
const CACHE_MS = 1000;
const CACHE_REST = 50;

/** A room as the device has it. */
export class RoomOnDevice<D extends RoomDefinition> implements RoomKeeper, Writer {
  readonly #device: OnDevice;
  readonly #session: RoomSession<D>;
  readonly #copy: RoomCopy<D>;
  readonly #own: OwnQueue<D>;
  readonly #refused: RefusedOnDevice<D>;
  readonly #undo: LaterUndo<D>;
  readonly #posts: PostsOnDevice<D>;
  readonly #stops: readonly (() => void)[];
  /** What the device has of the log; undefined where it has nothing. */
  #cached: Omit<LastEntry, "at"> | undefined;
  #isCacheDue = false;
  #cancelCache: (() => void) | undefined;
  #cacheTook = 0;
  readonly #earlier: EarlierQueues<D>;
  readonly left: LeftInRoom<D>;
  readonly shown: ShownQueues<D>;
  /** Whether the room may not be kept here: it was deleted, or this user may not read it any more. */
  #isForbidden = false;
  /** Whether what the device has is on its way into the room: nothing of that is new. */
  #isRestoring = false;
  #isStopped = false;

  constructor(device: OnDevice, session: RoomSession<D>, onStop: () => void) {
    this.#device = device;
    this.#session = session;
    this.#copy = session.copy;
    this.#own = new OwnQueue(session.copy, device);
    this.#earlier = new EarlierQueues(device, session);
    const isOwn = (client: string): boolean => client === device.host.id || this.#own.has(client);
    this.left = new LeftInRoom(device, session, this.#earlier, isOwn);
    this.shown = new ShownQueues(
      device,
      session,
      (client) => isOwn(client) || this.#earlier.has(client),
    );
    this.#refused = new RefusedOnDevice(session, device.host.id);
    this.#posts = new PostsOnDevice(session.copy, session.report);
    this.#undo = new LaterUndo(device, session, () => this.changed());
    let wasIn = false;
    const lookOutside = (): void => {
      const { isIn } = session.copy;
      if (wasIn && !isIn) this.shown.look();
      wasIn = isIn;
    };
    this.#stops = [
      onStop,
      session.told.cell.subscribe(lookOutside),
      session.rejected.subscribe(() => this.changed()),
    ];
  }

  get isSafe(): boolean {
    return this.#device.isOpen && this.#own.isSafe;
  }

  /**
   * Takes up what the device has of the room. `gone` are those who have queues there and whose pages are gone, `tab` what pages of this tab
   * were called that are gone and have left steps to undo, in their order: the locks of all are held. Returns whether the room is to be
   * seen already.
   */
  async restore(
    rows: readonly DeviceRow[],
    gone: readonly string[],
    tab: readonly string[],
  ): Promise<boolean> {
    this.#isRestoring = true;
    try {
      return await this.#restore(rows, gone, tab);
    } finally {
      this.#isRestoring = false;
    }
  }

  async #restore(...[rows, gone, tab]: Parameters<typeof this.restore>): Promise<boolean> {
    const { report } = this.#session;
    const copy = this.#copy;
    const { queues, refused, ...stored } = readRows(rows, report);
    this.#refused.restore(refused);
    const { version } = copy.definition;
    const isMine = (client: string): boolean => gone.includes(client) && !this.#own.has(client);
    const takes = takeable(queues, isMine, version);
    const { room, queues: mine, changed } = bringUp(copy.definition, stored.room, takes, report);
    const taken = mine.map(({ client }) => client);
    this.#earlier.take(taken, changed);
    for (const client of gone) if (!taken.includes(client)) this.#device.release(client);
    for (const { client } of queues) if (!gone.includes(client)) this.#device.watch(client);
    this.#own.begin(queues);
    try {
      if (room !== undefined) {
        beginWith(copy, room);
        this.#cached = { ...room.log, seq: room.seq };
        this.#earlier.begin(room.seq);
      }
      const steps = takingUp(copy, mine);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) {
        await this.#rest(); // oxlint-disable-line no-await-in-loop -- in turn
        if (this.#isStopped) return false;
      }
      this.#isRestoring = false;
      this.#earlier.ended.push(...step.value);
      if (room?.version === version) copy.rights.set(room.rights);
      // A field for which the definition has no answer shows itself here.
      void copy.replica.view;
      this.#refused.place();
      this.#undo.restore(rows, tab);
      if (room !== undefined) this.#posts.restore(rows);
    } catch (error) {
      report(error);
      takeUp(copy, []);
      copy.log = copy.mark = copy.asOf = undefined;
      copy.begin({});
      return false;
    }
    if (this.#earlier.isMoved) this.#device.request(this);
    handBackRest(this.#session, mine);
    this.shown.show(queues);
    return room?.version === version;
  }

  /** Takes up what the device has of the room as it answers late, beside what is there by now. */
  late(rows: readonly DeviceRow[]): void {
    if (this.#isStopped) return;
    this.#refused.restore(readRows(rows, this.#session.report).refused);
    this.left.look();
    this.shown.look();
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => void this.#device.host.clock.after(0, resolve));
  }

  changed(): void {
    if (this.#isStopped || this.#isRestoring) return;
    this.#goOn();
    this.left.goOn();
    if (this.#earlier.isMoved || this.#own.isChanged || this.#refused.isChanged)
      this.#device.request(this);
    const isDue = this.#undo.isChanged || this.#posts.isChanged || this.#isStale;
    if (this.#copy.isReady && isDue && this.#cancelCache === undefined) this.#cacheSoon();
  }

  /** Whether the device has the room as it was before. */
  get #isStale(): boolean {
    const { log, seq } = this.#copy;
    const hasEnded = this.#earlier.ended.length > 0 || this.#own.hasEnded;
    const { epoch, generation, seq: cached } = this.#cached ?? {};
    return hasEnded || epoch !== log?.epoch || generation !== log?.generation || cached !== seq;
  }

  /** Whether the room is not written as long as so much of this page's own is to be written anew with it. What was there before will do. */
  get #isPostponed(): boolean {
    return this.#own.isLong && this.#isStale;
  }

  get unseen(): "texts" | undefined {
    return this.shown.hasTexts ? "texts" : undefined;
  }

  heard<M extends Down>(message: M): M {
    this.shown.heard(message);
    if (message.type === "joined") {
      this.#isForbidden = false;
      this.#undo.entered(message.log.generation);
      this.left.entered();
    }
    return this.#earlier.heard(message);
  }

  closed(code: string): number | "go on" | undefined {
    return this.#earlier.closed(code);
  }

  async others(): Promise<readonly DeviceRow[]> {
    const rows = await this.#device.load(this.#copy.name);
    return rows.filter(({ kind, key }) => {
      if (kind === "refused") return !this.#refused.has(key);
      return kind !== "queue" || !(this.#earlier.has(key) || this.#own.has(key));
    });
  }

  refused(code: string): void {
    if (!isHandedBack(code)) return;
    this.#isForbidden = true;
    if (code === "auth.erased") this.#undo.entered(Infinity);
    this.#device.request(this);
  }

  flush(): void {
    if (this.#isStopped) return;
    this.#isCacheDue = !this.#own.isLong;
    this.#undo.isDue = this.#posts.isDue = !this.#isPostponed;
    this.#device.requestNow(this);
  }

  stop(): void {
    this.left.stop();
    this.shown.stop();
    this.flush();
    this.#isStopped = true;
    this.#earlier.stop();
    this.#undo.stop();
    this.#cancelCache?.();
    for (const stop of this.#stops) stop();
  }

  again(): void {
    this.#own.again();
    this.#refused.again();
    this.#undo.again();
    this.#posts.again();
    this.#cached = undefined;
    if (!this.#isStopped) this.#device.request(this);
  }

  told(): void {
    this.#session.tellStatus();
    this.#device.host.onChange();
  }

  collect(): Part | undefined {
    if (this.#isStopped || this.#isRestoring) return undefined;
    const copy = this.#copy;
    const { name, log, seq } = copy;
    const refused = this.#refused.collect();
    const moved = this.#earlier.moved();
    // What was refused is off the queue in the same moment.
    if (refused.length > 0) this.#isCacheDue = true;
    const writes: DeviceWrite[] = [];
    if (this.#isForbidden) writes.push({ delete: place(name, "room", "") });
    else if (copy.isReady && log !== undefined && (this.#isCacheDue || this.#cached === undefined))
      writes.push(...this.#cache());
    const isWhole = writes.length > 0;
    const ended = isWhole ? this.#earlier.ended.splice(0) : [];
    for (const client of ended) writes.push(...withoutQueue(name, client));
    this.#isCacheDue = false;
    const own = this.#own.collect(isWhole);
    // Steps stand over the room as the log has it: both go together.
    this.#undo.isDue ||= isWhole && copy.recorder !== undefined;
    const undo = this.#undo.collect(!this.#isForbidden);
    this.#posts.isDue ||= isWhole;
    const posts = this.#posts.collect(!this.#isForbidden);
    if (posts !== undefined) writes.push(...posts.writes);
    if (own !== undefined) writes.push(...own.writes);
    writes.push(...refused, ...(moved?.writes ?? []), ...(undo?.writes ?? []));
    if (writes.length === 0) return undefined;
    return {
      writes,
      durability:
        own?.isNew === true || refused.length > 0 || moved !== undefined ? "strict" : "relaxed",
      done: (isWritten) => {
        moved?.done(isWritten);
        undo?.done(isWritten);
        posts?.done(isWritten);
        if (isWritten) {
          own?.done();
          this.#refused.done(refused);
          this.#earlier.let(ended);
          // What another page had written over those may be sent now.
          if (ended.length > 0) this.left.look();
        } else {
          this.#own.again();
          this.#refused.again();
          this.#earlier.ended.push(...ended);
        }
        if (isWhole)
          this.#cached = isWritten && log && !this.#isForbidden ? { ...log, seq } : undefined;
        this.told();
      },
    };
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
      states: Object.fromEntries(keyStates(replica.state, true)),
      ...(replica.state.hasPassedEdits && { hasPassedEdits: true }),
      asOf: asOf ?? began,
    });
    this.#cacheTook = clock.now() - began;
    return [{ put: row }];
  }

  #cacheSoon(): void {
    const wait = Math.max(CACHE_MS, (this.#cacheTook + this.#undo.took) * CACHE_REST);
    this.#cancelCache = this.#device.host.clock.after(wait, () => {
      this.#cancelCache = undefined;
      if (this.#isPostponed) return this.#cacheSoon();
      this.#isCacheDue = this.#isStale;
      this.#undo.isDue = this.#posts.isDue = true;
      this.#device.request(this);
    });
  }

  /** Whether all changes of those who are sent now have ended: then it is the next ones' turn. */
  #goOn(): void {
    const { isIn } = this.#copy;
    if (!this.#earlier.goOn() || !isIn) return;
    this.#session.goodbye();
    this.#session.enterAgain();
  }
}

function place(room: string, kind: DevicePlace["kind"], key: string): DevicePlace {
  return { room, kind, key };
}
