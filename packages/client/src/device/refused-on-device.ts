import type { RoomDefinition } from "@alongside/core";
import type { Op, Shelf } from "@alongside/core/engine";
import { attempt } from "../room/attempt.ts";
import type { Refusal } from "../room/rejections.ts";
import type { RoomSession } from "../room/room.ts";
import type { DeviceWrite } from "./device-store.ts";
import { shelve, type Stands, standsOf } from "./refused-texts.ts";
import { type RefusedRow, refusedRow } from "./rows.ts";

/** What is listed in `room.rejected`, as the device has it. */
export class RefusedOnDevice<D extends RoomDefinition> {
  readonly #session: RoomSession<D>;
  readonly #client: string;
  /** The keys of the rows, by what is listed. */
  readonly #stored = new Map<string, string>();
  /** The keys of the rows whose changes are not listed any more. */
  readonly #ended = new Set<string>();
  /** Up to which change of the list it is there. */
  #changes = 0;
  /** Those whose edits of texts are still to be placed in the room. */
  readonly #toPlace: {
    readonly refusal: Pick<Refusal, "ops" | "leaning"> & { readonly shelves: Map<Op, Shelf> };
    readonly stands: Stands;
  }[] = [];
  #isPlaced = false;
  /** Rows whose changes are not listed yet, as the code for that is on its way. */
  #isWaiting = false;

  /** `client` is the id of this page: no other one has rows under it. */
  constructor(session: RoomSession<D>, client: string) {
    this.#session = session;
    this.#client = client;
  }

  /** Lists again what earlier pages had listed. */
  restore(given: ReadonlyMap<string, RefusedRow>): void {
    const rows = [...given].filter(([key]) => !this.has(key));
    if (rows.length === 0) return;
    this.#isWaiting = true;
    this.#session.setbacks.use(({ rejections }) => {
      const listed = rows.map(([, { stands, ...row }]) => {
        const refusal = { ...row, shelves: new Map<Op, Shelf>() };
        if (stands !== undefined) this.#toPlace.push({ refusal, stands });
        return refusal;
      });
      const keys = rows.map(([key]) => key);
      for (const [i, id] of rejections.restore(listed).entries())
        this.#stored.set(id, keys[i] as string);
      this.#isWaiting = false;
      if (this.#isPlaced) this.place();
    });
  }

  /** The room stands as the device has it: so it is known where edits of texts belong that were refused on an earlier page. */
  place(): void {
    this.#isPlaced = true;
    const { copy, report } = this.#session;
    for (const { refusal, stands } of this.#toPlace.splice(0))
      attempt(report, () => shelve(copy.replica, refusal, stands, refusal.shelves));
  }

  /** Whether this page lists what is in the row with that key. */
  has(key: string): boolean {
    const isHeld = this.#ended.has(key) || [...this.#stored.values()].includes(key);
    return isHeld || key.startsWith(`${this.#client}/`);
  }

  /** Whether the list is another one than on the device. */
  get isChanged(): boolean {
    const { here } = this.#session.setbacks;
    return !this.#isWaiting && here !== undefined && here.rejections.changes !== this.#changes;
  }

  /** All of it is to be written again, each under the key that it has: what failed may be there all the same. */
  again(): void {
    this.#changes = -1;
  }

  collect(): readonly DeviceWrite[] {
    const { setbacks, name, copy } = this.#session;
    if (!this.isChanged) return [];
    const { refusals, changes } = setbacks.now.rejections;
    this.#changes = changes;
    const writes: DeviceWrite[] = [];
    for (const [id, key] of this.#stored) {
      if (refusals.has(id)) continue;
      this.#stored.delete(id);
      this.#ended.add(key);
    }
    for (const key of this.#ended) writes.push({ delete: { room: name, kind: "refused", key } });
    for (const [id, refusal] of refusals) {
      // What is listed under the same id may have another reason by now.
      const key = this.#stored.get(id) ?? `${this.#client}/${id.slice(name.length + 1)}`;
      this.#stored.set(id, key);
      const waiting = this.#toPlace.find((one) => (one.refusal as object) === refusal);
      const stands = waiting?.stands ?? standsOf(copy.replica, refusal);
      writes.push({ put: refusedRow(name, key, refusal, stands) });
    }
    return writes;
  }

  /** These are written. */
  done(writes: readonly DeviceWrite[]): void {
    for (const write of writes) if ("delete" in write) this.#ended.delete(write.delete.key);
  }
}
