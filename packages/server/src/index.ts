import "./check-node.ts";
export { type ChainEnd, checkChain } from "./store/chain/chain-check.ts";
export type {
  Audited,
  AuditEntry,
  AuditLine,
  AuditNote,
  AuditStart,
} from "./store/chain/audited.ts";
export { memory, type MemoryOptions } from "./store/memory.ts";
export { type SqliteOptions, sqlite } from "./store/sqlite.ts";
export type { SeriesHands, SeriesOf, SeriesWindow } from "./series/hands.ts";
export {
  type ChangedRoom,
  type Cursor,
  type Followed,
  type FollowerLine,
  type FollowerStep,
  type Kept,
  type KeptKind,
  type NewKept,
  Outread,
} from "./store/followed.ts";
export type {
  DroppedPosts,
  PostBounds,
  PostContent,
  PostCount,
  PostList,
  PostPlace,
  PostQuery,
  PostRow,
  Posts,
} from "./store/posts.ts";
export type { SweepLine, SweepStep, Swept } from "./store/swept.ts";
export {
  checkAppend,
  CheckFailed,
  Conflict,
  Dropped,
  type Epoch,
  type OpsJsons,
  type Bounds,
  type Moment,
  type Outside,
  type RoomSize,
  type ImportStep,
  type Origin,
  type Store,
  type StoreTrouble,
  type SweepSteps,
  type Tombstone,
  UnknownResult,
} from "./store/store.ts";
export type { FoundEntries, WantedEntries } from "./store/past/wanted.ts";
export type { ApiKey, ApiOptions } from "./api/access.ts";
export { guests } from "./auth/guests.ts";
export { type JwtChecks, type JwtKey, type JwtOptions, jwt } from "./auth/jwt.ts";
export type {
  FollowedBatch,
  FollowedEntry,
  FollowedKind,
  Follower,
  FollowHandler,
  FollowOptions,
  FollowWrite,
  Letter,
} from "./followers/options.ts";
export type { InboxDelivery, Unread } from "./inbox/deliver/delivery.ts";
export { Undeliverable } from "./inbox/deliver/delivery.ts";
export type { InboxOptions } from "./inbox/options.ts";
export { webhook, type WebhookOptions } from "./followers/webhook.ts";
export type { Health, OwnRequests } from "./http/handler.ts";
export { type Metric, PROMETHEUS_TYPE, prometheusText } from "./http/prometheus.ts";
export {
  type CommittedChange,
  implement,
  type ProposedChange,
  type RoomImplementation,
  type RuleContext,
  type Rules,
  type TakeOverContext,
} from "./implement.ts";
export { type Limits, LIMITS, limitsWith } from "./limits.ts";
export { createLog, type Log, type LogLevel, type LogOptions } from "./log.ts";
export type {
  BringBackOptions,
  BroughtBack,
  PastChangesOptions,
  PastStretch,
  RoomHistory,
} from "./history/room-history.ts";
export type {
  RoomActivity,
  RoomsActivity,
  RoomsActivityOptions,
} from "./history/rooms-activity.ts";
export type { PastRoom, PastStep } from "./history/steps.ts";
export { BadExport, type BadExportCode } from "./rooms/bad-export.ts";
export type { AuditOptions, ListOptions, RoomList, Rooms, RoomStat } from "./rooms/rooms.ts";
export type { PersonHere } from "./room/person-here.ts";
export type { Answer } from "./room/answer.ts";
export type { Grant } from "./room/rights.ts";
export type { Committed as Written } from "./room/port.ts";
export type { HeldLock, RuleLocks } from "./room/rule-locks.ts";
export type { ServerRoom } from "./room/server-room.ts";
export { createServer, type Listening, type Server, type ServerOptions } from "./server.ts";
export type { Authenticate, Authenticated, RequestInfo } from "./session/wire.ts";
export type { Origins } from "./transports/origins.ts";
export type { Erased, Erasing, Erasure, PendingErasure } from "./store/erasing/erasing.ts";
export type { FeedRetention } from "./retention/feed-retention.ts";
export type { ActContext, FeedRules, ProposedAct } from "./room/feeds/feed-rules.ts";
