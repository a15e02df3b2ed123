export { historyOf } from "./history-of.ts";
export type { Moment, RoomPart, PastChange, PastUser } from "@alongside/core/engine";
export type {
  Changes,
  ChangesOptions,
  History,
  Past,
  Replayed,
  Restored,
  RestoreOptions,
} from "./types.ts";
