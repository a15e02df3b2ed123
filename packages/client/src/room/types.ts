import type {
  DraftOf,
  EventsOf,
  Json,
  PresenceOf,
  RoomDefinition,
  StorageOf,
  Viewport,
} from "@alongside/core";
import type {
  LockTarget,
  MutationsOf,
  OpsByKey,
  Rights,
  Seq,
  Sync,
  ToldActivity,
  UserInfo,
  PersonState,
} from "@alongside/core/engine";
import type { Lock, LockOptions, RoomLock } from "../locks/types.ts";
import type { Readable } from "../readable.ts";
import type { RoomExport } from "../unsent/types.ts";
import type { Rewound } from "./rewound.ts";

/** A change that was made here at once and is on its way to the server. */
export interface Changed<T> {
  /** What the function returned. */
  readonly local: T;
  /**
   * Resolves once the change is on the server's disk. Rejects with `Refused` when the server refuses it. Nobody has to listen: a refused
   * change is in `room.rejected` too.
   */
  readonly committed: Promise<Committed>;
}

/** How a change ended in the log. */
export interface Committed {
  /** The number of its entry in the room's log. */
  readonly seq: Seq;
  /** The ops that had nothing left to write to: the top-level key, and the op's index under it. */
  readonly void: readonly (readonly [key: string, index: number])[];
}

/** Options of `room.update`. */
export interface UpdateOptions {
  /**
   * Refuses the whole change, as `op.void`, when something it writes to is gone or in the trash by the time the server decides.
   * @default false What is gone is passed over, and the rest counts: see `Committed.void`.
   */
  readonly strict?: boolean;
}

/** The definition's mutations: each runs here at once and on the server for real. */
export type Mutate<D extends RoomDefinition> = {
  readonly [K in keyof MutationsOf<D>]: (args: MutationsOf<D>[K]) => Changed<void>;
};

/** A plain field that was set offline, and that somebody else has set meanwhile. A value that is not there was never written, or removed. */
export interface Conflict {
  /** The top-level key that it is under. */
  readonly key: string;
  /** The record; `root` for a top-level field. */
  readonly id: string;
  readonly field: string;
  /** What was written here. */
  readonly mine?: Json;
  /** What was there when that was written. */
  readonly seen?: Json;
  /** What is there now. */
  readonly theirs?: Json;
}

/** A change that the server refused, and what depended on it. It is off the screen already. */
export interface Rejected<D extends RoomDefinition = RoomDefinition> {
  /** Of this change alone, among all rooms of the page: a key for lists. */
  readonly id: string;
  readonly code: string;
  readonly message: string;
  /** What would have been written, by the change and by those that went with it. */
  readonly ops: OpsByKey;
  /** Of one that was refused with `offline.changed`: the fields that hold something else now than was seen here. Read anew each time. */
  readonly conflicts: readonly Conflict[];
  /** The mutation that was called, when it was one. */
  readonly name?: string;
  readonly args?: Json;
  /** Sends it again, with what went with it; with `offline.changed` it overwrites what is there now. */
  retry(): Changed<void>;
  /** Forgets it. */
  discard(): void;
  /** Sends something else in its place: another update, or the same mutation with other arguments. What went with it follows. */
  resubmit(replacement: ((doc: DraftOf<D>) => Sync) | Json): Changed<void>;
}

/** A change under way, such as a drag: the others see it live, and one `commit` makes it a change. */
export interface Gesture<D extends RoomDefinition = RoomDefinition> {
  /** Writes on top of what the gesture has written so far. */
  update<T extends Sync>(fn: (doc: DraftOf<D>) => T): T;
  /** Makes one change of it. The gesture is over. */
  commit(): Changed<void>;
  /** Takes all of it back. The gesture is over. */
  cancel(): void;
  /** False after `commit` or `cancel`, and after the room was left. */
  readonly isOpen: boolean;
}

