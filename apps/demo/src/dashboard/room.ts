import "../collaboration/client.ts";
import { createHooks } from "@alongside/react";
import { Dashboard } from "./definition.ts";

export const { RoomProvider, useRoom, useStorage } = createHooks(Dashboard);
