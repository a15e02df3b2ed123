export { freeze, linked, linking, shapeForServer } from "#build";
export { inWords } from "#words";
export { activitiesOf, type Activity, isToldTo, toldKey } from "./activity/activity.ts";
export { ACTIVITY_MARK, type ActivityGroup, groupActivities, markOf } from "./activity/groups.ts";
export { summaryWords, thingOf } from "./activity/words.ts";
export { PRIORITIES, TELLING, type ToldActivity } from "./schema/activity/telling.ts";
export type { Clock, Random } from "./env.ts";
export { systemClock, systemRandom } from "./env.ts";
export { Incompatible } from "./errors.ts";
export { isClientId, ownerOf, parseRoomId, recordId, recordIds, roomId } from "./ids.ts";
export { checkJson, equalJson } from "./json.ts";
export type { ChangeEntry, Entry, MigrationEntry, RoomId, Seq, VersionEntry } from "./log.ts";
export { ENTRY_KINDS } from "./log.ts";
export { isFields, isObject, mistake, misused, said } from "./mistake.ts";
export type { Attempt } from "./change/attempt.ts";
export { attempt } from "./change/attempt.ts";
export { checkStored } from "./schema/check-stored.ts";
export { checkInverse, checkOps, refusalCode } from "./change/check.ts";
export { checkSeen, type SeenField } from "./change/check-seen.ts";
export { inverseOf } from "./change/check-text.ts";
export { createDraft } from "./change/draft.ts";
export { fromJSON } from "./schema/from-json.ts";
export { initialOps } from "./change/initial.ts";
export { migrate } from "./change/migrate.ts";
export { migratedStates, OlderWrites } from "./change/older-writes.ts";
export type { FeedOp, Op, OpsByKey, TextOp } from "./model/op.ts";
export type { Anchor, FeedAct, TextAnchor } from "./model/feed-op.ts";
export { isMark } from "./model/range-mark.ts";
export { type AnchoredRange, moveRange } from "./text/anchored.ts";
export { unmark } from "./text/unmark.ts";
export type { FeedKeeper } from "./model/feed-keeper.ts";
export { foldPost, foldReply, type PostState, type Told } from "./model/post-state.ts";
export { ROOT } from "./model/op.ts";
export type { KeyState, RecordState } from "./model/record-state.ts";
export { setGround } from "./pending/ground.ts";
export type { OpenChange } from "./pending/open-change.ts";
export { ChangeBundle } from "./pending/bundle.ts";
export { Replica, seenRecord } from "./pending/replica.ts";
export {
  isOnce,
  LEDGER_MS,
  type LedgerLine,
  LedgerLines,
  ONCE_MS,
  type Refusal,
  Refusals,
} from "./model/ledger.ts";
export type { Folded } from "./model/state-codec.ts";
export {
  applyEntry,
  decodeSnapshot,
  decoding,
  encodeSnapshot,
  fold,
  keyStates,
} from "./model/state-codec.ts";
export type { State } from "./model/state.ts";
export type { FieldNote, Note, TextNote } from "./undo/undo-notes.ts";
export { slotOf } from "./undo/undo-notes.ts";
export {
  checkRange,
  isOf,
  partOf,
  referencesTo,
  type RoomPart,
  type TextRange,
} from "./undo/restored-part.ts";
export {
  type ChangedRecord,
  Difference,
  type RecordDifference,
  type RoomDifference,
} from "./undo/difference.ts";
export type { TextStretch } from "./undo/traced-text.ts";
export { type PartToRestore, Restoring } from "./undo/restoring.ts";
export { WithoutUser } from "./undo/without-user.ts";
export { UndoStep } from "./undo/undo-step.ts";
export type { RecordIds } from "./change/writer.ts";
export type { Answer } from "./protocol/answer.ts";
export { readAnswer } from "./protocol/answer.ts";
export type { Auth } from "./protocol/auth.ts";
export { encodeAuth } from "./protocol/auth.ts";
export { encodeBye } from "./protocol/bye.ts";
export type { Change, MutationCall, Reinsertion, UndoCall } from "./protocol/change.ts";
export { encodeChange } from "./protocol/change.ts";
export { encodeClosed } from "./protocol/closed.ts";
export { CLOSE_CODES, closeCodeOf } from "./protocol/close-codes.ts";
export { codeDocs } from "./protocol/code-docs.ts";
export { CODE_MEANINGS } from "./protocol/code-meanings.ts";
export type { Code } from "./protocol/codes.ts";
export { CODES } from "./protocol/codes.ts";
export { isFinal } from "./protocol/final-codes.ts";
export type { Down } from "./protocol/down.ts";
export { parseDown } from "./protocol/down.ts";
export { type Counts, encodeCounts } from "./protocol/counts.ts";
export { encodeLook, type Look } from "./protocol/look.ts";
export { isArea, MAX_AREAS } from "./points/viewport.ts";
export { encodeKeyframe } from "./protocol/keyframe.ts";
export { type PastChange, pastChange, type PastUser } from "./protocol/past-change.ts";
export {
  checkVersionName,
  type NamedMoment,
  type Version,
  type VersionParts,
  versionOf,
} from "./protocol/past-version.ts";
export { encodePublish, type Publish } from "./protocol/publish.ts";
export { encodeWatch, type Watch } from "./protocol/watch.ts";
export type { SeriesFrame } from "./protocol/series.ts";
export { ENTRIES, FRAMES, SERIES_FRAME } from "./series/frame.ts";
export { LongReader } from "./series/long-reader.ts";
export { type Bucket, SeriesMirror } from "./series/mirror.ts";
export { REACH, Scale } from "./series/scale.ts";
export { isKey } from "./schema/series/series.ts";
export type { KeyIn, PointIn, SeriesNode } from "./schema/series/types.ts";
export { encodePause } from "./protocol/pause.ts";
export type { Ack, Commit, DownEntry, EntryParts, RefusedEntry } from "./protocol/entries.ts";
export { entryParts, readEntry } from "./protocol/entries.ts";
export { encodeEvent, MAX_RECEIVER, MAX_RECEIVERS } from "./protocol/event.ts";
export type { RoomEvent } from "./protocol/event.ts";
export type { Hello } from "./protocol/hello.ts";
export type { Frame } from "./protocol/frame.ts";
export { encodeHello, GREETING_BYTES, GREETING_MESSAGES } from "./protocol/hello.ts";
export { encodeJoin } from "./protocol/join.ts";
export type { Join, LastEntry } from "./protocol/join.ts";
export type { Joined, LogName, LogVerdict, Rights } from "./protocol/joined.ts";
export { encodeLeave } from "./protocol/leave.ts";
export { MAX_RANGE, numbersPart, type NumbersPart, readNumbers } from "./protocol/numbers.ts";
export type { Introduction } from "./protocol/introduction.ts";
export { encodeKnown } from "./protocol/known.ts";
export type { LockAnswer, LockAsk, LockRefusal, LockTarget } from "./protocol/lock.ts";
export { encodeLock, encodeLockAnswer } from "./protocol/lock.ts";
export type { LockHolder, Locks } from "./protocol/locks.ts";
export { lockHoldersJson, locksFrame } from "./protocol/locks.ts";
export { encodeNotice } from "./protocol/notice.ts";
export { decodeOps, encodeOps, MAX_OPS, type WireOps } from "./protocol/ops.ts";
export type { ShownLimits } from "./protocol/peek.ts";
export { PING, PONG } from "./protocol/ping.ts";
export { encodePresence } from "./protocol/presence.ts";
export type { ActivityState, PersonState, Presence } from "./protocol/presence.ts";
export type { Preview } from "./protocol/preview.ts";
export { encodePreview, previewWeight } from "./protocol/preview.ts";
export { BadMessage, shortened } from "./protocol/shape.ts";
export { BYTES_TICK, personParts } from "./protocol/tick.ts";
export type { SeatPresence, SeatPatch, Tick } from "./protocol/tick.ts";
export type { FeedQuestion, PostList, PostPlace, PostsQuestion } from "./protocol/feed-question.ts";
export type { About, Question, When } from "./protocol/question.ts";
export { encodeQuestion, MOST_ENTRIES, MOST_OF_NAME } from "./protocol/question.ts";
export type { Up } from "./protocol/up.ts";
export { parseUp } from "./protocol/up.ts";
export { agreeOnVersion, BEAT_MS, FEATURES, WIRE_VERSIONS } from "./protocol/version.ts";
export { type Moment, rightBefore, whenOf } from "./protocol/when.ts";
export { encodeWelcome } from "./protocol/welcome.ts";
export type { UserInfo, Welcome } from "./protocol/welcome.ts";
export { isDefinition } from "./schema/define-room.ts";
export type { Fields } from "./schema/kinds.ts";
export type { Migrations, StoredRecord } from "./schema/migrations.ts";
export type { MutationsOf } from "./schema/room-definition.ts";
export { topKeyOf } from "./model/top-key.ts";
export { namesIn } from "./schema/record/paths.ts";
export { shapeOf } from "./schema/shape.ts";
export { plainNode } from "./schema/plain/plain-node.ts";
export type { PlainNode } from "./schema/plain/types.ts";
export type { RecordSchema } from "./schema/kinds.ts";
export type { Snapshot } from "./snapshot.ts";
export type { Sync } from "./sync.ts";
export { ofSync } from "./sync.ts";
export { Grid } from "./points/grid.ts";
export { MOVES, type Points } from "./points/points.ts";
export type { CaretEngine, Carets } from "./text/carets.ts";
export { editOfText, type KeyedEdit } from "./change/edit-of-text.ts";
export { Moving } from "./text/moving.ts";
export { textEngine } from "./text/engine.ts";
export type { Grounds } from "./text/pending-texts.ts";
export type { Shelf } from "./text/text-shelves.ts";
export { reinserted, unitsOf } from "./text/reinsert.ts";
export type { Meter } from "./text/transform.ts";
