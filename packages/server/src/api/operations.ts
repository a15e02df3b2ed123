import type { Operation } from "./contract.ts";
import { activityOperation } from "./activity-operation.ts";
import { auditOperation } from "./audit-operation.ts";
import { followerOperations } from "./follower-operations.ts";
import { eventsOperation } from "./events-operation.ts";
import { exportOperations } from "./export-operations.ts";
import { feedOperations } from "./feed-operations.ts";
import { historyOperations } from "./history-operations.ts";
import { liveOperations } from "./live-operations.ts";
import { notifyOperation } from "./notify-operation.ts";
import { roomOperations } from "./room-operations.ts";
import { ApiRooms, type ApiRoomsOptions } from "./rooms.ts";
import { seriesOperations } from "./series-operations.ts";
import { stateOperations } from "./state-operations.ts";

/** All that the HTTP API does. Who follows a room and reads nothing for `slowMs` is cut off. */
export function operationsOf(options: ApiRoomsOptions, slowMs: number): readonly Operation[] {
  const rooms = new ApiRooms(options);
  return [
    ...roomOperations(rooms),
    ...stateOperations(rooms),
    ...historyOperations(rooms),
    ...feedOperations(rooms),
    activityOperation(rooms),
    ...liveOperations(rooms),
    notifyOperation(rooms),
    ...followerOperations(rooms),
    auditOperation(rooms, slowMs),
    ...exportOperations(rooms, slowMs),
    eventsOperation(rooms, slowMs),
    ...seriesOperations(rooms, slowMs),
  ];
}
