import type { RoomId, Seq } from "@alongside/core/engine";

/** Where the lines of a room begin. */
export interface AuditStart {
  readonly room: RoomId;
  /** They follow this entry. */
  readonly after: Seq;
  /** The last of the log when it was read. */
  readonly head: Seq;
  /** Where the room has a chain: the entry after which it begins, or goes on, and the seal there. */
  readonly chain?: { readonly after: Seq; readonly seal: string };
}

/** An entry. Bytes are base64url. */
export interface AuditEntry {
  readonly room: RoomId;
  readonly seq: Seq;
  /** Server time in ms. */
  readonly at: number;
  readonly kind: string;
  readonly client?: string;
  readonly n?: number | readonly [first: number, n: number];
  /** JSON of what it says: who, and what. */
  readonly body: string;
  readonly salt?: string;
  /** What it said before it was erased, hashed with a salt that is gone. */
  readonly digest?: string;
  readonly seal?: string;
}

/** What the chain says beside its entries, right after `seq`. */
export interface AuditNote {
  readonly room: RoomId;
  readonly seq: Seq;
  readonly note: string;
  /** JSON. */
  readonly body: string;
  readonly seal: string;
}

/** A line of an audit. */
export type AuditLine = AuditStart | AuditEntry | AuditNote;

/** What a store tells of its logs to those who look them over. */
export interface Audited {
  /**
   * A room's log after an entry, up to its head of now, with the seals of its chain where it has one: first where it begins, then
   * entries and notes in the order of the chain. Nothing for a room that holds nothing. Throws `Dropped`, as `read` does. Reads page by
   * page: who asks for no more has nothing read.
   */
  audited(room: RoomId, after: Seq): AsyncIterable<AuditLine>;
}
