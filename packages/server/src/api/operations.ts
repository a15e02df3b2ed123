import type { Operation } from "./contract.ts";
import { roomOperations } from "./room-operations.ts";
import { ApiRooms, type ApiRoomsOptions } from "./rooms.ts";
import { stateOperations } from "./state-operations.ts";

/** All that the HTTP API does. */
export function operationsOf(options: ApiRoomsOptions): readonly Operation[] {
  const rooms = new ApiRooms(options);
  return [...roomOperations(rooms), ...stateOperations(rooms)];
}
