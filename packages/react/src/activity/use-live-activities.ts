import type { Room } from "@alongside/client";
import {
  liveActivities,
  type LiveActivities,
  type LiveActivitiesOptions,
  type LiveActivitiesState,
} from "@alongside/client/activity";
import type { RoomDefinition } from "@alongside/core";
import { useContext, useEffect, useMemo, useState } from "react";
import { given } from "../given.ts";
import { NearestRoom } from "../nearest-room.ts";
import { isNowhere } from "../room-nowhere.ts";
import { useReadable } from "../use-readable.ts";

/** See `LiveActivitiesOptions`. */
export interface UseLiveActivitiesOptions<
  D extends RoomDefinition,
> extends LiveActivitiesOptions<D> {
  /** @default That of the nearest `RoomProvider`. */
  readonly room?: Room<D>;
}

/** What is done in a room, newest first, and what brings more of it. */
export interface LiveActivitiesTools extends LiveActivitiesState {
  readonly earlier: LiveActivities["earlier"];
}

const STATE: LiveActivitiesState = {
  activities: [],
  hasEarlier: false,
  isBusy: true,
  why: undefined,
};

const STILL: LiveActivities = {
  get: () => STATE,
  subscribe: () => () => {},
  earlier: () => Promise.resolve(),
};

/**
 * What is done in a room, while the component is shown: see `liveActivities`. Without options it is as with
 * `{ aggregateWindow: 5000, maxItems: 50, priorities: ["urgent", "important", "normal"] }`. Throws `TypeError` where there is no room.
 */
export function useLiveActivities<D extends RoomDefinition>(
  options: UseLiveActivitiesOptions<D> = {},
): LiveActivitiesTools {
  const nearest = useContext(NearestRoom) as Room<D> | undefined;
  const { room = nearest, aggregateWindow, maxItems, priorities } = options;
  if (typeof room !== "object" || !("definition" in room))
    throw new TypeError(
      `useLiveActivities needs a RoomProvider above it, or a room, got ${given(room)}`,
    );
  // The functions may be others each time: what is called is what was given last.
  const [latest] = useState(() => new Map([["options", options]]));
  useEffect(() => {
    latest.set("options", options);
  });
  const shown = priorities?.join(" ");
  const live = useMemo(
    () =>
      isNowhere(room)
        ? STILL
        : liveActivities(room, {
            ...(aggregateWindow !== undefined && { aggregateWindow }),
            ...(maxItems !== undefined && { maxItems }),
            ...(shown !== undefined && { priorities: shown.split(" ") as never }),
            nameOf: (user) => latest.get("options")?.nameOf?.(user),
            titleOf: (...of) => latest.get("options")?.titleOf?.(...of),
          }),
    [room, aggregateWindow, maxItems, shown, latest],
  );
  const state = useReadable(live, STATE);
  return useMemo(() => ({ ...state, earlier: live.earlier }), [state, live]);
}
