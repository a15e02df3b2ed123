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
  "auth.client-taken": "The client id belongs to another user in this room.",
  "auth.erased":
    "This user was erased from the room since the page had it: what it has of it, and was about to send, is of before that. Reload it.",
  "message.invalid": "A frame was not a message of this protocol.",
  "message.too-big": "A frame was larger than the limit.",
  "client.outdated":
    "The room has entries of a kind that the page does not know: it is too old. Reload it.",
  "counter.gap": "A change skipped a number of its client's counter.",
  "limit.rate":
    "More came during a pause, or behind a change that has to wait, than can have been under way.",
  "limit.rooms": "More rooms on one connection than the limit allows.",
  "limit.address-rooms": "More rooms from one address than the limit allows.",
  "limit.presence":
    "The presence of a client, or of all in the room, is larger than the limit allows. It is not shown.",
  "limit.event": "An event is larger than the limit allows. It reaches nobody.",
  "limit.event-rate":
    "More events came from a client than may be told of in a second. Those beyond reach nobody; it is said once until they have stopped for a while.",
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
  "room.deleted":
    "The room was deleted. A page that joins it anew, with nothing of what it was, begins it again.",
  "room.kicked":
    "The app has asked this user to leave the room. A page that joins it anew comes in, unless its app says otherwise.",
  "room.faulty": "The room has failed three times in ten seconds and stays closed for thirty.",
  "text.rebase":
    "An edit was made so long ago that what came meanwhile is not kept. Join again, and take it over that.",
  "schema.outdated": "The page has another version of the room's definition. Reload it.",
  "schema.incompatible":
    "The stored room does not fit the room's definition, or cannot be brought to its version.",
  "schema.differs":
    "The page's definition of the room is another one than the server's, at the same version. Reload the page, or restart the server with the page's definition; give it a new version once rooms are stored. Only development builds ask for this.",
  "series.unknown": "The room has no series of this name.",
  "series.forbidden":
    "This user may not watch this series, or not publish to it. Pages publish only where the `publish` of `implement` lets them.",
  "series.refused":
    "What was published is no point of the series: not a number, beyond its reach, or refused by its schema. Nothing of the batch counts; it is said once until one is taken.",
  "limit.series":
    "More keys were published than the series has. Nothing of the batch counts; it is said once until one is taken.",
  "seat.replaced":
    "The same client has joined the room again, over another connection: this seat is the old one.",
  "server.stopping": "The server is going away.",
  "store.failed": "The store could not answer.",
  "version.unknown": "Client and server have no protocol version in common.",
};

/** Codes with which a change is refused; an app's own rules add theirs. */
export const REFUSALS = {
  "auth.key": "The author may not write this key of the storage.",
  "change.too-big":
    "The change would add too much to the log: see the limits of the protocol. Make it several changes.",
  "change.refused": "An older change that was refused; why is not kept any more.",
  "counter.range": "A counter would leave the safe integers.",
  "mutation.async": "The mutation is asynchronous: what it writes later would come too late.",
  "mutation.text":
    "The mutation edits a text that is there. It may only say what a new record's text begins with.",
  "mutation.threw": "The mutation threw something else than a `Refused`; the server's log has it.",
  "mutation.unknown": "The definition has no such mutation.",
  "offline.changed":
    'The definition says `offline: "refuse-if-changed"`, and a field that was set offline holds something else by now than its author saw, or its record is gone. `conflicts` of the refused change has both values; `retry` overwrites.',
  "op.across-keys": "A record stays under one top-level key.",
  "op.cycle": "A record cannot move into itself.",
  "op.depth": "Records stand in one another 64 deep at most.",
  "op.id": "A new record's id is not one of its author's change, or exists already.",
  "op.key": "The text cannot be a map's key.",
  "op.unknown-field": "The definition has no such field.",
  "op.void": "In a strict change: something that it writes to is gone.",
  "op.wrong-type": "The field is of another kind than the op.",
  "post.not-a-thread":
    "The post is an answer itself: answer the one that begins its thread, which the message names.",
  "inbox.closed":
    "An inbox is written by its own mutations alone, and only the server notifies in it. A room `inbox-index` is not deleted: it follows the levels that users set.",
  "inbox.full":
    "An inbox has 500 settings of levels at most. Take one back, by setting it to null.",
  "post.not-yours":
    "Only its author edits or deletes a post, where the feed's `may` rule says nothing else.",
  "post.reactions": "A post has 30 different emoji and 1,000 reactions at most.",
  "post.too-big": "The body of a post is larger than its feed allows: see `maxSize` of `feed()`.",
  "post.too-many":
    "A change acts on 100 posts at most that were there before it. Make it several changes.",
  "post.too-soon":
    "The feed is in slow mode, and the user has posted a moment ago. The message says when the next one may come.",
  "post.unknown": "There is no post of that id in the feed to answer.",
  "restore.nowhere":
    "The record that is to be restored stood in one that is in the trash now, or gone: restore that one.",
  "room.rewound":
    "The room's log went back to before the change was known, or to before what it was written to: a backup was put in its place, the room was deleted, or it was in memory alone.",
  "rule.threw": "The app's rule threw something else than a `Refused`; the server's log has it.",
  "schema.invalid":
    "The schema refuses a value, or it is not canonical JSON; the message has the path.",
  "undo.changed":
    "Others have changed all that the change wrote which was to be taken back. Undo tells it by itself.",
  "text.too-long": "A text would be longer than its definition allows.",
} as const;

