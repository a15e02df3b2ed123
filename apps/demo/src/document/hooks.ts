import "../collaboration/client.ts";
import { createHooks } from "@alongside/react";
import { RichDocument } from "./definition.ts";

/** The document's own hooks, typed from its definition. */
export const { RoomProvider, useRoom, useStorage } = createHooks(RichDocument);
