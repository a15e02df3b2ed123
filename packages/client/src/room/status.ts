import type { ClientStatus } from "../client-types.ts";
import type { LinkState, Reason } from "../connection/machine.ts";
import type { RoomStatus } from "./types.ts";

/** After this many tries in a row, "reconnecting" would be a euphemism. */
const OFFLINE_ATTEMPTS = 4;

/** How a connection's state is told to people. `wasLive`: it has worked before. */
export function clientStatus(link: LinkState, wasLive: boolean): ClientStatus {
  switch (link.name) {
    case "idle":
    case "live":
      return { name: link.name };
    case "closed":
      return { name: "offline" };
    case "refused":
      return { name: "refused", reason: link.reason.message, code: link.reason.code };
    case "waiting":
      return {
        name: trying(link.attempt, wasLive),
        reason: link.reason.message,
        code: link.reason.code,
        retryAt: link.retryAt,
      };
    case "authorizing":
    case "authorizing":
    case "dialing":
    case "greeting":
      return { name: trying(link.attempt, wasLive) };
  }
}

/** How a room is doing: the connection's status, as far as the room does not have its own trouble. */
export function roomStatus(
  client: ClientStatus,
  room: { readonly isReady: boolean; readonly isEntered: boolean; readonly trouble: Trouble | undefined },
  pending: number,
): RoomStatus {
  const base = { pending, saved: pending === 0 };
  const { trouble } = room;
  if (trouble?.isFinal === true) {
    return { ...base, name: "refused", reason: trouble.message, code: trouble.code };
  }
  const waiting = room.isReady ? "reconnecting" : "connecting";
  if (client.name === "idle") return { ...base, name: waiting };
  if (client.name !== "live") return { ...base, ...client, name: client.name === "connecting" ? waiting : client.name };
  if (room.isEntered) return { ...base, name: "live" };
  if (trouble === undefined) return { ...base, name: waiting };
  return { ...base, name: waiting, reason: trouble.message, code: trouble.code };
}

/** Why a room's session is over while the connection lives. */
export interface Trouble extends Reason {
  /** It is not tried again by itself. */
  readonly isFinal: boolean;
}

function trying(attempt: number, wasLive: boolean): "offline" | "reconnecting" | "connecting" {
  if (attempt >= OFFLINE_ATTEMPTS) return "offline";
  return wasLive ? "reconnecting" : "connecting";
}