/** Whether the room is up to date, and whether what was done here is safe. */
export interface RoomStatus {
  readonly name: "connecting" | "live" | "reconnecting" | "offline" | "refused";
  /** Own changes that the server has not answered. */
  readonly pending: number;
  /** While there are some: the most that there were at a time since none were. "Sending 3,200 of 10,000" is `total - pending` of `total`. */
  readonly total?: number;
  /**
   * Where what was done here is safe, but for what is in `rejected`. `server`: nothing is pending, all of it is on the server's disk.
   * `device`: all that is pending is on this device, and the next page sends it. `memory`: some of it would be lost with the page.
   */
  readonly saved: "server" | "device" | "memory";
  /** Where the room is here from the device alone: when it was last heard of, in ms since the epoch by the client's clock. */
  readonly asOf?: number;
  /**
   * `texts`: another tab of this browser has edited texts of the room and not sent that yet, and it is not shown here. What else other tabs
   * have not sent is shown.
   */
  readonly unseen?: "texts";
  /** Why it is not live, for people. */
  readonly reason?: string;
  /** The code behind the reason; see docs/errors.md. */
  readonly code?: string;
  /** When the next attempt is due, in ms since the epoch by the client's clock. */
  readonly retryAt?: number;
}

/** Somebody else's connection to the room. The object is replaced only when something about it changed. */
export interface Other<D extends RoomDefinition = RoomDefinition> {
  readonly client: string;
  readonly user: UserInfo;
  readonly state: PersonState;
  readonly presence: PresenceOf<D>;
}

/** A person in the room, with all their tabs. */
export interface Participant {
  readonly user: UserInfo;
  /** Of the most awake of their connections. Of who has just left, the last one. */
  readonly state: PersonState;
  /** Whether one of the connections is this one. */
  readonly self: boolean;
  /** None for two seconds after the last one left: who reloads a page is back by then. */
  readonly clients: readonly string[];
}

/** How many are in a very large room. */
export interface Crowd {
  /** Connections, this page's included. */
  readonly clients: number;
  /** Users, each with all their connections. */
  readonly people: number;
  /** Connections whose page is active. */
  readonly active: number;
}

/** The own presence. */
export interface OwnPresence<D extends RoomDefinition = RoomDefinition> extends Readable<
  PresenceOf<D>
> {
  /** Sets the fields given; the others stay. Sent at once, then at most every 33 ms. Throws `Invalid` for a wrong value. */
  readonly set: (patch: PresenceOf<D>) => void;
}

