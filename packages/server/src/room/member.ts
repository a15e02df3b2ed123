import type { Rights, UserInfo } from "@alongside/core/engine";

/** A `joined` frame: its text, or, where it is large, its UTF-8 in pieces that others may be sent too. */
export type RoomFrame = string | readonly Buffer[];

/** A session's seat in one room. */
export interface Member {
  readonly client: string;
  readonly user: UserInfo;
  readonly rights: Rights;
  /** See `markOf`: members with the same mark read the same. */
  readonly mark: string;
  /** So much waits to be read already that presence is not sent for now. */
  readonly isBehind: boolean;
  /** Sends a frame that must not be missed. */
  send(frame: string): void;
  /** Sends the room itself, as the first frame. */
  sendRoom(frame: RoomFrame): void;
  /** Sends presence, which the reader may take its time over: it never ends a connection. */
  show(frame: string): void;
  /** Ends the seat; the session's other rooms live on. */
  close(code: string, message: string): void;
}
