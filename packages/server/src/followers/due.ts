import type { RoomId } from "@alongside/core/engine";
import type { Ended } from "../room/port.ts";
import type { Kept } from "../store/followed.ts";
import { deliver } from "./deliver.ts";
import type { Intent } from "./intents.ts";
import type { FollowerTask } from "./parts.ts";

/** A write that is kept and was not made yet. */
export interface Due {
  readonly id: number;
  readonly target: RoomId;
  readonly intent: Intent;
}

export function dueOf({ id, room, target = room, body }: Kept): Due {
  return { id, target, intent: JSON.parse(body) as Intent };
}

/**
 * Makes these writes, those into one room in their order, and takes each out of the set once it has ended. Rejects where one is not known
 * to have ended, once none is under way any more.
 */
export async function writeAll(
  { load, user, reach: { atOnce } }: Pick<FollowerTask, "load" | "user" | "reach">,
  dues: Set<Due>,
  onEnded: (due: Due, ended: Ended) => void,
): Promise<void> {
  const lines = atOnce === 1 ? [[...dues]].values() : Map.groupBy(dues, targetOf).values();
  const failed: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const line of lines)
      for (const due of line) {
        if (failed.length > 0) return;
        try {
          // oxlint-disable-next-line no-await-in-loop -- in order
          const ended = await deliver(load, due.target, user, due.intent);
          onEnded(due, ended);
          dues.delete(due);
        } catch (error) {
          failed.push(error);
        }
      }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (failed.length > 0) throw failed[0];
}

function targetOf({ target }: Due): RoomId {
  return target;
}
