import type { Json, RoomDefinition } from "@alongside/core";
import type { OpsByKey } from "@alongside/core/engine";
import type { Readable } from "../readable.ts";
import type { PendingChange } from "./pending.ts";
import { sessionOf } from "./sessions.ts";
import type { Room } from "./types.ts";

/** A change that was made here, or by an earlier page of this device, and that the server has not answered. */
export interface Waiting {
  /** Of this change alone among those of the list, as long as the page lives: a key for lists. */
  readonly id: string;
  /** What it writes; of a mutation, what this page guesses that the server will make of it. */
  readonly ops: OpsByKey;
  /** The mutation that was called, when it was one. */
  readonly name?: string;
  readonly args?: Json;
}

/**
 * Lists the changes of a room that the server has not answered, oldest first, for people to look at and to export. The list is made when
 * it is read, in time linear in its length, and is the same object until a change is made or ends: what is typed into the last one
 * meanwhile is seen then.
 */
export function openWaiting<D extends RoomDefinition>(room: Room<D>): Readable<readonly Waiting[]> {
  const { copy } = sessionOf(room, "openWaiting");
  let from: readonly PendingChange[] = [];
  let list: readonly Waiting[] = [];
  const listed = ({ data, editsTexts }: PendingChange): Waiting => ({
    id: String(data.n),
    ops: editsTexts ? copy.replica.opsOf(data.n) : data.ops,
    ...(data.mutation && { name: data.mutation.name, args: data.mutation.args }),
  });
  const get = (): readonly Waiting[] => {
    const now = copy.pending.all().filter(({ isOrphan }) => !isOrphan);
    if (now.length === from.length && now.every((one, i) => one === from[i])) return list;
    from = now;
    return (list = now.map(listed));
  };
  return {
    get,
    subscribe(callback) {
      let told = get();
      const tell = (): void => {
        const now = get();
        if (now === told) return;
        told = now;
        callback(now);
      };
      const stops = [room.status.subscribe(tell), room.subscribe(tell)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
