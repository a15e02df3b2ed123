import { createHooks } from "@alongside/react";
import { Document } from "../rooms/document.ts";

export const { RoomProvider, useRejected, useRoom, useStorage } = createHooks(Document);
