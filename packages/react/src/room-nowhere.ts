import type { Readable, Room, RoomStatus } from "@alongside/client";
import { RoomLoading } from "@alongside/core";
import { linked, roomId } from "@alongside/core/engine";
import type { RoomDefinition } from "@alongside/core";

const CONNECTING: RoomStatus = { name: "connecting", pending: 0, saved: "server" };

/** What hooks read where there is no room: while rendering on a server, and while the page takes over from it. */
export const NOWHERE = {
  storage: constant(undefined),
  presence: constant({}),
  others: constant([]),
  people: constant([]),
  locks: constant([]),
  rejected: constant([]),
  status: constant(CONNECTING),
  nothing: constant(undefined),
  undo: {
    undo: () => undefined,
    redo: () => undefined,
    group: <T>(fn: () => T): T => fn(),
    canUndo: constant(false),
    canRedo: constant(false),
    changed: constant(undefined),
  },
} as const;

/** Whether `useRoom` answered this room on a server. */
export function isNowhere<D extends RoomDefinition>(room: Room<D>): boolean {
  return room.get === NOWHERE.storage.get;
}

/**
 * Thrown by a suspense hook while rendering on a server: the nearest `Suspense` shows its fallback, and the page renders what
 * is inside. `digest` and `reason` are how Next tells that from a fault, also while it builds pages.
 */
class LeftToThePage extends RoomLoading {
  readonly digest = "BAILOUT_TO_CLIENT_SIDE_RENDERING";
  readonly reason: string;

  constructor(definition: RoomDefinition, id: string) {
    const room = `the room "${definition.name}:${id}"`;
    super(
      `A server shows the fallback in place of ${room}, which only the page joins. ` +
        "To have it rendered, give its RoomProvider `initialStorage`",
    );
    this.reason = `A suspense hook of ${room}`;
  }
}

/** A room that is never entered: what `useRoom` answers on a server. */
export function roomNowhere<D extends RoomDefinition>(definition: D, id: string): Room<D> {
  roomId(definition.name, id);
  const unready = Promise.reject(new LeftToThePage(definition, id));
  unready.catch(() => {});
  const room = {
    definition,
    id,
    ready: unready,
    get: NOWHERE.storage.get,
    subscribe: NOWHERE.storage.subscribe,
    update: loading,
    mutate: new Proxy({}, { get: () => loading }),
    activity: loading,
    presence: { ...NOWHERE.presence, set: () => {} },
    look: () => {},
    crowd: NOWHERE.nothing,
    others: NOWHERE.others,
    people: NOWHERE.people,
    rejected: NOWHERE.rejected,
    rewound: NOWHERE.nothing,
    status: NOWHERE.status,
    rights: NOWHERE.nothing,
    self: NOWHERE.nothing,
    locks: NOWHERE.locks,
    lock: loading,
    broadcast: () => false,
    on: () => () => {},
    leave: () => {},
  };
  return room as unknown as Room<D>;
}

/** Ends the rendering of what needs a room that was made here. */
export function leaveToThePage<D extends RoomDefinition>(room: Room<D>): void {
  if (isNowhere(room)) throw new LeftToThePage(room.definition, room.id);
}

function loading(): never {
  throw linked(new RoomLoading());
}

function constant<T>(value: T): Readable<T> {
  return { get: () => value, subscribe: () => () => {} };
}
