import {
  type Down,
  encodeAuth,
  encodeBye,
  encodeChange,
  encodeClosed,
  encodeCounts,
  encodeEvent,
  encodeHello,
  encodeJoin,
  encodeKeyframe,
  encodeKnown,
  encodeLook,
  encodeLeave,
  encodeLock,
  encodeLockAnswer,
  encodeNotice,
  encodePause,
  encodePresence,
  encodePreview,
  encodePublish,
  encodeQuestion,
  encodeWatch,
  encodeWelcome,
  lockHoldersJson,
  locksFrame,
  PING,
  PONG,
  type Up,
} from "@alongside/core/engine";

/** The frame of a message, as the client writes it. */
export function encodedUp(message: Up): string {
  switch (message.type) {
    case "hello":
      return encodeHello(message);
    case "auth":
      return encodeAuth(message);
    case "join":
      return encodeJoin(message);
    case "leave":
      return encodeLeave(message.seat);
    case "change":
      return encodeChange(message);
    case "presence":
      return encodePresence(message);
    case "event":
      return encodeEvent(message);
    case "preview":
      return encodePreview(message);
    case "keyframe":
      return encodeKeyframe(message.seat);
    case "question":
      return encodeQuestion(message);
    case "lock":
      return encodeLock(message);
    case "look":
      return encodeLook(message);
    case "watch":
      return encodeWatch(message);
    case "publish":
      return encodePublish(message);
    case "ping":
      return PING;
  }
}

/** The frame of a message, as the server writes it, where it writes it in one piece. */
export function encodedDown(message: Down): string | undefined {
  switch (message.type) {
    case "welcome":
      return encodeWelcome(message);
    case "event":
      return encodeEvent(message);
    case "counts":
      return encodeCounts(message);
    case "notice":
      return encodeNotice(message);
    case "known":
      return encodeKnown(message);
    case "closed":
      return encodeClosed(message);
    case "lock":
      return encodeLockAnswer(message);
    case "locks":
      return locksFrame(message.seat, lockHoldersJson(message.holders), message.all === true);
    case "bye":
      return encodeBye(message);
    case "pause":
      return encodePause(message.ms);
    case "pong":
      return PONG;
    default:
      return undefined;
  }
}
