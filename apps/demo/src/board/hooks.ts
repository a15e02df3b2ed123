import "../collaboration/client.ts";
import { createHooks } from "@alongside/react";
import { Board } from "./definition.ts";

/** The board's own hooks, typed from its definition. */
export const { RoomProvider, useCollaboration, useOthers, useOthersIds, useRoom } =
  createHooks(Board);
