import "../collaboration/client.ts";
import { createHooks } from "@alongside/react";
import { Home } from "./definition.ts";

/** The one home of a server. */
export const HOME = "here";

export const {
  RoomProvider: HomeProvider,
  useRoom: useHome,
  useStorage: useHomeStorage,
  useOthers: useOthersAtHome,
} = createHooks(Home);
