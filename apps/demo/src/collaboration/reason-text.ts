import type { RoomStatus } from "@alongside/client";
import type { RefusedChange } from "./shared-room.ts";

/** What people can do about it, who cannot do much with a code or with the server's own words. */
const REASONS: { readonly [code: string]: string } = {
  "auth.forbidden": "You are not let in. Ask whoever gave you the link.",
  "auth.failed": "The server does not know you. Sign in again.",
  "auth.ended": "You were signed out.",
  "room.unknown": "This server has none of these.",
  "room.deleted": "It was deleted. Reload to begin a new one in its place.",
  "link.unreachable": "The server cannot be reached.",
  "link.lost": "The connection was lost.",
  "link.silent": "The server does not answer.",
  "link.timeout": "The server does not answer.",
  "link.not-alongside": "Something else answers where the server should be.",
  "tab.unsent":
    "This was made in another tab that is not back online yet: change it there, or here later.",
  "offline.changed": "Somebody else has changed this since you last saw it.",
  "change.outdated": "This page is newer than what you wrote: it has no place for that any more.",
  "change.in-doubt":
    "You were away for so long that nobody knows whether this had arrived: look before you try again.",
  "auth.read-only": "You may look at this, and not change it.",
  "auth.revoked": "What you may do here has changed.",
  "text.too-long": "There is more text than fits here.",
  "text.gone": "Where this belongs is not known any more.",
  "change.leaning": "It was written to something that was not accepted.",
  "change.too-big": "That is too much at once.",
  "message.too-big": "That is too much at once.",
  "counter.range": "The number would be too large.",
  "room.rewound": "An earlier copy of this came back, in which it has no place.",
};

/** Why something is not working, in front of people; undefined where nothing is known that would help them. */
export function reasonText({ code, reason }: RoomStatus): string | undefined {
  return REASONS[code ?? ""] ?? (reason === code ? undefined : reason);
}

/** Why a change was not accepted: in the words of who refused it, where those came along. */
export function refusalText({ code, message }: Pick<RefusedChange, "code" | "message">): string {
  // What the page found itself says the code alone, or where it is and the code.
  return message.endsWith(code) ? (REASONS[code] ?? message) : message;
}
