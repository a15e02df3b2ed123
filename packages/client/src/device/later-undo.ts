import type { RoomDefinition } from "@alongside/core";
import { isFields } from "@alongside/core/engine";
import { Lazy } from "../lazy.ts";
import { attempt } from "../room/attempt.ts";
import type { RoomSession } from "../room/room.ts";
import type { DeviceRow, DeviceWrite } from "./device-store.ts";
import type { OnDevice } from "./on-device.ts";

/** Ms that rows of pages which are gone stay, in case their tab is opened again. */
const GONE_MS = 7 * 24 * 3_600_000;

/** Rows of steps that are kept in a room, beside this page's own. */
const MAX_ROWS = 20;

/** Loaded with the first step to undo of a room that is kept on the device, or with the first that is there. */
export const undoCode = new Lazy(() => import("./undo-rows.ts"));

interface UndoWrites {
  readonly writes: readonly DeviceWrite[];
  /** Call when the transaction is over. */
  done(isWritten: boolean): void;
}

/** The steps to undo of a room, as the device has them: those of this page in one row, under its client id. */
export class LaterUndo<D extends RoomDefinition> {
  readonly #device: OnDevice;
  readonly #session: RoomSession<D>;
  readonly #loaded: () => void;
  /** Rows that this page has taken over, or that nobody will. They go with the first that is written. */
  #gone: readonly string[] = [];
  /** Whose rows these are. */
  #claimed: readonly string[] = [];
  /** The steps that nobody here has asked for yet. */
  #row: DeviceRow | undefined;
  /** Rows that are not this page's own, with the generation of the room that each stands over. */
  #generations: ReadonlyMap<string, number> = new Map();
  #turn = 0;
  #isWritten = false;
  /** Once the code for it was asked for. Where that fails, steps are not kept. */
  #isLoading = false;
  /** Whether what is noted of the steps is to be written with the next transaction. */
  isDue = false;
  /** How many ms the last row took to make. */
  took = 0;

  /** `loaded` is called once the code that writes steps is here. */
  constructor(device: OnDevice, session: RoomSession<D>, loaded: () => void) {
    this.#device = device;
    this.#session = session;
    this.#loaded = loaded;
  }

  /** Whether steps have come, gone, or are others than on the device. */
  get isChanged(): boolean {
    const { recorder } = this.#session.copy;
    if (recorder === undefined) return false;
    this.#takeUp();
    if (recorder.turn === this.#turn) return false;
    this.#load();
    return true;
  }

  #load(): void {
    const { recorder } = this.#session.copy;
    if (recorder === undefined || undoCode.here !== undefined || this.#isLoading) return;
    this.#isLoading = true;
    undoCode.load().then(
      () => {
        this.#takeUp();
        this.#loaded();
      },
      (error: unknown) => this.#session.report(error),
    );
  }

  /**
   * Goes on with the steps of this tab. `rows` are all that the room has, `mine` the keys of those that pages of this tab have left
   * which are gone, the newest last. Call when the room stands as the device has it.
   */
  restore(rows: readonly DeviceRow[], mine: readonly string[]): void {
    this.#claimed = mine;
    const { id: own, clock } = this.#device.host;
    const all = rows.filter(({ kind }) => kind === "undo");
    const others = all.filter(({ key }) => key !== own && !mine.includes(key));
    const since = clock.now() - GONE_MS;
    const stale = others
      .toSorted((a, b) => atOf(b) - atOf(a))
      .filter((row, i) => atOf(row) < since || i >= MAX_ROWS)
      .map(({ key }) => key);
    this.#gone = stale;
    this.#generations = new Map(all.map((row) => [row.key, generationOf(row)]));
    this.isDue = stale.length > 0;
    this.#row = all.find(({ key }) => key === mine.at(-1));
    this.#takeUp();
  }

  /** Goes on with the steps once somebody wants to undo here: until then they stay where they are. */
  #takeUp(): void {
    const row = this.#row;
    const { recorder } = this.#session.copy;
    if (row === undefined || recorder === undefined) return;
    const code = undoCode.here;
    if (code === undefined) return this.#load();
    this.#row = undefined;
    const { id: own } = this.#device.host;
    this.#gone = [...this.#gone, ...this.#claimed.filter((key) => key !== own)];
    this.#isWritten = row.key === own;
    attempt(this.#session.report, () => code.takeUpSteps(this.#session, row.value));
  }

  /** The room has this generation now: steps of before go, whoever left them, as they may bring back the words of somebody who was erased. */
  entered(generation: number): void {
    const old = [...this.#generations].filter(([, its]) => its < generation).map(([key]) => key);
    if (old.length === 0) return;
    this.#generations = new Map();
    if (this.#row !== undefined && old.includes(this.#row.key)) this.#row = undefined;
    const { id: own } = this.#device.host;
    if (old.includes(own)) this.#isWritten = true;
    this.#gone = [...this.#gone, ...old.filter((key) => key !== own)];
    this.#turn = -1;
    this.isDue = true;
  }

  /** All is to be written again. */
  again(): void {
    this.#turn = -1;
  }

  /** `isAllowed`: whether the room may be kept here. */
  collect(isAllowed: boolean): UndoWrites | undefined {
    const { copy, name, report } = this.#session;
    const { recorder } = copy;
    const code = undoCode.here;
    const isLoading = recorder !== undefined && code === undefined;
    if (!this.isDue || (isAllowed && isLoading)) return undefined;
    this.isDue = false;
    const { clock, id: key } = this.#device.host;
    const gone = this.#gone;
    const writes = gone.map((one): DeviceWrite => ({
      delete: { room: name, kind: "undo", key: one },
    }));
    const began = clock.now();
    const value = isAllowed
      ? attempt(report, () => code?.stepsOf(this.#session, began))
      : undefined;
    this.took = clock.now() - began;
    this.#turn = recorder?.turn ?? 0;
    if (value !== undefined) writes.push({ put: { room: name, kind: "undo", key, value } });
    else if (this.#isWritten) writes.push({ delete: { room: name, kind: "undo", key } });
    this.#isWritten = value !== undefined;
    const done = (isWritten: boolean): void => {
      if (isWritten) this.#gone = this.#gone.filter((one) => !gone.includes(one));
      else {
        this.again();
        this.#isWritten = true;
      }
    };
    return { writes, done };
  }

  stop(): void {
    for (const client of this.#claimed) this.#device.release(client);
    this.#claimed = [];
  }
}

/** The generation of the room that a row of steps stands over; 0 where it does not say. */
function generationOf({ value }: DeviceRow): number {
  const log = isFields(value) && isFields(value.log) ? value.log : {};
  return typeof log.generation === "number" ? log.generation : 0;
}

/** When a row was written, in ms; 0 where it does not say. */
function atOf({ value }: DeviceRow): number {
  return isFields(value) && typeof value.at === "number" ? value.at : 0;
}
