import type { Code } from "./codes.ts";

/** What each code means, for people. Apart from `CODES`, so that a page which only acts on codes does not carry the sentences. */
export const CODE_MEANINGS: { readonly [C in Code]: string } = {
  "auth.failed": "The token was refused. Get a fresh one.",
  "auth.expired": "The token has expired. Get a fresh one.",
  "auth.forbidden": "This user may not enter the room.",
  "auth.read-only": "This user may read the room and not write to it.",
  "auth.revoked": "What this user may do here has changed.",
  "auth.ended": "The server ended this user's access. Authenticate anew.",
  "auth.timeout": "No hello arrived in time after connecting.",
  "auth.unavailable": "Who is calling could not be checked just now.",
  "auth.client-taken": "The client id belongs to another user.",
  "message.invalid": "A frame was not a message of this protocol.",
  "message.too-big": "A frame was larger than the limit.",
  "counter.gap": "A change skipped a number of its client's counter.",
  "limit.rate": "More messages per second than the limit allows.",
  "limit.rooms": "More rooms on one connection than the limit allows.",
  "limit.address-rooms": "More rooms from one address than the limit allows.",
  "limit.presence":
    "The presence of a client, or of all in the room, is larger than the limit allows. It is not shown.",
  "limit.event": "An event is larger than the limit allows. It reaches nobody.",
  "limit.preview":
    "A gesture, or all those in the room, are larger than the limit allows. It is not shown; its change is not concerned.",
  "limit.greeting":
    "More was sent before welcome than a server keeps. What does not fit is sent after it.",
  "limit.connections": "More connections from one address than the limit allows.",
  "limit.unfinished":
    "A request or a message did not come whole in time, or too much has come in such that are not.",
  "limit.slow-reader": "The connection could not take what was sent to it fast enough.",
  "room.unknown": "The server has no such kind of room.",
  "room.not-joined": "A message named a room this connection has not joined.",
  "room.reset": "The room was taken from memory and is loaded again from the store.",
  "room.faulty": "The room has failed three times in ten seconds and stays closed for thirty.",
  "text.rebase":
    "An edit was made so long ago that what came meanwhile is not kept. Join again, and take it over that.",
  "schema.outdated": "The page has another version of the room's definition. Reload it.",
  "schema.incompatible":
    "The stored room does not fit the room's definition, or cannot be brought to its version.",
  "schema.differs":
    "The page's definition of the room is another one than the server's, at the same version. Reload the page, or restart the server with the page's definition; give it a new version once rooms are stored. Only development builds ask for this.",
  "session.replaced": "The same client connected again; this connection is the old one.",
  "server.stopping": "The server is going away.",
  "store.failed": "The store could not answer.",
  "version.unknown": "Client and server have no protocol version in common.",
};
