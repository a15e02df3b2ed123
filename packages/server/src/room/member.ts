import type { Rights, UserInfo } from "@alongside/core";

/** A session's seat in one room. */
export interface Member {
  readonly client: string;
  readonly user: UserInfo;
  readonly rights: Rights;
  /** See `markOf`: members with the same mark read the same. */
  readonly mark: string;
  /** Sends a frame that must not be missed. */
  send(frame: string): void;
  /** Sends what may be missed: a reader who is behind gets `keyframe` later instead. */
  sendTick(frame: string, keyframe: () => string): void;
  /** Ends the seat; the session's other rooms live on. */
  close(code: string, message: string): void;
}
