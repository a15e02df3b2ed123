import type { RoomStatus } from "@alongside/client";

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
};

/** Why something is not working, in front of people; undefined where nothing is known that would help them. */
export function reasonText({ code, reason }: RoomStatus): string | undefined {
  return REASONS[code ?? ""] ?? (reason === code ? undefined : reason);
}
