import { createHooks } from "@alongside/react";
import { Board } from "./definition.ts";

/** The board's own hooks, typed from its definition. */
export const {
  RoomProvider,
  useCollaboration,
  useOthers,
  usePeople,
  useRejected,
  useRoom,
  useStatus,
  useStorage,
  useUpdate,
} = createHooks(Board);
