export { type ChangeGroup, groupChanges } from "./groups.ts";
export { historyOf } from "./history-of.ts";
export type {
  ChangedRecord,
  Moment,
  NamedMoment,
  PastChange,
  PastUser,
  RecordDifference,
  RoomDifference,
  RoomPart,
  TextRange,
  TextStretch,
  Version,
} from "@alongside/core/engine";
export { EMPTY_TRACK, openTrack, type Track, type TrackState } from "./track.ts";
export type {
  Changes,
  ChangesOptions,
  History,
  Past,
  Replayed,
  Restored,
  RestoreOptions,
  WrittenStretch,
} from "./types.ts";
