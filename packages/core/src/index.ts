export { Invalid, Refused, RoomLoading } from "./errors.ts";
export type { Json } from "./json.ts";
export type { Position } from "./model/op.ts";
export type { JsonOf } from "./model/view.ts";
export { toJSON } from "./model/view.ts";
export { defineRoom } from "./schema/define-room.ts";
export type { CounterDraft, ListDraft, MapDraft, TextDraft } from "./schema/draft-types.ts";
export type { Counter, List, MapOf, Value } from "./schema/fields.ts";
export { counter, list, map, value } from "./schema/fields.ts";
export type { StoredFields } from "./schema/migrations.ts";
export type {
  DraftOf,
  EventsOf,
  MutationContext,
  Mutations,
  PresenceOf,
  RoomDefinition,
  StorageOf,
} from "./schema/room-definition.ts";
export type { Schema } from "./schema/standard-schema.ts";
export type { Caret, CaretSchema } from "./text/caret.ts";
export { caret } from "./text/caret.ts";
export { TextValue } from "./text/text-value.ts";
export type { Text } from "./text/text.ts";
export { text } from "./text/text.ts";
