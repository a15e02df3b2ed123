import type { Json } from "@alongside/core";
import type {
  AnchoredRange,
  Change,
  Frame,
  Join,
  LockAsk,
  Look,
  Presence,
  Preview,
  Publish,
  Rights,
  RoomEvent,
  Seq,
  UserInfo,
  VersionEntry,
  Watch,
} from "@alongside/core/engine";
import type { Agent } from "../auth/user-info.ts";
import type { Naming } from "../store/versions.ts";
import type { PersonHere } from "./person-here.ts";
import type { Request } from "./verdict.ts";

/**
 * The one door of a room. A session, the server's own code, a session on another node, another protocol: all come through it, and
 * what stands behind it is the room's alone.
 */
export interface RoomPort {
  /** False once the room has left memory: whoever still holds it asks the registry for it again. */
  readonly isOpen: boolean;
  /** Keeps the room in memory until the returned function is called: for a guest that has no seat, say of another protocol. */
  pin(): () => void;
  /**
   * Seats a guest and sends it what it lacks. Undefined when it is not wanted any more, or the room left memory meanwhile: whoever
   * still wants to come in asks for the room again. An earlier seat of the same client is ended first, with `seat.replaced`. Throws `Refused` for a client
   * id of another user's and for one that a later join has, and what the store throws.
   */
  join(guest: Guest, asked: Asked): Promise<SeatPort | undefined>;
  /** Resolves with the storage, once all of it that was decided is durable; with undefined where the room has left memory. */
  read(): Promise<{ readonly seq: Seq; readonly storage: object } | undefined>;
  /**
   * Shows an agent of the server's own. False, and nothing done, where the room has left memory. Throws `TypeError`, `Invalid` and
   * `Refused` for what may not be shown.
   */
  showAgent(shown: AgentPresence): boolean;
  /** An agent is gone, where it was there. False, and nothing done, where the room has left memory. */
  removeAgent(id: string): boolean;
  /** Where threads are pinned in texts that may be read with `rights`, once that is durable; with undefined where the room has left memory. */
  postRanges(posts: readonly string[], rights: Rights): Promise<PostRanges | undefined>;
  /** Who is here, and what the server's own code tells them. Of a room that has left memory there is nobody. */
  readonly company: CompanyPort;
  /** The named moments, those that are durable, oldest first. Undefined where the room has left memory. */
  versions(): readonly VersionEntry[] | undefined;
  /**
   * Gives a moment a name. Resolves once that is durable, with undefined, and nothing done, where the room has left memory. Rejects with
   * `Refused`, `version.too-many` and `once.differs`, with `Stale` where the log is not at `head`, and with what the store throws.
   */
  nameVersion(naming: Naming, head?: Seq): Promise<VersionEntry | undefined>;
  /**
   * Decides a change of the server's own code, which has a counter like everybody. Resolves once its entry is durable; with
   * undefined, and nothing done, where the room has left memory. Rejects with `Refused` when the schema or a rule says no, and with what
   * `writeOwn` throws where the terms do not hold.
   */
  write(author: Writer, request: Request, terms?: Terms): Promise<Committed | undefined>;
  /**
   * Decides a change under number `n` of its author, unless that has ended. Resolves once it is durable, with how it ended, now or then;
   * with undefined, and nothing done, where the room has left memory. Rejects with what the store throws, and with what is wrong with
   * the request.
   */
  writeOnce(author: Writer, n: number, request: Request): Promise<Ended | undefined>;
}

/** Places of threads in texts, as they are at an entry of the log. */
export interface PostRanges {
  readonly seq: Seq;
  /** Undefined for a post that has none. */
  of(post: string): AnchoredRange | undefined;
}

/** What has to hold for a change of the server's own code to be decided at all. */
export interface Terms {
  /** The last entry of the log, whose number the author knows: nothing was decided since. */
  readonly head?: Seq;
  /** The number of a change that is made once: see `Once`. Its author's client makes no other change. */
  readonly n?: number;
}

/** The people of a room, as the server's own code meets them. */
export interface CompanyPort {
  list(): readonly PersonHere[];
  /** Throws `BadMessage` for an event that the definition refuses. Returns how many it is for. */
  announce(name: string, body: Json, to: readonly string[] | undefined): number;
  /** Ends the seats of a user, with `room.kicked`. Returns how many those were. */
  kick(user: string, message: string): number;
}

