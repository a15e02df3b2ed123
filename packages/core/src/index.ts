export { Invalid, Refused, RoomLoading } from "./errors.ts";
export type { Json } from "./json.ts";
export type { JsonOf } from "./model/to-json.ts";
export { toJSON } from "./model/to-json.ts";
export { defineRoom } from "./schema/define-room.ts";
export type { CounterDraft, ListDraft, MapDraft, Position } from "./schema/draft-types.ts";
export type { TextDraft } from "./text/text-draft.ts";
export type { Counter, List, MapOf, RecordOf, Value } from "./schema/field-types.ts";
export { counter, list, map, value } from "./schema/fields.ts";
export { record } from "./schema/record/record.ts";
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
export type { Caret } from "./text/caret.ts";
export type { CaretSchema } from "./schema/caret.ts";
export { caret } from "./schema/caret.ts";
export { TextValue } from "./text/text-value.ts";
export type { Text } from "./schema/field-types.ts";
export { text } from "./schema/text.ts";
