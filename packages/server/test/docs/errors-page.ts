import { CLOSE_CODES, CODES, CODE_MEANINGS } from "@alongside/core/engine";
import { MAX_DEPTH } from "../../../core/src/json.ts";
import { MAX_ADDED } from "../../../core/src/change/told.ts";
import { MAX_OPS } from "../../../core/src/protocol/ops.ts";
import {
  CLIENT_CODES,
  DEVICE_CODES,
  HEALTH_CODES,
  HISTORY_CODES,
  LOCK_CODES,
  REFUSALS,
} from "../../../core/src/protocol/code-meanings.ts";
import { API_CODES } from "../../src/api/codes.ts";
import { FOLLOWER_CODES } from "../../src/followers/codes.ts";
import { LIMITS } from "../../src/limits.ts";
import { MAX_PREVIEWS } from "../../src/room/gestures.ts";

/** Calls that an error leads to, and what they take. */
export const CALLS = {
  defineRoom:
    "A name of `[a-z][a-z0-9-]{0,63}`, and `{ version, storage }`, with `presence`, `events`, `mutations` and `migrate` where there are any. `storage` is an object of fields: a schema, `value()`, `list()`, `map()`, `counter()` or `text()`; a mutation is `{ args, run(doc, args, ctx) }`.",
  list: 'In an update: `insert(value, position)`, `move(id, position)`, `delete(id)`, `restore(id)`. A position is `"start"`, `"end"`, `{ before: id }` or `{ after: id }`; there are no indices, as others insert meanwhile. Records have their `id`.',
  map: "In an update: `get(key)`, `set(key, value)`, `delete(key)`, where a key is a text, and `restore(id)`.",
  counter: "In an update: `add(n)`, a number; by default 1.",
  text: "In a definition: `text({ attributes, embeds, maxLength })`. In an update: `insert(at, content, attributes)` with a text or an embed, `format(at, length, attributes)`, `delete(at, length)`.",
  createClient:
    '`{ url: "/live" }` at least. `getToken` is a function that answers a token, `onError` one that takes an error; `transports` are some of `websocket`, `stream`, `polling`, or functions that open a connection.',
  introduce:
    'What this page\'s user asks to be shown as: `{ name: "Ann", color: "#1767d1" }`, both texts, each optional; `null` takes a wish back.',
  indexedDbStore:
    '`{ user: "ann" }`: the id of the user who is signed in, 1–256 characters; what is kept for one is never opened for another.',
  liveActivities:
    'What `join` answered, and `{ aggregateWindow, maxItems, priorities }`: ms from 0, 1 to 1,000, some of `"urgent"`, `"important"` and `"normal"`.',
  historyOf:
    "What `join` answered. A moment is a `Date` or the number of an entry, and a cursor is what the page before ended with, in the same room.",
  join: "What `defineRoom` answered, not a name and not what `implement` answered, and the room's id. What is made for a room (`openText`, `openUndo`) takes what `join` answered. A client whose `url` is a path joins on a page only: on a server leave that to the hooks or to an effect, or give the client a whole address. A client that was closed joins nothing, and each name has one definition.",
  update:
    'A function that writes on the draft it is given: `(doc) => { doc.title = "Plan"; }`. It is synchronous.',
  mutate: "One of the definition's mutations, and its arguments.",
  activity:
    "`room.activity` takes `{ type, summary, target, priority }` of one of the types that the definition names: `activity: activities({ types })`. `server.activity` takes `{ rooms, user, limit, cursor }`: up to 100 rooms, a limit of 1 to 200, and what the page before ended with.",
  subscribe: "A function, or a selector and a function: `(board) => board.votes, (votes) => …`.",
  on: "One of the definition's events, and a function.",
  broadcast: "One of the definition's events, and its body.",
  look: "`room.look` takes `{ x, y, width, height }` of finite numbers, with `area` where that is in a named one, or `{ areas }`, a list of at most 64 names of 1 to 128 characters; or nothing.",
  presence: "`room.presence.set` takes an object of fields that the definition has.",
  lock: "A record's id, or `{ id, field }` with `root` for top-level fields, and `{ ttlMs, take }`: a time of 1,000 ms at least.",
  openText:
    "A room, and a function that finds a `text()` of it: `(doc) => doc.notes.get(id)?.body`.",
  openUndo: "A room.",
  openGesture: "A room.",
  openTyping:
    "A room, and `{ presence }`, the field that says where somebody types, by default `typing`: `value<string | null>(null)` in its definition.",
  openWaiting: "A room.",
  point: "`{ resolution }`, a number from 0.000001 to 1,000,000.",
  series:
    "A schema of a number or of an object of numbers, and `{ keys, keep, resolution, step }`: keys from 1 to 10,000, or their names; `keep` from 1 to 10,000, and with the keys 2,000,000 at most; a resolution from `100ms` to `24h`; a step of 1, 1 divided by a whole number, or a whole number.",
  feed: "A schema of what a post says, and `maxSize`, 1 to 262,144 characters of JSON. A post is named by its id.",
  feedOf: "What `join` answered, and the name of one of the definition's feeds.",
  seriesOf: "What `join` answered.",
  createMotion:
    "`{ write(id, values) }`, and `easing`, `durationMs`, `jump`. Places are lists of finite numbers, of one thing as many each time.",
  follow: "A room, and `{ viewport: { get, set } }`, both functions.",
  followCursors:
    "`room.others`, a function that finds the place in a person's presence, and a motion.",
  followGestures: "A room, `{ records, numbers }`, both functions, and a motion.",
  createServer:
    "`{ rooms: [Board] }` at least: a list of what `defineRoom` or `implement` answered, each name once. `authenticate` is a function, such as `jwt({ secret })` answers; `store` is what `sqlite(path)` or `memory()` answered.",
  listen:
    "A port from 0 to 65535, 0 for a free one, and an address of this machine. Once for each port. Its `code` is the operating system's: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`.",
  attach:
    "The HTTP server, as `createServer` of `node:http` or `node:https` answers it, and a path, by default `/live`. An Express app is a function; make the server of it: `createServer(app)`, then `attach` to that and call its `listen`.",
  room: "A definition that this server runs, and the room's id.",
  followers:
    "A name of 1 to 64 of `A-Z a-z 0-9 _ . : -`; `{ rooms, kinds, parts, from, batch, timeoutMs, attempts }`, all of which can be left out; a function of a batch. What it writes: a room that this server runs, and JSON.",
  webPush:
    "`{ vapid: { publicKey, privateKey, subject }, afterMinutes, ttlSeconds }` of `@alongside/server/web-push`: both keys of one `vapidKeys()`, a subject by `mailto:` or `https:`; a push is sent after 0 to 10,080 minutes, and kept by push services for 0 to 2,419,200 seconds.",
  email:
    "`{ transport, from, to, url, unsubscribe: { secret }, afterMinutes }` of `@alongside/server/email`: a transport has `sendMail`, `from` is one address, `to` a function of a user's id, `url` begins with `https:` or `http:`, a secret has 32 characters or more, and a mail is sent after 0 to 10,080 minutes.",
  notify:
    "A user's id, which as a room's id has 128 characters at most and is not the server's, an agent's or of somebody erased; and `{ kind, subject, title, body, link, priority, level, by, dedupeKey }`, of which the first three are needed. A kind is 1 to 40 of `a-z 0-9 . -`; a subject has up to 210 characters, a title 200, a body 1,000, a link 500, a key 300. A server needs `inbox: true`.",
  openInbox:
    "What `createClient` answered; `user`, where it is given, is an id of somebody who can have an inbox.",
  review: '`{ user: "ann" }` or `{ room: "board:roadmap" }`.',
  revoke: "A user's id.",
  erase: "A user's id, of one letter or more.",
  rooms:
    "The whole name of a room, its kind and its id: `board:roadmap`. For a list `{ kind, prefix, after, limit }`, all of them texts but the limit, 1 to 1,000.",
  kick: "A user's id, and what they are told, in 200 characters at most.",
  implement:
    'What `defineRoom` answered, and `{ authorize(user, room), allow(change, context), takeOver(lock, context), onChange(change), retention }`; `retention` is `"all"`, or `{ days, entries, bytes }`, each a number above 0 or left out.',
  jwt: "One of `{ secret }`, a text or bytes of 32 bytes at least; `{ publicKey }`, PEM text or a `KeyObject`; `{ jwks }`, the address of the keys. A secret that is `undefined` is mostly an environment variable that is not set.",
  sqlite:
    "The path of a file, in a folder that is made when it is missing, and `{ maxBytes, onError }`.",
  memory: "Nothing: what it keeps is gone with it. Rooms that stay are in a file, `sqlite(path)`.",
  createLog: '`{ format: "text" }` or `{ format: "json" }`, `write`, `now`.',
  bind: "`bindTextarea(element, shared)`, `bindQuill(quill, shared)`, `bindValue(shared, { set })` and `codemirrorText(shared)`; `shared` is what `openText` answered, and `onRefused` a function.",
  faulty: "A store, and a function that is given each request and answers what becomes of it.",
  storeContract: "A test runner's `test`, and a function that opens an empty store.",
} as const;

