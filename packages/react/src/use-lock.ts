import type { Lock, LockOptions, LockState, Room, RoomLock } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";
import type { LockTarget } from "@alongside/core/engine";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { isNowhere, NOWHERE } from "./room-nowhere.ts";
import { useSelected } from "./use-readable.ts";

/** A lock that a component asks for while it is shown. */
export interface LockTools {
  /** How it stands with it; undefined while none is asked for, and before the first effect. */
  readonly state: LockState | undefined;
  /** Who holds it, this page too; undefined where nobody does. */
  readonly holder: Lock | undefined;
  /** Takes it over from whoever holds it, where the app's rule lets that be; also where it was refused or lost. */
  readonly take: () => void;
}

/** See `Hooks.useLock`. */
export function useLockOf<D extends RoomDefinition>(
  room: Room<D>,
  target: string | LockTarget | null | undefined,
  { ttlMs = 30_000, take: isTaking = false }: LockOptions,
): LockTools {
  const id = typeof target === "string" ? target : target?.id;
  const field = typeof target === "string" ? undefined : target?.field;
  const held = useRef<RoomLock | undefined>(undefined);
  const [lock, setLock] = useState<RoomLock | undefined>();

  const ask = useCallback(
    (isTaken: boolean) => {
      if (id === undefined || isNowhere(room)) return;
      const on = field === undefined ? { id } : { id, field };
      const asked = room.lock(on, { ttlMs, take: isTaken });
      // Afterwards, so that one which is held already is not given back in between.
      held.current?.release();
      held.current = asked;
      setLock(asked);
    },
    [room, id, field, ttlMs],
  );
  useEffect(() => {
    ask(isTaking);
    return () => {
      held.current?.release();
      held.current = undefined;
      setLock(undefined);
    };
  }, [ask, isTaking]);
  const take = useCallback(() => {
    // It is pressed late: the component is not shown any more.
    if (held.current !== undefined) ask(true);
  }, [ask]);

  const none = NOWHERE.nothing;
  const source = lock ?? none;
  const state = useSyncExternalStore<LockState | undefined>(source.subscribe, source.get, none.get);
  const find = useCallback(
    (locks: readonly Lock[]) =>
      locks.find((one) => one.id === id && (field === undefined || (one.field ?? field) === field)),
    [id, field],
  );
  return { state, holder: useSelected(room.locks, NOWHERE.locks.get(), find), take };
}
