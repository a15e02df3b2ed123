import { type Changed, type Gesture, openGesture, type Room } from "@alongside/client";
import type { DraftOf, RoomDefinition } from "@alongside/core";
import type { Sync } from "@alongside/core/engine";
import { useEffect, useMemo } from "react";
import { given } from "./given.ts";

/** A gesture that begins with its first `update`, and may begin again once it is over. */
export interface GestureTools<D extends RoomDefinition> {
  /** Writes on top of what the gesture has written so far: the others see it at once. Throws what a room's `update` throws. */
  readonly update: <T extends Sync>(fn: (doc: DraftOf<D>) => T) => T;
  /** Makes one change of it; undefined where none is under way. */
  readonly commit: () => Changed<void> | undefined;
  /** Takes all of it back. */
  readonly cancel: () => void;
}

/**
 * A drag and the like, by `openGesture`: the same functions every time, never a reason to render. What is under way is taken back when
 * the component goes. Throws `TypeError` for what is not a room.
 */
export function useGesture<D extends RoomDefinition>(room: Room<D>): GestureTools<D> {
  if (typeof room !== "object" || room === null || !("ready" in room))
    throw new TypeError(`useGesture needs a room, as useRoom() returns it, got ${given(room)}`);
  const tools = useMemo(() => toolsOf(room), [room]);
  useEffect(() => tools.cancel, [tools]);
  return tools;
}

function toolsOf<D extends RoomDefinition>(room: Room<D>): GestureTools<D> {
  let open: Gesture<D> | undefined;
  return {
    update(fn) {
      if (open?.isOpen !== true) open = openGesture(room);
      return open.update(fn);
    },
    commit: () => (open?.isOpen === true ? open.commit() : undefined),
    cancel: () => open?.cancel(),
  };
}
