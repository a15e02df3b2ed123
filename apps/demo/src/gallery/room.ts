import { createHooks } from "@alongside/react";
import { Gallery } from "./definition.ts";

export const { RoomProvider, useRoom } = createHooks(Gallery);