/** What an agent is to show, and for how long. */
export interface AgentPresence {
  readonly agent: Agent;
  readonly fields: { readonly [field: string]: Json };
  readonly ttlMs: number;
}

/** How somebody asks to come in. */
export interface Asked {
  readonly join: Join;
  /** Of two joins of a client the one that came later has the larger: it ends the other's seat. */
  readonly order: number;
  /** What the guest may do here. */
  readonly rights: Rights;
  /** False once the guest is gone, has asked for another seat, or its rights have to be looked at again. */
  isWanted(): boolean;
}

/** What a room hears from one seat. None of these throws: `Guest.failed` is told what is wrong with a message. */
export interface SeatPort {
  /** `bytes` is the length of the message, here and below. */
  change(change: Change, bytes: number): void;
  presence(message: Presence, bytes: number): void;
  preview(message: Preview, bytes: number): void;
  event(message: RoomEvent, bytes: number): void;
  /** Its guest's user has another name or colour, or anything else that is known of them. */
  introduce(): void;
  lock(message: LockAsk, bytes: number): void;
  /** Its page has missed something about the people here. */
  keyframe(): void;
  /** Its page looks at something else. */
  look(message: Look): void;
  /** Its page watches a series, or does so no more. */
  watch(message: Watch): void;
  publish(message: Publish): void;
  /**
   * Takes nothing more from the guest, who reads no more than `rights` from here on. Resolves once all that it wrote is durable, or
   * the room has closed.
   */
  end(rights: Rights): Promise<void>;
  leave(why: Leaving): void;
}

/**
 * Why a seat is left. `dropped`: the link went, the place is kept for the grace time. `revoked`: so too, but nothing is shown of
 * gestures that were begun with other rights. `goodbye`: the place goes at once.
 */
export type Leaving = "dropped" | "revoked" | "goodbye";

/** A `joined` frame: its text, or, where it is large, its UTF-8 in pieces that others may be sent too. */
export type RoomFrame = string | readonly Buffer[];

/** The far end of a seat: whom the room tells things. */
export interface Guest {
  /** The number by which its connection names the seat: its frames begin with it. */
  readonly seat: number;
  readonly client: string;
  readonly user: UserInfo;
  /** The kinds of entries that its client knows, as it said in its hello. */
  readonly kinds: readonly string[];
  /** Where its connection comes from; addresses take turns at what is slow. */
  readonly address: string;
  /** Whoever holds its link. */
  readonly edge: Edge;
  /** For how many ms nothing was heard of its connection, where that promised to be heard: see `FEATURES`. */
  readonly silentMs: number | undefined;
  /** So much waits to be read already that presence is not sent for now. */
  readonly isBehind: boolean;
  /** So much waits that where people are is told to it only once it has read that. */
  readonly isSlow: boolean;
  /** So much waits for others too that the room had better be sent later. */
  readonly isCrowded: boolean;
  /** Resolves when it is time to look again whether it `isCrowded`. */
  pause(): Promise<void>;
  /** Sends the room itself, as the first frame. */
  sendRoom(frame: RoomFrame): void;
  /** Ends the seat; the guest's other rooms live on. */
  close(code: string, message: string): void;
  /** What a message of its own cost, in about µs of a core: whoever spends more than its budgets is paused by its edge. */
  charge(work: number): void;
  /** A message of its own could not be taken: what that means for it, the edge decides. */
  failed(error: unknown): void;
}

/**
 * Whoever holds links: this process, or another node later. A frame for many guests is handed over once with all of them. `guests`
 * are this edge's own. Neither method throws: a guest that cannot be sent to loses its seat.
 */
export interface Edge {
  /** Sends a frame that must not be missed. */
  send(frame: Frame, guests: readonly Guest[]): void;
  /** Sends presence, which a reader may take its time over: it never ends a connection. */
  show(frame: Frame, guests: readonly Guest[]): void;
}

/** The server's own code. */
export interface Writer {
  readonly client: string;
  readonly user: UserInfo;
  readonly rights: Rights;
}

/** How a numbered change ended. */
export type Ended =
  | { readonly isRefused: false }
  | { readonly isRefused: true; readonly code: string; readonly message: string };

/** How a change of the server's own ended: where in the log, and which ops had nothing left to write to. */
export interface Committed {
  /** 0 where it had ended before, in an entry that has to be looked for: see `again`. */
  readonly seq: Seq;
  readonly void: readonly (readonly [key: string, index: number])[];
  /** It was made once, before: the server time of its entry, in ms. */
  readonly again?: { readonly at: number };
}
