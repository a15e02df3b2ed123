import "../collaboration/client.ts";
import { createHooks } from "@alongside/react";
import { Place } from "./definition.ts";

export const {
  RoomProvider: PlaceProvider,
  useRoom: usePlace,
  useOthers: useOthersInPlace,
} = createHooks(Place);