/** A room, as one user of it holds it. */
export interface Room<D extends RoomDefinition = RoomDefinition> {
  readonly definition: D;
  /** The id within the definition, as given to `join`. */
  readonly id: string;
  /** Resolves once the room is here. Rejects with `Refused` when it will not come; a later retry makes a new promise. */
  readonly ready: Promise<void>;
  /** The state with the own changes in it: immutable, and `===` where unchanged. Undefined until the room is here. */
  readonly get: () => StorageOf<D> | undefined;
  /** Calls back once for each change or received message that changes the state, or what `selector` makes of it. */
  readonly subscribe: {
    (callback: (state: StorageOf<D>) => void): () => void;
    <T>(
      selector: (state: StorageOf<D>) => T,
      callback: (value: T) => void,
      equal?: (a: T, b: T) => boolean,
    ): () => void;
  };
  /**
   * Makes one change. `fn` writes on a draft and must not be asynchronous; when it throws, nothing has happened. Throws
   * `RoomLoading` until the room is here, and `Refused` for somebody who may only read.
   */
  readonly update: <T extends Sync>(
    fn: (doc: DraftOf<D>) => T,
    options?: UpdateOptions,
  ) => Changed<T>;
  /** The definition's mutations. Each throws as `update` does, and `Invalid` for arguments that their schema refuses. */
  readonly mutate: Mutate<D>;
  /** The changes that the server refused, oldest first, until each is retried or discarded. */
  readonly rejected: Readable<readonly Rejected<D>[]>;
  /**
   * What this page had when the room's log turned out to have gone back, after a backup for example; undefined while it has not.
   * The room itself shows what the log has now.
   */
  readonly rewound: Readable<Rewound<D> | undefined>;
  /** Whether the room is up to date and what was done here is saved. */
  readonly status: Readable<RoomStatus>;
  /**
   * Resolves once all that was done here is as safe as `where` says, or safer: at once where it is. Rejects with `Refused` when the
   * room is left before.
   * @default "server"
   */
  readonly saved: (where?: "server" | "device") => Promise<void>;
  /**
   * Resolves with what is not on the server, as plain JSON: what waits and what was refused, on this page, and of other pages on this
   * device where the client keeps rooms there. Also of a room that is refused, or was left.
   */
  readonly export: () => Promise<RoomExport>;
  /** What this user may read and write here; undefined until the room is here. */
  readonly rights: Readable<Rights | undefined>;
  /** This user as everybody here sees them, with their colour and initials; undefined until the server has said so. */
  readonly self: Readable<UserInfo | undefined>;
  /** What this page shows of itself; nobody keeps it. */
  readonly presence: OwnPresence<D>;
  /**
   * Says what this page looks at: a rectangle in the units of the room's `point()` fields, or named areas; nothing in particular without.
   * Only the server is told, four times a second at most. In a room of more than 100 it then sends no other points: in `others`, who is
   * out of view has none. Throws `TypeError` for what is no viewport.
   */
  readonly look: (viewport?: Viewport) => void;
  /**
   * Where the room is so large that the page is told only how many are in it, about once a second: it has more than 1,000, and the page
   * looks at nothing in particular or at more than so many. `others` is empty then. Undefined in every other room.
   */
  readonly crowd: Readable<Crowd | undefined>;
  /**
   * Tells the others what was done: an activity of one of the types that the definition names in `activities`. It is a change like any other,
   * without ops: judged, kept in the log, sent once it can be, and seen by the others once it is on the server's disk. Throws `TypeError` where the
   * definition names no types, `Invalid` for what is no activity, and what `update` throws.
   */
  readonly activity: (told: ToldActivity) => Changed<void>;
  /** Everyone else's connections, in the order they came. */
  readonly others: Readable<readonly Other<D>[]>;
  /** Everyone, self included. Changes when people come, go or change their state, not with each cursor move. */
  readonly people: Readable<readonly Participant[]>;
  /**
   * Sends an event to everyone else who is here now, or to those of `to`; nobody keeps it. Returns whether it could be sent: false while
   * the room is not live, and with `to` where the server is of a version that knows no events to some. Throws `Invalid` for a body that its schema refuses. Of a storm, more than 50 a second by default, others hear
   * only so many, and `onError` hears `limit.event-rate` once.
   */
  readonly broadcast: <K extends keyof EventsOf<D> & string>(
    name: K,
    body: EventsOf<D>[K],
    options?: {
      /** Ids of clients, each one page, and of users, all of whose other pages are meant: 100 at most. @default Everyone else. */
      readonly to?: readonly string[];
    },
  ) => boolean;
  /** Calls `callback` for each event `name` from the others; `from` is undefined when who sent it has left. Returns what stops that. */
  readonly on: <K extends keyof EventsOf<D> & string>(
    name: K,
    callback: (body: EventsOf<D>[K], from: Other<D> | undefined) => void,
  ) => () => void;
  /**
   * Who holds soft locks, of records and fields that this user may read. Nobody keeps it. A lock refuses nothing unless the room's rule on
   * the server says so.
   */
  readonly locks: Readable<readonly Lock[]>;
  /**
   * Asks for a soft lock on a record, by its id, or on a field of one; top-level fields are those of `root`. It is renewed by itself, and
   * ends when it is released, when its record is deleted, when this page leaves the room or is gone, and when somebody takes it over.
   * Two that name the same record are at odds, unless they name different fields. Throws `TypeError` for what is no target or time.
   */
  readonly lock: (target: string | LockTarget, options?: LockOptions) => RoomLock;
  /** Lets go of the room; it is left once every `join` was followed by a `leave` and nothing is pending. */
  readonly leave: () => void;
}
