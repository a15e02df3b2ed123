import type { RoomDefinition } from "@alongside/core";
import { encodeJoin, shapeForServer } from "@alongside/core/engine";
import type { RoomCopy } from "./copy.ts";

/** What enters a room, or resumes in it, as the first of those whose changes are pending. */
export function joinFrame(copy: RoomCopy<RoomDefinition>): string {
  const { seat, name, definition, segment, log, seq, at, pending, mark } = copy;
  const last = copy.lastEntry ?? (log && { ...log, seq, at });
  return encodeJoin({
    seat,
    room: name,
    version: definition.version,
    client: segment.client,
    ...(last && { last }),
    ended:
      Math.min(pending.ended, segment.end, (pending.gone?.first ?? Infinity) - 1) - segment.offset,
    ...(copy.isQuiet && { quiet: true }),
    ...(mark !== undefined && { mark }),
    shape: shapeForServer(definition),
  });
}
