import { Invalid, Refused } from "@alongside/core";
import { BadMessage, type RoomId, type UserInfo } from "@alongside/core/engine";
import type { Ended, RoomPort } from "../room/port.ts";
import type { Intent } from "./intents.ts";

/** Refusals of a room that is not well just now: it is asked again. */
const PASSING: ReadonlySet<string> = new Set([
  "room.faulty",
  "room.reset",
  "room.deleted",
  "server.stopping",
]);

/** Writes into a room once, whatever was tried before. Rejects where that is not known to have ended: try again. */
export async function deliver(
  load: (room: RoomId) => Promise<RoomPort>,
  target: RoomId,
  user: UserInfo,
  { client, n, via, mutation, ops }: Intent,
): Promise<Ended> {
  const author = { client, user, rights: { read: true, write: true } } as const;
  const request = {
    via,
    ...(mutation !== undefined && { mutation }),
    ...(ops !== undefined && { ops }),
  };
  try {
    for (;;) {
      const room = await load(target);
      const ended = await room.writeOnce(author, n, request);
      if (ended !== undefined) return ended;
    }
  } catch (error) {
    // It was decided nowhere, and never will be.
    if (error instanceof Refused && !PASSING.has(error.code))
      return { isRefused: true, code: error.code, message: error.message };
    if (error instanceof BadMessage || error instanceof Invalid || error instanceof TypeError)
      return { isRefused: true, code: "follower.write", message: error.message };
    throw error;
  }
}