const REMEDIES = {
  resume: "connect or join again at once; nothing was lost",
  retry: "connect again after a while",
  stop: "stay away until something changes: a token, a page, a right",
  none: "nothing: it is a notice, and nothing has ended",
} as const;

/** `docs/errors.md`, from the tables that the code itself uses. */
export function errorsPage(): string {
  return `# Errors and limits

Made from the code by a test: \`npx vitest run packages/server/test/docs -u\` writes it anew.

## Ends of a connection or of a room's session

Before it closes a connection, the server says \`["b", code, message]\`; the WebSocket close has the number and the
code. Whoever has not read a large message to its end gets the close alone. A code without a number ends one room only, by \`["x", seat, code, message]\`. A
notice, \`["n", seat, code, message]\`, ends nothing, and reaches the app's \`onError\`. The client does by itself
what the last column says; \`stop\` reaches the app.

${table(
  ["code", "close", "meaning", "what to do"],
  Object.entries(CODES).map(([code, remedy]) => [
    anchored(code),
    code in CLOSE_CODES ? String(CLOSE_CODES[code as keyof typeof CLOSE_CODES]) : "",
    CODE_MEANINGS[code as keyof typeof CODES],
    remedy,
  ]),
)}

${Object.entries(REMEDIES)
  .map(([remedy, what]) => `- \`${remedy}\`: ${what}.`)
  .join("\n")}

