import { createHooks } from "@alongside/react";
import { Board } from "../rooms/board.ts";

export const { RoomProvider, useMyPresence, useRejected, useRoom, useStorage } = createHooks(Board);
