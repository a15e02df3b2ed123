import type { RoomDefinition } from "@alongside/core";
import { inWords } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import type { StoredQueue } from "./rows.ts";

/** Why what is on the device cannot be sent. */
const UNREADABLE = {
  code: "device.unreadable",
  message:
    inWords(
      () => "A part of what was not sent is damaged on this device, and this stood behind it",
    ) ?? "device.unreadable",
};

/** Lists what stands behind changes that are missing as refused: it cannot be sent under its numbers. */
export function handBackRest<D extends RoomDefinition>(
  { setbacks }: RoomSession<D>,
  queues: readonly StoredQueue[],
): void {
  const all = queues.flatMap(({ rest }) => rest);
  if (all.length === 0) return;
  setbacks.use(({ rejections }) => {
    for (const data of all)
      rejections.add({ ...data, ...UNREADABLE, leaning: {}, shelves: new Map() });
    rejections.tell();
  });
}
