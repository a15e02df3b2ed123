import { Refused, type RoomDefinition } from "@alongside/core";
import { type Down, inWords, type OpsByKey } from "@alongside/core/engine";
import { attempt } from "../room/attempt.ts";
import { madeBy } from "../room/renew.ts";
import type { RoomSession } from "../room/room.ts";
import { editsOf, mapOps } from "../room/written-ops.ts";
import type { DeviceRow } from "./device-store.ts";
import type { OnDevice } from "./on-device.ts";
import { readRows, type StoredQueue } from "./rows.ts";

/** Ms between two looks at what others wrote: at least so many, and so many times as long as the last one took. */
const LOOK_MS = 30;
const LOOK_REST = 20;

/** Ms after which what has ended is off the device, too. */
const ENDED_MS = 1500;

/** How many changes of others are shown. What they wrote after those is seen once it is sent. */
const MAX_SHOWN = 2000;

/** Digits that make numbers stand in order as text. */
const DIGITS = 12;

const UNSENT =
  inWords(
    () =>
      "Another tab of this browser made this and has not sent it yet: it can be changed there, or here once it is sent",
  ) ?? "tab.unsent";

/** A change of another page, as it is shown. */
interface Shown {
  readonly client: string;
  readonly n: number;
  readonly made: readonly string[];
}

/**
 * What other pages of this browser have not sent of a room, as far as it is on the device: shown under what this page has pending. It is
 * read while this page is not in the room; in the room the server shows it, and what was shown before goes as it is committed.
 */
export class ShownQueues<D extends RoomDefinition> {
  readonly #device: OnDevice;
  readonly #session: RoomSession<D>;
  readonly #isMine: (client: string) => boolean;
  /** By the keys of the previews. */
  readonly #shown = new Map<string, Shown>();
  /** Records that only others have made. */
  readonly #made = new Set<string>();
  #hasTexts = false;
  #cancel: (() => void) | undefined;
  #isReading = false;
  #isDue = false;
  #restUntil = 0;
  #isStopped = false;

  /** `isMine` says whose changes are pending here. */
  constructor(device: OnDevice, session: RoomSession<D>, isMine: (client: string) => boolean) {
    this.#device = device;
    this.#session = session;
    this.#isMine = isMine;
  }

  /** Whether others have edited texts, which is not shown. */
  get hasTexts(): boolean {
    return this.#hasTexts && !this.#session.copy.isIn;
  }

  /** Another page has written, or this one is not in the room any more. */
  look(): void {
    if (this.#session.copy.isIn && this.#shown.size === 0 && !this.#hasTexts) return;
    this.#lookIn(LOOK_MS);
  }

  /** Shows what is on the device. In the room only goes what has ended, and outside nothing: there it is not known what is sent by now. */
  show(queues: readonly StoredQueue[]): void {
    const { copy, report } = this.#session;
    const { version } = copy.definition;
    const others = queues.filter((one) => one.version === version && !this.#isMine(one.client));
    const keys = new Set<string>();
    for (const { client, order, changes } of others)
      for (const { n, ops } of changes.slice(0, MAX_SHOWN)) {
        const key = `~${padded(order)}/${client}/${padded(n)}`;
        keys.add(key);
        // In the room it may be there already, and is still on the device.
        if (copy.isIn || this.#shown.has(key) || keys.size > MAX_SHOWN) continue;
        const seen = mapOps(ops, (list) => list.filter(({ op }) => op !== "text"));
        this.#shown.set(key, { client, n, made: madeBy(seen) });
        attempt(report, () => copy.replica.setPreview(key, seen));
      }
    this.#hasTexts = others.some(({ changes }) =>
      changes.some(({ ops }) => editsOf(ops).length > 0),
    );
    if (copy.isIn) for (const key of this.#shown.keys()) if (!keys.has(key)) this.#hide(key);
    this.#tell();
  }

  /** Call before the room takes a message in: what has ended is not shown twice. */
  heard(message: Down): void {
    if (message.type === "joined" && this.#shown.size > 0) {
      // What of it that state has nobody says.
      if (message.state !== undefined) for (const key of this.#shown.keys()) this.#hide(key);
      this.#lookIn(ENDED_MS);
    }
    if (!("list" in message) || this.#shown.size === 0) return;
    const ended = new Map<string, number>();
    for (const entry of message.list) if ("client" in entry) ended.set(entry.client, entry.n);
    for (const [key, { client, n }] of this.#shown)
      if (n <= (ended.get(client) ?? 0)) this.#hide(key);
    this.#guard();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #lookIn(ms: number): void {
    this.#isDue = true;
    if (this.#isStopped || this.#isReading || this.#cancel !== undefined) return;
    const { clock } = this.#device.host;
    const wait = Math.max(ms, this.#restUntil - clock.now());
    this.#cancel = clock.after(wait, () => {
      this.#cancel = undefined;
      this.#isReading = true;
      this.#isDue = false;
      const began = clock.now();
      this.#read()
        .catch((error: unknown) => this.#session.report(error))
        .finally(() => {
          this.#isReading = false;
          this.#restUntil = clock.now() + (clock.now() - began) * LOOK_REST;
          if (this.#isDue) this.#lookIn(LOOK_MS);
        });
    });
  }

  async #read(): Promise<void> {
    const rows: readonly DeviceRow[] = await this.#device.load(this.#session.name, [
      "queue",
      "chunk",
    ]);
    if (this.#isStopped) return;
    // What cannot be read was told of by whoever loads the room.
    this.show(readRows(rows, () => undefined).queues);
  }

  #hide(key: string): void {
    this.#shown.delete(key);
    this.#session.copy.replica.setPreview(key, undefined);
  }

  #tell(): void {
    this.#guard();
    this.#session.tellStatus();
    this.#session.copy.tellView();
  }

  /** Keeps this page from writing to what only others have. */
  #guard(): void {
    const { copy } = this.#session;
    this.#made.clear();
    for (const { made } of this.#shown.values()) for (const id of made) this.#made.add(id);
    copy.guard = this.#made.size === 0 ? undefined : (ops) => this.#check(ops);
  }

  /** Throws `Refused` for ops that the server could not take before another page's. */
  #check(ops: OpsByKey): void {
    const { state } = this.#session.copy.replica;
    const isForeign = (id: string): boolean => this.#made.has(id) && state.find(id) === undefined;
    for (const list of Object.values(ops))
      for (const op of list)
        if (isForeign(op.id) || ("in" in op && isForeign(op.in.of)))
          throw new Refused("tab.unsent", UNSENT);
  }
}

function padded(n: number): string {
  return String(n).padStart(DIGITS, "0");
}
