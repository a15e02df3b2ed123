export { createClient } from "./client.ts";
export type { Client, ClientOptions, ClientStatus, TransportName } from "./client-types.ts";
export type { Transport, TransportFactory, TransportHandlers } from "./connection/transport.ts";
export type {
  DeviceKind,
  DevicePlace,
  DeviceRow,
  DeviceState,
  DeviceStore,
  DeviceWrite,
  Durability,
  Persist,
} from "./device/device-store.ts";
export type { Channel, Environment, EnvironmentEvent, Locks } from "./environment.ts";
export type { Lock, LockOptions, LockState, RoomLock } from "./locks/types.ts";
export type { About, Readable, Report } from "./readable.ts";
export type {
  Changed,
  Committed,
  Conflict,
  Crowd,
  Gesture,
  Mutate,
  Other,
  OwnPresence,
  Participant,
  Rejected,
  Room,
  RoomStatus,
  UpdateOptions,
} from "./room/types.ts";
export { openWaiting } from "./room/open-waiting.ts";
export type { Waiting } from "./room/open-waiting.ts";
export type {
  ExportedChange,
  ExportedText,
  ForgetOptions,
  RoomExport,
  UnsentWork,
} from "./unsent/types.ts";
export { openGesture } from "./room/open-gesture.ts";
export type { Rewound } from "./room/rewound.ts";
export { openText } from "./text/open-text.ts";
export type { AnyTextDraft, OpenTextOptions } from "./text/open-text.ts";
export type { RemoteCaret, SharedText } from "./text/shared-text.ts";
export { openTyping } from "./presence/typing.ts";
export type { Typing, TypingOptions } from "./presence/typing.ts";
export { openUndo } from "./undo/open-undo.ts";
export type { Undo, UndoChanged } from "./undo/open-undo.ts";
