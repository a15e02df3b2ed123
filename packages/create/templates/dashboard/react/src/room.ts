import { createHooks } from "@alongside/react";
import { Dashboard } from "../rooms/dashboard.ts";

export const { RoomProvider, useOthers, useRejected, useRoom, useSelf, useStorage } =
  createHooks(Dashboard);
