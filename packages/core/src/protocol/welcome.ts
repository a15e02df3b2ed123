import type { Json } from "../json.ts";
import { trimmed } from "./shape.ts";

/** A person as the server knows them. */
export interface UserInfo {
  readonly id: string;
  readonly name: string;
  /**
   * `#rrggbb`. In a room nobody else has the same, white text is readable on it, and it is never grey: what `authenticate` or a guest
   * asked for where that is so and free, else another.
   */
  readonly color: string;
  /** In a room: what stands for the name in an avatar, of one to three graphemes, and nobody else's there. */
  readonly initials?: string;
  /** `agent` for who is no person: see `ServerRoom.presence`. */
  readonly kind?: string;
  readonly [detail: string]: Json;
}

/**
 * Answers `hello`: who you are here, and what you may send. On the wire
 * `["w", version, session, user, now, [message, inFlight, preview, [messages, changes, bytes]], features, expires?]`.
 */
export interface Welcome {
  readonly type: "welcome";
  readonly version: number;
  readonly session: string;
  readonly user: UserInfo;
  /** Server time in ms. */
  readonly now: number;
  readonly limits: {
    /** Bytes of one message. */
    readonly message: number;
    /** Changes of one client that may be under way in a room. */
    readonly inFlight: number;
    /** Characters of what one client may show of its gestures in a room. */
    readonly preview?: number;
    /** What may be sent a second; at once, as much as in two seconds. Who sends more is paused: see `Pause`. */
    readonly pace?: {
      readonly messages: number;
      readonly changes: number;
      /** Bytes of all messages. */
      readonly bytes: number;
    };
  };
  /** What the server can beyond the version. A client passes over those that it does not know. */
  readonly features: readonly string[];
  /** When the token runs out, in ms of server time. */
  readonly expires?: number;
}

export type WelcomeParts = readonly [
  tag: "w",
  version: number,
  session: string,
  user: UserInfo,
  now: number,
  limits: readonly [
    message: number,
    inFlight: number,
    preview?: number,
    pace?: readonly [messages: number, changes: number, bytes: number],
  ],
  features: readonly string[],
  expires?: number,
];

export function readWelcome(parts: WelcomeParts): Welcome {
  const [, version, session, user, now, most, features, expires] = parts;
  const [message, inFlight, preview, pace] = most;
  const limits = {
    message,
    inFlight,
    ...(preview !== undefined && { preview }),
    ...(pace && { pace: { messages: pace[0], changes: pace[1], bytes: pace[2] } }),
  };
  const rest = { ...(expires !== undefined && { expires }) };
  return { type: "welcome", version, session, user, now, limits, features, ...rest };
}

/** The frame of the message `welcome`, as it goes over the wire. */
export function encodeWelcome(welcome: Omit<Welcome, "type">): string {
  const { version, session, user, now, limits, features, expires } = welcome;
  const { message, inFlight, preview, pace } = limits;
  const perSecond = pace && [pace.messages, pace.changes, pace.bytes];
  const most = trimmed([message, inFlight, preview, perSecond]);
  return JSON.stringify(trimmed(["w", version, session, user, now, most, features, expires]));
}
