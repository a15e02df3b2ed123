import type { Room } from "@alongside/client";
import {
  type ChangeGroup,
  EMPTY_TRACK,
  groupChanges,
  historyOf,
  type History,
  openTrack,
  type Track,
  type TrackState,
} from "@alongside/client/history";
import type { RoomDefinition } from "@alongside/core";
import { useMemo } from "react";
import { given } from "../given.ts";
import { isNowhere } from "../room-nowhere.ts";
import { useReadable } from "../use-readable.ts";

/** The past of a room, for a list and for a player. */
export interface HistoryTools<D extends RoomDefinition>
  extends Pick<History<D>, "at" | "restore" | "name" | "writers">, Pick<Track<D>, "stateAt"> {
  /** What is here by now, and why not more: see `TrackState`. */
  readonly track: TrackState;
  /** What was done, by who did it and when, oldest first. The same objects until something changes. */
  readonly groups: readonly ChangeGroup[];
  /** Asks for about a thousand entries before those that are here. */
  readonly earlier: () => Promise<void>;
  /** Asks again for what could not be had. */
  readonly refresh: () => Promise<void>;
}

/**
 * The past of a room while the component is shown: the newest entries first, earlier ones as they are asked for, and what is done
 * meanwhile. All of its functions are the same ones every time. Throws `TypeError` for what is not a room.
 */
export function useHistory<D extends RoomDefinition>(room: Room<D>): HistoryTools<D> {
  if (typeof room !== "object" || room === null || !("definition" in room))
    throw new TypeError(`useHistory needs a room, as useRoom() returns it, got ${given(room)}`);
  const own = useMemo(() => (isNowhere(room) ? undefined : toolsOf(room)), [room]);
  const track = useReadable(own?.source ?? STILL, EMPTY_TRACK);
  const groups = useMemo(() => groupChanges(track.changes), [track.changes]);
  return { ...(own?.tools ?? (NOWHERE as never)), track, groups };
}

const STILL = { get: () => EMPTY_TRACK, subscribe: () => () => {} };

const NOWHERE = {
  stateAt: () => undefined,
  earlier: () => Promise.resolve(),
  refresh: () => Promise.resolve(),
};

function toolsOf<D extends RoomDefinition>(room: Room<D>) {
  const { stateAt, earlier, refresh, get, subscribe } = openTrack(room);
  const history = historyOf(room);
  const { at, writers } = history;
  const tools = {
    at,
    writers,
    stateAt,
    earlier,
    refresh,
    restore: history.restore,
    async name(...args: Parameters<History<D>["name"]>) {
      const version = await history.name(...args);
      await refresh();
      return version;
    },
  };
  return { source: { get, subscribe }, tools };
}
