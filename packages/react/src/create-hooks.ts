import type { Lock, Other, Room, RoomStatus } from "@alongside/client";
import { fromJSON } from "@alongside/core/engine";
import type { PresenceOf, RoomDefinition, StorageOf } from "@alongside/core";
import {
  createContext,
  createElement,
  use,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { ReactNode } from "react";
import { checkDefinition } from "./check-definition.ts";
import type { WithoutClash } from "./check-definition.ts";
import { shallowEqual } from "./equal.ts";
import { given } from "./given.ts";
import type { Collaboration, Hooks, ReadyCollaboration, Selection } from "./hooks.ts";
import { NearestRoom } from "./nearest-room.ts";
import { leaveToThePage, NOWHERE } from "./room-nowhere.ts";
import { useLockOf } from "./use-lock.ts";
import { useJoinedRoom } from "./use-joined-room.ts";
import { useReadable, useSelected } from "./use-readable.ts";
import type { Equal } from "./use-readable.ts";

/** A room, and what its provider was given to show until it is here. */
interface Shown<D extends RoomDefinition> {
  readonly room: Room<D>;
  readonly initial: StorageOf<D> | undefined;
}

/**
 * Makes the hooks of one kind of room, typed from its definition. Called once, beside the definition. Throws `TypeError` where a
 * storage field has the name of something that `useCollaboration` returns beside storage: `users`, `selections`, `update`,
 * `mutate` or `status`.
 */
export function createHooks<D extends RoomDefinition>(definition: D & WithoutClash<D>): Hooks<D>;
export function createHooks<D extends RoomDefinition>(definition: D): Hooks<D> {
  checkDefinition(definition);
  const RoomContext = createContext<Shown<D> | undefined>(undefined);
  type Storage = StorageOf<D>;
  type Others = readonly Other<D>[];

  function useShown(id?: string): Shown<D> {
    const provided = useContext(RoomContext);
    const joined = useJoinedRoom(definition, id);
    const initial = id === undefined || id === provided?.room.id ? provided?.initial : undefined;
    const room = joined ?? provided?.room;
    if (!room)
      throw new Error(`A "${definition.name}" hook needs a RoomProvider above it, or an id`);
    return { room, initial };
  }

  function useRoom(id?: string): Room<D> {
    return useShown(id).room;
  }

  /** Suspends until the room is here. */
  function useReadyRoom(id?: string): Room<D> {
    const room = useRoom(id);
    leaveToThePage(room);
    use(room.ready);
    return room;
  }

  /** Suspends until there is storage to show. What the provider was given is shown until the room is here or refused. */
  function useReady(id?: string): Shown<D> {
    const shown = useShown(id);
    const { room, initial } = shown;
    const isRefused = useSelected(room.status, NOWHERE.status.get(), wasRefused);
    if (initial === undefined) leaveToThePage(room);
    if (initial === undefined || (isRefused && room.get() === undefined)) use(room.ready);
    return shown;
  }

  function useStorageOf<T>(
    { room, initial }: Shown<D>,
    select: ((storage: Storage) => T) | undefined,
    equal: Equal<T> = Object.is,
  ): T | undefined {
    const source = {
      get: () => room.get() ?? initial,
      subscribe: room.subscribe as (call: () => void) => () => void,
    };
    if (select !== undefined) checkSelector(select);
    const whole = useMemo(
      () =>
        (storage: Storage | undefined): T | undefined =>
          storage === undefined || !select ? (storage as T | undefined) : select(storage),
      [select],
    );
    // The app's `equal` is about what `select` returned, and there is nothing of that before the room is here.
    return useSelected(
      source,
      initial,
      whole,
      (a, b) => a === b || (a !== undefined && b !== undefined && equal(a, b)),
    );
  }

  function RoomProvider({
    id,
    initialStorage,
    children,
  }: Parameters<Hooks<D>["RoomProvider"]>[0]): ReactNode {
    if (typeof id !== "string")
      throw new TypeError(`RoomProvider of "${definition.name}" needs an id, got ${given(id)}`);
    const room = useJoinedRoom(definition, id) as Room<D>;
    const initial = useMemo(
      () => (initialStorage === undefined ? undefined : fromJSON(definition, initialStorage)),
      [initialStorage],
    );
    const shown = useMemo(() => ({ room, initial }), [room, initial]);
    return createElement(
      RoomContext,
      { value: shown },
      createElement(NearestRoom, { value: room as unknown as Room }, children),
    );
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

  function useMyPresence(initialPresence?: PresenceOf<D>) {
    const { presence } = useRoom();
    const mine = useReadable(presence, NOWHERE.presence.get() as PresenceOf<D>);
    const [initial] = useState(initialPresence);
    useEffect(() => {
      const missing = Object.entries(initial ?? {}).filter(
        ([field]) => !Object.hasOwn(presence.get() as object, field),
      );
      if (missing.length > 0) presence.set(Object.fromEntries(missing) as PresenceOf<D>);
    }, [presence, initial]);
    const shown = useMemo(
      () => (initial === undefined ? mine : { ...initial, ...mine }),
      [mine, initial],
    );
    return [shown, presence.set] as const;
  }

  function useOther<T = Other<D>>(
    client: string,
    select: (other: Other<D>) => T = itself as (other: Other<D>) => T,
    equal: Equal<T> = shallowEqual,
  ): T | undefined {
    checkSelector(select);
    const one = useMemo(
      () =>
        (others: Others): T | undefined => {
          const other = others.find((each) => each.client === client);
          return other && select(other);
        },
      [client, select],
    );
    return useSelected<Others, T | undefined>(
      useRoom().others,
      NOWHERE.others.get(),
      one,
      (a, b) => a === b || (a !== undefined && b !== undefined && equal(a, b)),
    );
  }

  return {
    RoomProvider,
    useRoom,
    useCollaboration(id) {
      const shown = useShown(id);
      const storage = useStorageOf<Storage>(shown, undefined);
      return { ...storage, ...useTools(shown.room) } as Collaboration<D>;
    },
    useStorage: <T = Storage>(select?: (storage: Storage) => T, equal?: Equal<T>) =>
      useStorageOf(useShown(), select, equal),
    useOthers: <T = Others>(
      select: (others: Others) => T = itself as (others: Others) => T,
      equal: Equal<T> = shallowEqual,
    ) => useSelected(useRoom().others, NOWHERE.others.get(), select, equal),
    useOther,
    useOthersIds: () => useSelected(useRoom().others, NOWHERE.others.get(), idsOf, shallowEqual),
    useSelf: () => useReadable(useRoom().self, undefined),
    useRights: () => useReadable(useRoom().rights, undefined),
    useCrowd: () => useReadable(useRoom().crowd, undefined),
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
    useLock: (target, options = {}) => useLockOf(useRoom(), target, options),
    useLocks: <T = readonly Lock[]>(
      select: (locks: readonly Lock[]) => T = itself as (locks: readonly Lock[]) => T,
      equal: Equal<T> = shallowEqual,
    ) => useSelected(useRoom().locks, NOWHERE.locks.get(), select, equal),
    useBroadcast: () => useRoom().broadcast,
    suspense: {
      useRoom: useReadyRoom,
      useCollaboration(id) {
        const shown = useReady(id);
        const storage = useStorageOf<Storage>(shown, undefined);
        return { ...storage, ...useTools(shown.room) } as ReadyCollaboration<D>;
      },
      useStorage: <T = Storage>(select?: (storage: Storage) => T, equal?: Equal<T>) =>
        useStorageOf(useReady(), select, equal) as T,
    },
  };
}

function wasRefused({ name }: RoomStatus): boolean {
  return name === "refused";
}

function checkSelector(select: unknown): void {
  if (typeof select !== "function")
    throw new TypeError(`A hook's selector should be a function, got ${given(select)}`);
}

function idsOf(others: readonly Other[]): readonly string[] {
  return others.map(({ client }) => client);
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
