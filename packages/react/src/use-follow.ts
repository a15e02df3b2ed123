import type { Room } from "@alongside/client";
import {
  follow,
  type Follow,
  type FollowOptions,
  type FollowState,
} from "@alongside/client/follow";
import type { RoomDefinition } from "@alongside/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { given } from "./given.ts";
import { isNowhere, NOWHERE } from "./room-nowhere.ts";
import { useReadable } from "./use-readable.ts";

/** Whom this page follows and who follows it. */
export interface FollowTools<D extends RoomDefinition> {
  readonly state: FollowState;
  readonly followers: ReturnType<Follow<D>["followers"]["get"]>;
  /** See `Follow`; the same functions every time. */
  readonly start: (whom: string) => boolean;
  readonly stop: () => void;
  readonly moved: () => void;
}

const FREE: FollowState = { name: "free" };
const STILL = { get: () => FREE, subscribe: () => () => {} };

/**
 * Following people, by `follow`, while the component is shown. The viewport's functions are read at each call, the other options when the
 * hook is first shown. Renders when somebody is followed or not any more. Throws `TypeError` for what is not a room.
 */
export function useFollow<D extends RoomDefinition>(
  room: Room<D>,
  options: FollowOptions<D>,
): FollowTools<D> {
  if (typeof room !== "object" || room === null || !("others" in room))
    throw new TypeError(`useFollow needs a room, as useRoom() returns it, got ${given(room)}`);
  const latest = useRef(options);
  const current = useRef<Follow<D> | undefined>(undefined);
  const [following, setFollowing] = useState<Follow<D> | undefined>();
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    if (isNowhere(room)) return undefined;
    const viewport = {
      get: () => latest.current.viewport.get(),
      set: (values: Float64Array) => latest.current.viewport.set(values),
    };
    const own = follow(room, { ...latest.current, viewport });
    current.current = own;
    setFollowing(own);
    return () => {
      current.current = undefined;
      own.end();
    };
  }, [room]);
  return {
    state: useReadable(following?.state ?? STILL, FREE),
    followers: useReadable(following?.followers ?? NOWHERE.others, NOWHERE.others.get()),
    start: useCallback((whom: string) => current.current?.start(whom) ?? false, []),
    stop: useCallback(() => current.current?.stop(), []),
    moved: useCallback(() => current.current?.moved(), []),
  };
}
