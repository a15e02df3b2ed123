import type { Lock, LockOptions, LockState, Room, RoomLock } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";
import type { LockTarget } from "@alongside/core/engine";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
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
  const asked = useMemo(() => new Asked(room, id, field, ttlMs), [room, id, field, ttlMs]);
  useEffect(() => {
    asked.ask(isTaking);
    return asked.release;
  }, [asked, isTaking]);
  const state = useSyncExternalStore(asked.subscribe, asked.get, NOWHERE.nothing.get);
  const find = useCallback(
    (locks: readonly Lock[]) =>
      locks.find((one) => one.id === id && (field === undefined || (one.field ?? field) === field)),
    [id, field],
  );
  return { state, holder: useSelected(room.locks, NOWHERE.locks.get(), find), take: asked.take };
}

/** A lock as a component asks for it, while it is shown. */
class Asked<D extends RoomDefinition> {
  readonly #room: Room<D>;
  readonly #target: LockTarget | undefined;
  readonly #ttlMs: number;
  readonly #listeners = new Set<() => void>();
  #lock: RoomLock | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(room: Room<D>, id: string | undefined, field: string | undefined, ttlMs: number) {
    this.#room = room;
    this.#target = id === undefined ? undefined : field === undefined ? { id } : { id, field };
    this.#ttlMs = ttlMs;
  }

  readonly get = (): LockState | undefined => this.#lock?.get();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly ask = (take: boolean): void => {
    if (this.#target === undefined || isNowhere(this.#room)) return;
    const asked = this.#room.lock(this.#target, { ttlMs: this.#ttlMs, take });
    // Afterwards, so that one which is held already is not given back in between.
    this.release();
    this.#lock = asked;
    this.#unsubscribe = asked.subscribe(this.#tell);
    this.#tell();
  };

  /** Where it is pressed late, the component is not shown any more. */
  readonly take = (): void => {
    if (this.#lock !== undefined) this.ask(true);
  };

  readonly release = (): void => {
    this.#unsubscribe?.();
    this.#lock?.release();
    this.#lock = undefined;
  };

  readonly #tell = (): void => {
    for (const listener of this.#listeners) listener();
  };
}
