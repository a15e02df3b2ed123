interface LimitInfo {
  readonly value: number;
  /** What a number of it counts. */
  readonly unit: string;
  readonly meaning: string;
  /** The code that whoever exceeds it is sent: one of core's `CODES`, or of a refused change. */
  readonly code?: string;
}

/**
 * Every limit that a server sets, with its default; those of the protocol are the same everywhere. `docs/errors.md` is made
 * from this table.
 */
export const LIMITS = {
  messageBytes: {
    value: 2 * 1024 * 1024,
    unit: "bytes",
    meaning: "One message from a client.",
    code: "message.too-big",
  },
  messagesPerSecond: {
    value: 1000,
    unit: "messages per second",
    meaning:
      "Messages of one connection, presence included; twice as many of a user, and of an address. Those of two seconds may come at once. Who sends more is paused.",
  },
  changesPerSecond: {
    value: 500,
    unit: "changes per second",
    meaning:
      "Changes of one connection; twice as many of a user, and of an address. Those of two seconds may come at once. Who sends more is paused.",
  },
  bytesPerSecond: {
    value: 4 * 1024 * 1024,
    unit: "bytes per second",
    meaning:
      "What one connection sends; twice as much of a user, and of an address. That of two seconds may come at once. Who sends more is paused.",
  },
  workPerSecond: {
    value: 100_000,
    unit: "µs per second",
    meaning:
      "What the messages of one connection cost the server, reckoned in µs of a core; twice as much of a user, and of an address. That of ten seconds may be spent at once. Who spends more is paused.",
  },
  inFlight: {
    value: 16,
    unit: "changes",
    meaning:
      "Changes of one client that may wait for their answer in a room. Told to the client, which keeps to it.",
  },
  roomsPerConnection: {
    value: 100,
    unit: "rooms",
    meaning: "Rooms joined over one connection.",
    code: "limit.rooms",
  },
  roomsPerAddress: {
    value: 2000,
    unit: "rooms",
    meaning: "Rooms in memory that one address had opened.",
    code: "limit.address-rooms",
  },
  emptyRooms: {
    value: 1000,
    unit: "rooms",
    meaning:
      "Rooms that nobody is in and that are kept in memory for `idleMs`; of those that one address opened, `roomsPerConnection`. Beyond it, those left longest ago go first.",
  },
  connectionsPerAddress: {
    value: 200,
    unit: "connections",
    meaning:
      "Connections from one address; of IPv6, from one /64 network. Behind a proxy, set `address`.",
    code: "limit.connections",
  },
  authenticateMs: {
    value: 10_000,
    unit: "ms",
    meaning:
      "From connecting to an accepted hello. `authorize` has as long for each answer; beyond it, `auth.unavailable`.",
    code: "auth.timeout",
  },
  greetingBytes: {
    value: 16 * 1024 * 1024,
    unit: "bytes",
    meaning:
      "What all connections that were not let in yet may have sent together. Above it, those that sent most are ended.",
    code: "limit.greeting",
  },
  pingMs: {
    value: 30_000,
    unit: "ms",
    meaning:
      "How often a connection is asked whether it is alive. One that is silent from one time to the next is cut.",
  },
  bufferedBytes: {
    value: 1024 * 1024,
    unit: "bytes",
    meaning: "What may wait for one connection to read it, beyond the message being sent.",
    code: "limit.slow-reader",
  },
  slowMs: {
    value: 30_000,
    unit: "ms",
    meaning:
      "How long a connection may take less than 4 KB a second of what waits for it. A sixth of it while `unreadBytes` is half used.",
    code: "limit.slow-reader",
  },
  unreadBytesPerAddress: {
    value: 64 * 1024 * 1024,
    unit: "bytes",
    meaning:
      "What may wait to be read by all connections of an address. Above it, rooms that they join are sent later.",
  },
  unreadBytes: {
    value: 512 * 1024 * 1024,
    unit: "bytes",
    meaning:
      "What may wait to be read by all. From half of it, rooms are sent later; above it, the address for which most waits loses connections.",
    code: "limit.slow-reader",
  },
  requestMs: {
    value: 60_000,
    unit: "ms",
    meaning: "From the first byte of a request, or of a message of more than 16 KB, to its last.",
    code: "limit.unfinished",
  },
  unfinishedBytesPerAddress: {
    value: 32 * 1024 * 1024,
    unit: "bytes",
    meaning: "What may have come from an address in messages that are not whole.",
    code: "limit.unfinished",
  },
  unfinishedBytes: {
    value: 256 * 1024 * 1024,
    unit: "bytes",
    meaning:
      "What may have come in all in messages that are not whole. Above it, the address from which most came loses its oldest.",
    code: "limit.unfinished",
  },
  apiRequests: {
    value: 64,
    unit: "requests",
    meaning: "Requests of one key, and of one address, that the HTTP API works on at a time.",
    code: "limit.requests",
  },
  apiRequestsPerSecond: {
    value: 200,
    unit: "requests per second",
    meaning:
      "Requests to the HTTP API with one key, and from one address. Those of two seconds may come at once.",
    code: "limit.requests",
  },
  apiFollowers: {
    value: 500,
    unit: "streams",
    meaning:
      "Event streams of the HTTP API that one key, and one address, has open. They are not among its `apiRequests`.",
    code: "limit.requests",
  },
  presenceBufferedBytes: {
    value: 256 * 1024,
    unit: "bytes",
    meaning: "Above this, a connection gets no presence until it has caught up.",
  },
  presenceBytes: {
    value: 16 * 1024,
    unit: "bytes",
    meaning: "The whole presence of one client in a room, as JSON. What is more is not shown.",
    code: "limit.presence",
  },
  roomPresenceBytes: {
    value: 2 * 1024 * 1024,
    unit: "bytes",
    meaning:
      "The presence of everybody in a room, as JSON. When it is full, each may still show an equal part of it.",
    code: "limit.presence",
  },
  agentsPerRoom: {
    value: 100,
    unit: "agents",
    meaning: "Agents that the server's own code shows in a room: see `ServerRoom.presence`.",
    code: "limit.presence",
  },
  eventBytes: {
    value: 64 * 1024,
    unit: "bytes",
    meaning: "The message of one event. One that is larger reaches nobody.",
    code: "limit.event",
  },
  eventsPerSecond: {
    value: 50,
    unit: "events per second",
    meaning:
      "Events of one client in a room; those of two seconds may come at once. Those beyond reach nobody, and their sender hears so once.",
    code: "limit.event-rate",
  },
  previewBytes: {
    value: 256 * 1024,
    unit: "bytes",
    meaning:
      "What one client shows of its gestures in a room, as JSON without the protocol's words around each op, at least half of which counts: some 3,000 shapes that are dragged. What is more is not shown; the change itself is not concerned.",
    code: "limit.preview",
  },
  roomPreviewBytes: {
    value: 4 * 1024 * 1024,
    unit: "bytes",
    meaning:
      "What everybody in a room shows of gestures, as JSON. When it is full, who shows no more than an equal part gets it from who shows the most.",
    code: "limit.preview",
  },
  roomSeriesBytes: {
    value: 32 * 1024 * 1024,
    unit: "bytes",
    meaning:
      "The windows of all series of a room, in memory. Above it, their oldest buckets go first.",
  },
  seriesBytes: {
    value: 256 * 1024 * 1024,
    unit: "bytes",
    meaning:
      "The windows of all series of all rooms. Above it, the room that was published to longest ago begins anew.",
  },
  lockMs: {
    value: 60_000,
    unit: "ms",
    meaning:
      "How long a soft lock is held at most unless its client asks for it again. What is asked for is cut to it.",
  },
  locksPerClient: {
    value: 32,
    unit: "locks",
    meaning: "Soft locks that one client holds in a room.",
    code: "limit.locks",
  },
  roomLocks: {
    value: 2000,
    unit: "locks",
    meaning:
      "Soft locks that everybody holds in a room. When it is full, each may still hold an equal part of it.",
    code: "limit.locks",
  },
  quietMs: {
    value: 4000,
    unit: "ms",
    meaning: "How long somebody whose link dropped is shown as before; then as `quiet`.",
  },
  graceMs: {
    value: 10_000,
    unit: "ms",
    meaning: "How long somebody whose link dropped keeps their place among the others.",
  },
  tickMs: {
    value: 33,
    unit: "ms",
    meaning: "Between two updates of presence in a room.",
  },
  crowdSeats: {
    value: 100,
    unit: "seats",
    meaning:
      "Above so many in a room whose presence has points, who has said what they look at is told of no other points.",
  },
  watchedSeats: {
    value: 1000,
    unit: "seats",
    meaning:
      "Above so many in such a room, who looks at nothing in particular, or at more than so many people, is told only how many there are, once a second.",
  },
  snapshotEvery: {
    value: 2000,
    unit: "entries",
    meaning: "Entries of a room's log after which a snapshot is taken, every five seconds at most.",
  },
  idleMs: {
    value: 30_000,
    unit: "ms",
    meaning:
      "How long a quiet room waits for its snapshot, and an empty one before it leaves memory.",
  },
} as const satisfies Record<string, LimitInfo>;

/** What a server lets one client have. */
export type Limits = { readonly [Name in keyof typeof LIMITS]: number };

/** The defaults with `changes`. Throws `TypeError` for a limit that does not exist, `RangeError` for one that is not a positive number. */
export function limitsWith(changes: Partial<Limits> = {}): Limits {
  const limits: Record<string, number> = {};
  for (const [name, { value }] of Object.entries(LIMITS)) limits[name] = value;
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(LIMITS, name)) throw new TypeError(`There is no limit named ${name}`);
    if (typeof value !== "number" || !(value > 0)) {
      throw new RangeError(`limits.${name} should be a number above 0, got ${String(value)}`);
    }
    limits[name] = value;
  }
  return limits as Limits;
}
