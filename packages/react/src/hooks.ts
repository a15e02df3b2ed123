import type {
  Changed,
  Crowd,
  Lock,
  LockOptions,
  Mutate,
  Other,
  Participant,
  Rejected,
  Room,
  RoomStatus,
  UpdateOptions,
} from "@alongside/client";
import type {
  DraftOf,
  EventsOf,
  JsonOf,
  PresenceOf,
  RoomDefinition,
  StorageOf,
} from "@alongside/core";
import type { LockTarget, Rights, Sync, UserInfo } from "@alongside/core/engine";
import type { ReactNode } from "react";
import type { LockTools } from "./use-lock.ts";
import type { Equal } from "./use-readable.ts";

/** What somebody else has selected: the field `selection` of their presence. */
export interface Selection {
  readonly client: string;
  readonly user: UserInfo;
  readonly ids: readonly string[];
}

/** What `useCollaboration` returns besides the room's storage. */
export interface CollaborationTools<D extends RoomDefinition> {
  /** Everyone in the room, self included. */
  readonly users: readonly Participant[];
  /** What the others have selected, where the definition's presence has a field `selection`. */
  readonly selections: readonly Selection[];
  /** The room's `update`; the same function every time. */
  readonly update: Update<D>;
  /** The definition's mutations; the same object every time. */
  readonly mutate: Mutate<D>;
  /** Whether the room is up to date and what was done here is saved. */
  readonly status: RoomStatus;
}

/** A room in one line: its storage, field by field, and what a component needs beside it. */
export type Collaboration<D extends RoomDefinition> = {
  readonly [K in keyof StorageOf<D>]: StorageOf<D>[K] | undefined;
} & CollaborationTools<D>;

/** The same once the room is here. */
export type ReadyCollaboration<D extends RoomDefinition> = StorageOf<D> & CollaborationTools<D>;

/** The room's `update`. */
export type Update<D extends RoomDefinition> = <T extends Sync>(
  fn: (doc: DraftOf<D>) => T,
  options?: UpdateOptions,
) => Changed<T>;

/**
 * Hooks that suspend until the room is here, and throw when it is refused: for `Suspense` and an error boundary. Those that read
 * storage do not wait where the provider has `initialStorage`. On a server they never wait: where there is nothing to show, the
 * `Suspense` above shows its fallback, and the page renders what is inside.
 */
export interface SuspenseHooks<D extends RoomDefinition> {
  readonly useRoom: (id?: string) => Room<D>;
  readonly useCollaboration: (id?: string) => ReadyCollaboration<D>;
  readonly useStorage: {
    (): StorageOf<D>;
    <T>(select: (storage: StorageOf<D>) => T, equal?: Equal<T>): T;
  };
}

/**
 * The hooks of one kind of room. Each is a thin pane over what the client's room has. Without an `id`, and without a `RoomProvider`
 * above, each throws `Error`.
 */
export interface Hooks<D extends RoomDefinition> {
  /**
   * The room of the hooks below it. `initialStorage` is what the storage hooks read until the room is here, on a server too: what
   * `await server.room(definition, id).read()` returns, or, to send it to the page, `toJSON` of that. The page gives the same, so
   * that it takes over what the server rendered; writing waits for the room as ever. Throws `TypeError` for another `id` than a
   * string, and for what cannot be the definition's storage.
   */
  readonly RoomProvider: (props: {
    readonly id: string;
    readonly initialStorage?: StorageOf<D> | JsonOf<StorageOf<D>> | undefined;
    readonly children?: ReactNode;
  }) => ReactNode;
  /** The room `id`, joined while a component shows it; without `id` the provider's. */
  readonly useRoom: (id?: string) => Room<D>;
  /** Everything about a room, in one line, with or without a provider. Renders on storage and on people, not on cursors. */
  readonly useCollaboration: (id?: string) => Collaboration<D>;
  /**
   * What `select` makes of storage; undefined until the room is here. Renders only when it becomes another one by `equal`, by
   * default `Object.is`.
   */
  readonly useStorage: {
    (): StorageOf<D> | undefined;
    <T>(select: (storage: StorageOf<D>) => T, equal?: Equal<T>): T | undefined;
  };
  /**
   * What `select` makes of the others' seats; without it they themselves, which change with every cursor move. Compared one
   * level deep, unless told otherwise.
   */
  readonly useOthers: {
    (): readonly Other<D>[];
    <T>(select: (others: readonly Other<D>[]) => T, equal?: Equal<T>): T;
  };
  /**
   * Somebody else's seat, or what `select` makes of it; undefined while they are not here. Renders for nobody else. Compared one level
   * deep, unless told otherwise.
   */
  readonly useOther: {
    (client: string): Other<D> | undefined;
    <T>(client: string, select: (other: Other<D>) => T, equal?: Equal<T>): T | undefined;
  };
  /** The client ids of the others, in the order they came. Renders when somebody comes or goes. */
  readonly useOthersIds: () => readonly string[];
  /** Who this page's user is to the server; undefined until it has said so. */
  readonly useSelf: () => UserInfo | undefined;
  /** What this user may read and write here; undefined until the room is here. */
  readonly useRights: () => Rights | undefined;
  /** How many are in a room that is so large that the page is told no more; undefined in every other room. See `room.crowd`. */
  readonly useCrowd: () => Crowd | undefined;
  /** Everyone, self included. Renders when people come, go, or change their state. */
  readonly usePeople: () => readonly Participant[];
  /**
   * What this page shows of itself, and what sets the fields given: `const [mine, set] = useMyPresence({ cursor: null })`.
   * `initialPresence` is what the fields are that nothing was set of: shown from the first render on, here and to the others.
   */
  readonly useMyPresence: (
    initialPresence?: PresenceOf<D>,
  ) => readonly [PresenceOf<D>, (patch: PresenceOf<D>) => void];
  /** The room's `update`; never a reason to render. */
  readonly useUpdate: () => Update<D>;
  /** The definition's mutations by name; never a reason to render. */
  readonly useMutations: () => Mutate<D>;
  /** Whether the room is up to date and what was done here is saved. */
  readonly useStatus: () => RoomStatus;
  /** The changes the server refused, until each is retried or discarded. */
  readonly useRejected: () => readonly Rejected<D>[];
  /** Calls `handler` for each event `name` from the others, as long as the component is shown. */
  readonly useEvent: <K extends keyof EventsOf<D> & string>(
    name: K,
    handler: (body: EventsOf<D>[K], from: Other<D> | undefined) => void,
  ) => void;
  /** What sends an event to everyone else who is here now; never a reason to render. */
  readonly useBroadcast: () => Room<D>["broadcast"];
  /**
   * A soft lock on a record, by its id, or on a field of one, asked for while the component is shown and `target` is one:
   * `useLock(isEditing ? { id, field: "body" } : null)`. It is given back when the component goes. See `room.lock`.
   */
  readonly useLock: (
    target: string | LockTarget | null | undefined,
    options?: LockOptions,
  ) => LockTools;
  /** Who holds soft locks, or what `select` makes of them. Compared one level deep, unless told otherwise. */
  readonly useLocks: {
    (): readonly Lock[];
    <T>(select: (locks: readonly Lock[]) => T, equal?: Equal<T>): T;
  };
  /** The same hooks for `Suspense`. */
  readonly suspense: SuspenseHooks<D>;
}
