export { Invalid, Refused, RoomLoading } from "./errors.ts";
export type { Json } from "./json.ts";
export type { JsonOf } from "./model/to-json.ts";
export { toJSON } from "./model/to-json.ts";
export type { Position } from "./model/place.ts";
export { activities } from "./schema/activity/activities.ts";
export type { ActivityPriority } from "./schema/activity/types.ts";
export { counter } from "./schema/counter/counter.ts";
export type { Counter, CounterDraft } from "./schema/counter/types.ts";
export { defineRoom } from "./schema/define-room.ts";
export { feed } from "./schema/feed/feed.ts";
export type {
  AnchorOption,
  BodyOf,
  Feed,
  FeedDraft,
  Feeds,
  PostOptions,
} from "./schema/feed/types.ts";
export { list } from "./schema/list/list.ts";
export type { List, ListDraft } from "./schema/list/types.ts";
export { map } from "./schema/map/map.ts";
export type { MapDraft, MapOf } from "./schema/map/types.ts";
export type { Value } from "./schema/plain/types.ts";
export { value } from "./schema/plain/value.ts";
export type { TextDraft } from "./text/text-draft.ts";
export type { PointOptions, PointSchema } from "./schema/point/point.ts";
export { point } from "./schema/point/point.ts";
export { series } from "./schema/series/series.ts";
export type { Series } from "./schema/series/types.ts";
export { record } from "./schema/record/record.ts";
export type { RecordOf } from "./schema/record/types.ts";
export type { StoredFields } from "./schema/migrations.ts";
export type {
  DraftOf,
  EventsOf,
  MutationContext,
  Mutations,
  OfflinePolicy,
  PointsOf,
  PresenceOf,
  RoomDefinition,
  StorageOf,
} from "./schema/room-definition.ts";
export type { Schema } from "./schema/standard-schema.ts";
export type { Point } from "./points/grid.ts";
export type { Viewport } from "./points/viewport.ts";
export type { Caret } from "./text/caret.ts";
export type { CaretSchema } from "./schema/text/caret.ts";
export { caret } from "./schema/text/caret.ts";
export { TextValue } from "./text/text-value.ts";
export { text } from "./schema/text/text.ts";
export type { Text } from "./schema/text/types.ts";
