import type { Json } from "../json.ts";

/** A person as the server knows them. */
export interface UserInfo {
  readonly id: string;
  readonly name: string;
  /** A CSS colour. */
  readonly color: string;
  readonly [detail: string]: Json;
}

/** Answers `hello`: who you are here, and what you may send. */
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
  };
  /** When the token runs out, in ms of server time. */
  readonly expires?: number;
}