/** Codes with which a question about a room's past is refused. */
export const HISTORY_CODES = {
  "feed.unknown": "The room has no feed of that name, or the user may not read it.",
  "history.busy": "The connection has asked something before that is not answered yet.",
  "history.forbidden":
    "The user may not see the past of the room: the app's `history` rule says so, or there is none and the user may write nothing.",
  "history.forgotten": "The log does not reach back so far any more.",
  "history.future": "The moment has not been yet.",
  "history.no-text": "There was no such text then, or the user may not read it.",
  "history.unsupported":
    "The server is of a version that is not asked about the past. Nothing else is concerned.",
  "version.nameless": "Of the name for a moment nothing is left that could be seen.",
  "version.read-only": "Who may write nothing in the room gives no moment a name.",
  "version.too-many": "The room has as many named moments as it may, 1,000.",
} as const;

/** Why a soft lock is refused, beside `auth.key` and `rule.threw`; an app's rule adds codes of its own. */
export const LOCK_CODES = {
  "limit.locks": "The client, or all in the room, hold as many locks as the limit allows.",
  "lock.held": "Somebody else holds the record or the field. `by` says who.",
  "lock.nowhere": "There is no such record or field, or the user may not read it.",
  "lock.unsupported":
    "The server is of a version that knows no soft locks. Nothing else is concerned.",
} as const;

/** What a client says by itself. */
export const CLIENT_CODES = {
  "link.crowded":
    "The pages of this browser keep as many requests to the server open as they may, and `transports` names no way that needs none: add `polling`.",
  "link.failed": "The connection could not be begun: a wrong address, for example.",
  "link.garbled": "Something came over the connection that is not of the protocol.",
  "link.lost": "The connection was lost, and nothing said why.",
  "link.not-alongside":
    "What answers at `url` is not an Alongside server; the reason quotes it. Compare `url` with the path that the server was attached to.",
  "link.unreachable":
    "No connection to `url` could be made, or a proxy answered that it could not.",
  "auth.signed-out":
    "`getToken` answered null: nobody is signed in. Nothing is tried until `client.retry()`.",
  "page.incomplete":
    "A part of the page's code that is loaded when it is first needed could not be: the network is away, or a deploy has removed the file. What was written is kept, and it is tried again; where the file is gone, the page has to be reloaded.",
  "device.unknown-room":
    "The room has never been on this device, and there is no network to fetch it over. The client keeps trying.",
  "link.out-of-step": "Entries came that do not follow what is here; the room is fetched anew.",
  "link.silent": "The server did not answer a ping.",
  "link.timeout": "The server did not answer in time while connecting.",
  "link.token": "`getToken` failed, or answered no token.",
  "change.leaning":
    "The change wrote only to records which a refused change would have made, and went with it.",
  "change.in-doubt":
    "The change is more than 90 days old, and the server does not know any more whether it came. Look whether the room has what it wrote; `retry` sends it as a new change.",
  "change.outdated":
    "An earlier version of the page made the change, and the room as it is defined now has no place for what it wrote. What it wrote is in `ops`, as it was.",
  "series.unsupported":
    "The server is of a version that knows no series. Nothing else is concerned.",
  "tab.unsent":
    "The change writes to a record that another tab of this browser made and has not sent yet. It can be changed in that tab, or here once it is sent.",
  "client.closed": "The client was closed.",
  "text.gone":
    "The text that was edited is in a record that came to be in the trash while this page was away.",
  "room.left": "The room was left.",
  "room.loading": "The room is not here yet, so nothing can be written. Wait for `ready`.",
  "value.json":
    "A value is not JSON as it is: `NaN`, a class, a lone surrogate. The message has the path.",
  "value.refused": "The schema refuses a value; the message has the path and the reason.",
  "value.changed":
    "The schema would make another value of it, by a default, a coercion or a key that it does not know.",
  "value.async": "The schema answers a promise; what is shared is checked at once.",
} as const;

/** Why the device does not keep something, in the state of its store and in a `DeviceError`. */
export const DEVICE_CODES = {
  "device.aborted":
    "The browser gave up a write without a reason. It is held in memory and tried again.",
  "device.blocked":
    "A tab with an older version of the page has the database open and does not let go of it, as one that is frozen. Close it; until then the page goes on in memory.",
  "device.closed": "The store was closed.",
  "device.cut":
    "The browser closed the database under the page, as Safari does in the background. It is opened again, and what was held is written.",
  "device.denied":
    "The browser does not let the page keep anything: cookies are blocked, or it is a private window of an older browser. The page goes on in memory.",
  "device.failed":
    "The browser's database failed in another way; the error's `cause` is what it said. It is tried again.",
  "device.foreign":
    "The database says that it is another user's or server's. Nothing in it is read or written.",
  "device.forgotten":
    "The local copies were taken off the device, by this tab, another one, or the person in the browser's settings.",
  "device.full":
    "The disk, or the browser's share of it, is full. What is to be kept is held in memory and tried again.",
  "device.gone":
    "What was kept on the device is gone: the browser removed it, or its database was damaged. The store keeps what comes from now on.",
  "device.missing": "The browser has no IndexedDB. The page goes on in memory.",
  "device.newer":
    "The database is of a newer version of the page, or such a page has just asked for it. Reload this page.",
  "device.silent":
    "The browser's database has not answered for five seconds. It is waited for, in memory meanwhile.",
  "device.unsent":
    '`forget()` would have taken work off the device that is not on the server, and has done nothing. The error\'s `rooms` have that work: offer it, then call `forget({ unsent: "discard" })`.',
  "device.unreadable":
    "Rows on the device are not what was written: damaged, or another user's. They are put aside, and nothing reads them.",
} as const;

/** What `/healthz` says of a store. */
export const HEALTH_CODES = {
  "store.full": "The disk is full.",
  "store.read-only": "The store may not be written: its file or disk is read-only.",
  "store.locked": "Another process holds the store's file.",
  "store.in-use": "Another process of Alongside has the store.",
  "store.slow": "The store has not answered within two seconds.",
} as const;
