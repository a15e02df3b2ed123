export { freeze, linked, linking, shapeForServer } from "#build";
export { systemClock, systemRandom } from "./env.ts";
export type { Clock, Random } from "./env.ts";
export { Incompatible, Invalid, pathText, Refused, RoomLoading } from "./errors.ts";
export type { InvalidCode, Path } from "./errors.ts";
export {
  isClientId,
  isDefinitionName,
  isMapKey,
  isRoomKey,
  ownerOf,
  parseRoomId,
  recordId,
  recordIds,
  roomId,
} from "./ids.ts";
export { checkJson, equalJson, isJson, MAX_DEPTH } from "./json.ts";
export type { Json } from "./json.ts";
export type {
  ChangeEntry,
  Entry,
  MigrationEntry,
  OutcomeEntry,
  PruneEntry,
  RoomId,
  Seq,
} from "./log.ts";
export { isFields, isObject, mistake, shown } from "./mistake.ts";
export { ROOT } from "./model/op.ts";
export type {
  AddOp,
  ContainerRef,
  DeleteOp,
  FieldValues,
  InsertOp,
  MoveOp,
  Op,
  OpsByKey,
  Position,
  PutOp,
  RestoreOp,
  SetOp,
  TextOp,
} from "./model/op.ts";
export type { KeyState, RecordState } from "./model/record-state.ts";
export { ofSync } from "./sync.ts";
export type { Sync } from "./sync.ts";
export { defineRoom, isDefinition } from "./schema/define-room.ts";
export type { RoomOptions } from "./schema/define-room.ts";
export type { CounterDraft, ListDraft, MapDraft, TextDraft } from "./schema/draft-types.ts";
export { counter, list, map, value } from "./schema/fields.ts";
export type { Counter, Field, Fields, Item, List, MapOf, Value } from "./schema/fields.ts";
export type { MigrationStep, Migrations, StoredFields, StoredRecord } from "./schema/migrations.ts";
export type {
  AnyMutations,
  DraftOf,
  EventsOf,
  Mutation,
  MutationContext,
  Mutations,
  MutationsOf,
  PresenceOf,
  RoomDefinition,
  StorageOf,
} from "./schema/room-definition.ts";
export { shapeOf } from "./schema/shape.ts";
export type {
  In,
  Out,
  Schema,
  SchemaIssue,
  SchemaProps,
  SchemaResult,
  Schemas,
} from "./schema/standard-schema.ts";
export type {
  CounterNode,
  FieldNode,
  ListNode,
  MapNode,
  PlainNode,
  RecordSchema,
} from "./schema/tree.ts";
export type {
  DraftRecord,
  DraftStorage,
  Frozen,
  NewRecord,
  ReadRecord,
  ReadStorage,
} from "./schema/view-types.ts";
export type { Snapshot } from "./snapshot.ts";
export type { Auth } from "./protocol/auth.ts";
export type { Bye } from "./protocol/bye.ts";
export type { Change, MutationCall, Reinsertion, UndoCall } from "./protocol/change.ts";
export type { Closed } from "./protocol/closed.ts";
export { codeDocs } from "./protocol/code-docs.ts";
export { CODE_MEANINGS } from "./protocol/code-meanings.ts";
export { CLOSE_CODES, closeCodeOf } from "./protocol/close-codes.ts";
export { CODES, remedyFor } from "./protocol/codes.ts";
export type { Code, Remedy } from "./protocol/codes.ts";
export { parseDown } from "./protocol/down.ts";
export type { Down } from "./protocol/down.ts";
export type {
  Ack,
  Commit,
  DownEntry,
  Entries,
  Migrated,
  Pruned,
  RefusedEntry,
  Skip,
} from "./protocol/entries.ts";
export type { RoomEvent } from "./protocol/event.ts";
export { GREETING_BYTES, GREETING_MESSAGES } from "./protocol/hello.ts";
export type { Hello } from "./protocol/hello.ts";
export type { Join } from "./protocol/join.ts";
export type { Joined, Rights } from "./protocol/joined.ts";
export type { Leave } from "./protocol/leave.ts";
export { MAX_OPS } from "./protocol/ops.ts";
export type { Ping, Pong } from "./protocol/ping.ts";
export type { PersonState, Presence } from "./protocol/presence.ts";
export { previewWeight } from "./protocol/preview.ts";
export type { Preview } from "./protocol/preview.ts";
export { BadMessage, shortened } from "./protocol/shape.ts";
export type { Person, PersonPatch, Tick } from "./protocol/tick.ts";
export type { ShownLimits } from "./protocol/peek.ts";
export { parseUp } from "./protocol/up.ts";
export type { Up } from "./protocol/up.ts";
export { agreeOnVersion, WIRE_VERSIONS } from "./protocol/version.ts";
export type { UserInfo, Welcome } from "./protocol/welcome.ts";
export { attempt } from "./model/attempt.ts";
export type { Attempt } from "./model/attempt.ts";
export { checkStored } from "./model/check-stored.ts";
export { checkInverse, checkOps, inverseOf, refusalCode } from "./model/check.ts";
export type { ChangeAuthor, Checked } from "./model/check.ts";
export { createDraft } from "./model/draft.ts";
export type { RecordIds } from "./model/writer.ts";
export { initialOps } from "./model/initial.ts";
export { migrate } from "./model/migrate.ts";
export { Replica, seenRecord } from "./model/replica.ts";
export type { OpenChange } from "./model/replica.ts";
export { applyEntry, decodeSnapshot, decoding, encodeSnapshot, fold } from "./model/state-codec.ts";
export type { Folded } from "./model/state-codec.ts";
export type { State } from "./model/state.ts";
export { slotOf } from "./model/undo-notes.ts";
export type { FieldNote, TextNote } from "./model/undo-notes.ts";
export { UndoStep } from "./model/undo-step.ts";
export { fromJSON } from "./model/from-json.ts";
export { toJSON } from "./model/view.ts";
export type { JsonOf } from "./model/view.ts";
export { text } from "./text/text.ts";
export type { Text, TextOptions } from "./text/text.ts";
export type { Grounds, Shelf } from "./text/pending-texts.ts";
export { caret } from "./text/caret.ts";
export type { Caret, CaretEngine, CaretSchema } from "./text/caret.ts";
export type { Carets } from "./text/carets.ts";
export { DeltaBuilder, normalize } from "./text/builder.ts";
export { compose } from "./text/compose.ts";
export type { Attributes, Delta, Embed, Format, Insert, Part, Side } from "./text/delta.ts";
export { diff } from "./text/diff.ts";
export { draftOfText } from "./text/draft-of.ts";
export { invert } from "./text/invert.ts";
export { plainTextType, richTextType } from "./text/ot-type.ts";
export type { OtType } from "./text/ot-type.ts";
export { parseDelta, parseTextJson } from "./text/parse-delta.ts";
export type { PendingText } from "./text/pending-text.ts";
export { cut, isDelete, isInsert, lengthOf, textOf } from "./text/parts.ts";
export { Moving } from "./text/moving.ts";
export { reinserted, unitsOf } from "./text/reinsert.ts";
export type { Meter } from "./text/transform.ts";
export { lengthBefore, lengthChange, mapPosition } from "./text/position.ts";
export { TextValue } from "./text/text-value.ts";
export type { TextJson } from "./text/text-value.ts";
export { cross, transform } from "./text/transform.ts";
