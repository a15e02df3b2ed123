import { openUndo } from "@alongside/client";
import type { Changed, Room, UndoChanged } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";
import { useMemo } from "react";
import { given } from "./given.ts";
import { isNowhere, NOWHERE } from "./room-nowhere.ts";
import { useReadable } from "./use-readable.ts";

/** What takes back what this page did in a room. */
export interface UndoTools {
  /** Takes back the last own change; one that others have changed stays, and `changed` says so. */
  readonly undo: () => Changed<void> | undefined;
  /** Does again what was undone last. */
  readonly redo: () => Changed<void> | undefined;
  /** Makes one step of all changes that a function writes before it returns. Returns what it returns. */
  readonly group: <T>(fn: () => T) => T;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Why the last press took nothing back: somebody else has changed it since. A new object for each such press. */
  readonly changed: UndoChanged | undefined;
}

/**
 * Undo and redo of the own changes in a room, noted from when this is first shown. An import of its own, so that an app without
 * it does not load it. See `openUndo`. Throws `TypeError` for what is not a room.
 */
export function useUndo<D extends RoomDefinition>(room: Room<D>): UndoTools {
  if (!isRoom(room))
    throw new TypeError(`useUndo needs a room, as useRoom() returns it, got ${given(room)}`);
  const own = useMemo(() => (isNowhere(room) ? NOWHERE.undo : openUndo(room)), [room]);
  return {
    undo: own.undo,
    redo: own.redo,
    group: own.group,
    canUndo: useReadable(own.canUndo, false),
    canRedo: useReadable(own.canRedo, false),
    changed: useReadable(own.changed, undefined),
  };
}

function isRoom(value: unknown): boolean {
  return typeof value === "object" && value !== null && "definition" in value && "ready" in value;
}
