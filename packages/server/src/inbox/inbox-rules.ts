import { Inbox, inboxOf } from "@alongside/core/inbox";
import { implement, type RoomImplementation } from "../implement.ts";
import { SERVER } from "../room/server-user.ts";

/** What a user reads of their inbox, and writes by its mutations. */
const OWN = ["items", "markers", "levels", "quiet", "pushes"];

/** Inboxes as the server runs them: each is its user's alone, and nothing but the mutations of the definition writes there. */
export const INBOXES: RoomImplementation = implement(Inbox, {
  authorize: (user, room) => (inboxOf(user.id) === room ? { read: OWN, write: OWN } : "none"),
  allow: ({ mutation }, { user }) =>
    user.id === SERVER.id ||
    mutation !== undefined || {
      code: "inbox.closed",
      message: "An inbox is written by its mutations alone",
    },
});
