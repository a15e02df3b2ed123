import { createHooks } from "@alongside/react";
import { Talk } from "../rooms/talk.ts";

export const { RoomProvider, useRejected, useRoom, useStorage } = createHooks(Talk);