## Refused changes

The change is rolled back on its author's screen and waits in \`room.rejected\`; nobody else sees it. A rule given to
\`implement\` answers codes of its own.

${table(
  ["code", "meaning"],
  Object.entries(REFUSALS).map(([code, meaning]) => [anchored(code), meaning]),
)}

## Refused soft locks

In the state of what \`room.lock\` returned, with \`auth.key\`, \`rule.threw\`, and codes of the app's own from a rule \`takeOver\`.

${table(
  ["code", "meaning"],
  Object.entries(LOCK_CODES).map(([code, meaning]) => [anchored(code), meaning]),
)}

## What the client says by itself

In \`status.code\`, as the reason of a change that can no longer be sent, or of a write that is refused at once.

${table(
  ["code", "meaning"],
  Object.entries(CLIENT_CODES).map(([code, meaning]) => [anchored(code), meaning]),
)}

## What a device store says

In the state of the store that keeps rooms on the device, and in a \`DeviceError\`. Nothing that was written is dropped by any of them: it is held in
memory while the page lives. [offline.md](offline.md) has what to tell people.

${table(
  ["code", "meaning"],
  Object.entries(DEVICE_CODES).map(([code, meaning]) => [anchored(code), meaning]),
)}

## Mistakes in calls

What cannot be meant throws at once, or rejects where a promise is answered: a \`TypeError\` that says what was given and what is needed, and
leads here.

${table(
  ["call", "what it takes"],
  Object.entries(CALLS).map(([call, takes]) => [anchored(call), takes]),
)}

## Limits of a server

Set by \`createServer({ limits: { messageBytes: … } })\`.

${table(
  ["name", "default", "what it limits", "beyond it"],
  Object.entries(LIMITS).map(([name, info]) => [
    anchored(name),
    `${info.value.toLocaleString("en-US")} ${info.unit}`,
    info.meaning,
    "code" in info ? `\`${info.code}\`` : "",
  ]),
)}

