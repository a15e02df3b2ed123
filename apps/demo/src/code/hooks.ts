import "../collaboration/client.ts";
import { createHooks } from "@alongside/react";
import { CodeFile } from "./definition.ts";

/** The code page's own hooks, typed from its definition. */
export const { RoomProvider, useRoom, useStorage } = createHooks(CodeFile);
