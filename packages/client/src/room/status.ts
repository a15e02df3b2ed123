import { equalJson, inWords } from "@alongside/core/engine";
import type { ClientStatus } from "../client-types.ts";
import { type LinkState, type Reason, reasonOf } from "../connection/machine.ts";
import type { SessionState } from "./session-state.ts";
import type { RoomStatus } from "./types.ts";

/** After this many tries in a row, "reconnecting" would be a euphemism. */
const OFFLINE_ATTEMPTS = 4;

/** How a connection's state is told to people. `wasLive`: it has worked before; `isOnline`: there is a network. */
export function clientStatus(link: LinkState, wasLive: boolean, isOnline: boolean): ClientStatus {
  switch (link.name) {
    case "idle":
    case "live":
      return { name: link.name };
    case "closed":
      return {
        name: "refused",
        ...told(
          reasonOf(
            "client.closed",
            inWords(() => "The client was closed"),
          ),
        ),
      };
    case "refused":
      return { name: "refused", ...told(link.reason) };
    default: {
      const name =
        !isOnline || link.attempt >= OFFLINE_ATTEMPTS
          ? "offline"
          : wasLive
            ? "reconnecting"
            : "connecting";
      return link.name === "waiting"
        ? { name, ...told(link.reason), retryAt: link.retryAt }
        : { name };
    }
  }
}

/** Why a room is not here that was never on this device. */
const UNKNOWN = told(
  reasonOf(
    "device.unknown-room",
    inWords(() => "This room has never been on this device, and there is no network"),
  ),
);

/** What a room's status is made from, beside its session. */
export interface Doing extends Pick<RoomStatus, "pending" | "saved" | "total"> {
  readonly isReady: boolean;
  /** Whether the device keeps rooms, and has nothing of this one. */
  readonly isUnknown: boolean;
  readonly asOf: number | undefined;
  readonly unseen: RoomStatus["unseen"] | undefined;
}

/** How a room is doing: the connection's status, as far as the room does not have its own trouble. */
export function roomStatus(
  client: ClientStatus,
  session: SessionState,
  { isReady, isUnknown, pending, total = pending, saved, asOf, unseen }: Doing,
): RoomStatus {
  const base = {
    pending,
    ...(pending > 0 && { total }),
    saved,
    ...(asOf !== undefined && { asOf }),
    ...(unseen && { unseen }),
  };
  if (session.name === "refused") return { ...base, name: "refused", ...told(session.reason) };
  if (client.name === "refused") return { ...base, ...client, name: "refused" };
  if (session.name === "in" && client.name === "live") return { ...base, name: "live" };
  const trouble: Omit<ClientStatus, "name"> =
    session.name === "waiting"
      ? { ...told(session.reason), retryAt: session.retryAt }
      : { ...client };
  const name = client.name === "offline" ? "offline" : isReady ? "reconnecting" : "connecting";
  if (isUnknown && name === "offline") return { ...trouble, ...base, name, ...UNKNOWN };
  if (pending === 0) return { ...trouble, ...base, name };
  const reason =
    inWords(() => {
      const why = trouble.reason === undefined ? "" : `: ${trouble.reason}`;
      return saved === "device" ? `Saved on this device${why}` : `Not saved yet, retrying${why}`;
    }) ?? trouble.reason;
  return { ...trouble, ...base, name, ...(reason !== undefined && { reason }) };
}

/** Whether two statuses say the same. */
export function isSameStatus(a: RoomStatus | ClientStatus, b: RoomStatus | ClientStatus): boolean {
  return equalJson(a, b);
}

function told({ code, message }: Reason): { readonly reason: string; readonly code: string } {
  return { reason: message, code };
}
