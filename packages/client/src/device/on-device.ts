import type { RoomDefinition } from "@alongside/core";
import type { Environment } from "../environment.ts";
import type { RoomHost } from "../room/host.ts";
import type { RoomSession } from "../room/room.ts";
import type { DeviceKind, DeviceRow, DeviceWrite, Durability } from "./device-store.ts";

/** What a device is opened with. */
export interface DeviceGiven {
  readonly host: RoomHost;
  readonly server: string;
  readonly environment: Environment;
  /** All that sit in rooms over the connection: a seat that is added hears of it, and of what the server says to it. */
  readonly sessions: Set<RoomSession<RoomDefinition>>;
}

/** What a room asks to be written in one transaction. */
export interface Part {
  readonly writes: readonly DeviceWrite[];
  readonly durability: Durability;
  /** Called when the transaction is over. */
  done(isWritten: boolean): void;
}

/** Who asks for something to be written. */
export interface Writer {
  /** What is to be written now; undefined for nothing. */
  collect(): Part | undefined;
  /** What was written before may not be there, or is to be written again. */
  again(): void;
  /** Whether what is written is kept is another question than before. */
  told(): void;
}

/** What pages that are gone have left behind in a room. */
export interface LeftBehind {
  /** Of the room, as on the wire: `board:roadmap`. */
  readonly name: string;
  /** Looks what there is, and sends that: now, or as soon as it can be sent. */
  look(): void;
}

/** What the device of a client is to one of its rooms. */
export interface OnDevice {
  readonly host: RoomHost;
  /** Whether what is written is kept. */
  readonly isOpen: boolean;
  /** Resolves with all that is here of a room, or with the rows of some kinds. */
  load(room: string, kinds?: readonly DeviceKind[]): Promise<readonly DeviceRow[]>;
  /** Whether other pages can be told from those that are gone. */
  readonly hasLocks: boolean;
  /** All that sit in rooms over the connection. */
  readonly sessions: Set<RoomSession<RoomDefinition>>;
  /** Says to other pages that this client is there, as long as this page is. */
  claim(client: string): void;
  /** A queue is not this page's any more. */
  release(client: string): void;
  /**
   * Those clients whose pages are gone: nobody else is told so as long as this page lives, or until it releases them. Without locks
   * they all are.
   */
  whoIsGone(clients: readonly string[]): Promise<readonly string[]>;
  /** Looks at the rooms again a while after that client's page is gone. */
  watch(client: string): void;
  /** Asks that something be written: at once, or with the next transaction where one is under way. */
  request(writer: Writer): void;
  /** The same, beside one that is under way: there may be no later. */
  requestNow(writer: Writer): void;
}
