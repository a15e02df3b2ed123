import type { RoomDefinition } from "@alongside/core";
import type { RoomSession } from "../room/room.ts";
import type { DeviceWrite } from "./device-store.ts";
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
      const listed = rows.map(([, row]) => ({ ...row, shelves: new Map() }));
      const keys = rows.map(([key]) => key);
      for (const [i, id] of rejections.restore(listed).entries())
        this.#stored.set(id, keys[i] as string);
      this.#isWaiting = false;
    });
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
    const { setbacks, name } = this.#session;
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
      writes.push({ put: refusedRow(name, key, refusal) });
    }
    return writes;
  }

  /** These are written. */
  done(writes: readonly DeviceWrite[]): void {
    for (const write of writes) if ("delete" in write) this.#ended.delete(write.delete.key);
  }
}
