import type { Other, Room } from "@alongside/client";
import type { PresenceOf, RoomDefinition, StorageOf } from "@alongside/core";
import { createContext, createElement, use, useContext, useEffect, useMemo, useRef } from "react";
import { shallowEqual } from "./equal.ts";
import type { Collaboration, Hooks, ReadyCollaboration, Selection } from "./hooks.ts";
import { NOWHERE } from "./room-nowhere.ts";
import { useJoinedRoom } from "./use-joined-room.ts";
import { useReadable, useSelected } from "./use-readable.ts";
import type { Equal } from "./use-readable.ts";

/** Makes the hooks of one kind of room, typed from its definition. Called once, beside the definition. */
export function createHooks<D extends RoomDefinition>(definition: D): Hooks<D> {
  const RoomContext = createContext<Room<D> | undefined>(undefined);
  type Storage = StorageOf<D>;
  type Others = readonly Other<D>[];

  function useRoom(id?: string): Room<D> {
    const provided = useContext(RoomContext);
    const room = useJoinedRoom(definition, id) ?? provided;
    if (!room)
      throw new Error(`A "${definition.name}" hook needs a RoomProvider above it, or an id`);
    return room;
  }

  /** Suspends until the room is here. */
  function useReadyRoom(id?: string): Room<D> {
    const room = useRoom(id);
    use(room.ready);
    return room;
  }

  function useStorageOf<T>(
    room: Room<D>,
    select: ((storage: Storage) => T) | undefined,
    equal?: Equal<T | undefined>,
  ): T | undefined {
    const source = { get: room.get, subscribe: room.subscribe as (call: () => void) => () => void };
    const whole = useMemo(
      () =>
        (storage: Storage | undefined): T | undefined =>
          storage === undefined || !select ? (storage as T | undefined) : select(storage),
      [select],
    );
    return useSelected(source, undefined, whole, equal);
  }

  function useTools(room: Room<D>) {
    return {
      users: useReadable(room.people, NOWHERE.people.get()),
      selections: useSelected(room.others, NOWHERE.others.get(), selectionsOf, sameSelections),
      update: room.update,
      mutate: room.mutate,
      status: useReadable(room.status, NOWHERE.status.get()),
    };
  }

  function useMyPresence() {
    const { presence } = useRoom();
    return [useReadable(presence, NOWHERE.presence.get() as PresenceOf<D>), presence.set] as const;
  }

  return {
    RoomProvider: ({ id, children }) =>
      createElement(RoomContext, { value: useRoom(id) }, children),
    useRoom,
    useCollaboration(id) {
      const room = useRoom(id);
      const storage = useStorageOf<Storage>(room, undefined);
      return { ...storage, ...useTools(room) } as Collaboration<D>;
    },
    useStorage: <T = Storage>(select?: (storage: Storage) => T, equal?: Equal<T | undefined>) =>
      useStorageOf(useRoom(), select, equal),
    useOthers: <T = Others>(
      select: (others: Others) => T = itself as (others: Others) => T,
      equal: Equal<T> = shallowEqual,
    ) => useSelected(useRoom().others, NOWHERE.others.get(), select, equal),
    usePeople: () => useReadable(useRoom().people, NOWHERE.people.get()),
    useMyPresence,
    useUpdate: () => useRoom().update,
    useMutations: () => useRoom().mutate,
    useStatus: () => useReadable(useRoom().status, NOWHERE.status.get()),
    useRejected: () => useReadable(useRoom().rejected, NOWHERE.rejected.get()),
    useEvent(name, handler) {
      const room = useRoom();
      const latest = useRef(handler);
      useEffect(() => {
        latest.current = handler;
      });
      useEffect(() => room.on(name, (body, from) => latest.current(body, from)), [room, name]);
    },
    useBroadcast: () => useRoom().broadcast,
    suspense: {
      useRoom: useReadyRoom,
      useCollaboration(id) {
        const room = useReadyRoom(id);
        const storage = useStorageOf<Storage>(room, undefined);
        return { ...storage, ...useTools(room) } as ReadyCollaboration<D>;
      },
      useStorage: <T = Storage>(select?: (storage: Storage) => T, equal?: Equal<T | undefined>) =>
        useStorageOf(useReadyRoom(), select, equal) as T,
    },
  };
}

function itself<T>(value: T): T {
  return value;
}

/** What the others have selected. Who has selected nothing is left out. */
function selectionsOf(others: readonly Other[]): readonly Selection[] {
  return others.flatMap(({ client, user, presence }) => {
    const ids = (presence as { readonly selection?: readonly string[] }).selection;
    return Array.isArray(ids) && ids.length > 0 ? [{ client, user, ids }] : [];
  });
}

function sameSelections(a: readonly Selection[], b: readonly Selection[]): boolean {
  return a.length === b.length && a.every((one, i) => shallowEqual(one, b[i]));
}