## Limits of the protocol

${table(
  ["what", "limit", "beyond it"],
  [
    ["ops of one change", MAX_OPS.toLocaleString("en-US"), "`message.invalid`"],
    [
      "what a change adds to the log beyond what was sent: records from the trash, and what a mutation writes",
      `${MAX_ADDED.toLocaleString("en-US")} characters`,
      "`change.too-big`",
    ],
    [
      "nesting of a value",
      `${MAX_DEPTH} levels`,
      "`schema.invalid` in a change, else `message.invalid`",
    ],
    ["a client's gestures under way in a room", String(MAX_PREVIEWS), "`limit.preview`"],
    ["a client's id", "12–24 of `A-Z a-z 0-9 _ -`", "`message.invalid`"],
    ["a room's id", "1–128 of `A-Z a-z 0-9 . _ : -`", "`room.unknown`"],
    ["a token", "16,384 characters", "`message.invalid`"],
    ["a user's id", "256 characters", "`auth.failed`"],
  ],
)}

## HTTP

${table(
  ["status", "where", "meaning"],
  [
    ["200", "`/healthz`", 'The server works: `{"status":"ok"}`.'],
    [
      "503",
      "`/healthz`",
      'It does not: `"stopping"`, or `"store-failed"` with a `code`: `store.full`, `store.read-only`, `store.locked`, `store.in-use`, `store.slow` or `store.failed`. The log says more.',
    ],
    [
      "403",
      "`/live`",
      "The page's origin is not among the server's `origins`. The log has a line for each origin.",
    ],
    [
      "400",
      "`/live`",
      "A request over plain HTTP that no client sends; the answer says what is wrong with it.",
    ],
    ["408", "`/live`", "A request over plain HTTP did not come whole within `requestMs`."],
    ["409", "`/live`", "Another request brings the batch."],
    ["410", "`/live`", "The connection over plain HTTP is over; the client makes a new one."],
    ["413", "`/live`", "A batch of messages over plain HTTP is too large."],
    ["426", "`/live`", "A request that asks for no WebSocket and is no POST."],
    [
      "429",
      "`/live`",
      "Too many requests of the address have not said whose they are, or more has come of them than `unfinishedBytesPerAddress`.",
    ],
    ["503", "`/live`", "The server is going away."],
    ["404, 405", "elsewhere", "There is nothing, or not by this method."],
  ],
)}

A question about the past of a room (\`historyOf\`) is refused with one of these, with what the app's \`history\` rule says, or with \`store.failed\`, \`schema.incompatible\` or \`auth.unavailable\`:

${table(
  ["code", "meaning"],
  Object.entries(HISTORY_CODES).map(([code, meaning]) => [anchored(code), meaning]),
)}

What the HTTP API refuses with, beside the codes above, in the \`code\` of its answer:

${table(
  ["code", "meaning"],
  Object.entries(API_CODES).map(([code, meaning]) => [anchored(code), meaning]),
)}

Why something is a dead letter of a follower, beside the codes with which rooms refuse changes ([followers.md](followers.md)):

${table(
  ["code", "meaning"],
  Object.entries(FOLLOWER_CODES).map(([code, meaning]) => [anchored(code), meaning]),
)}

What \`/healthz\` says of a store that cannot work, beside [\`store.failed\`](#store.failed):

${table(
  ["code", "meaning"],
  Object.entries(HEALTH_CODES).map(([code, meaning]) => [anchored(code), meaning]),
)}
`;
}

/** A name with an anchor of its own: `docs/errors.md#limit.rate`. */
function anchored(name: string): string {
  return `<a id="${name}"></a>\`${name}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
