import type { Json } from "@alongside/core";
import type { Clock, Random } from "@alongside/core/engine";
import type { Readable, Report } from "../readable.ts";

/** What a row of a device is about. */
export type DeviceKind = "room" | "queue" | "chunk" | "text" | "refused" | "undo" | "posts";

/** Where a row of a device is. */
export interface DevicePlace {
  /** As on the wire: `board:roadmap`. */
  readonly room: string;
  readonly kind: DeviceKind;
  readonly key: string;
}

/** A row that is kept on a device. */
export interface DeviceRow extends DevicePlace {
  readonly value: Json;
}

/** One write of a transaction. `clear` takes off all rows of that room and kind whose keys begin with `key`. */
export type DeviceWrite =
  | { readonly put: DeviceRow }
  | { readonly delete: DevicePlace }
  | { readonly clear: DevicePlace };

/**
 * How sure a transaction is when it resolves. `strict`: on the disk's platter, as far as the browser can say. `relaxed`: given to the
 * operating system, which a power cut may take along; what was committed before it is not lost with it.
 */
export type Durability = "strict" | "relaxed";

/** Whether a device keeps what it is given. `memory`: it keeps nothing beyond the page, for the reason that `code` names. */
export interface DeviceState {
  readonly name: "opening" | "open" | "memory";
  readonly code?: string;
  /** For people. */
  readonly reason?: string;
}

/** What is kept on the device for one server and user: rows, each of a kind, in a room, under a key. */
export interface DeviceStore {
  readonly state: Readable<DeviceState>;
  /**
   * All rows of a room, in one consistent look, by kind and key in the order of their characters. Waits while the store opens. Resolves
   * with none where the state is `memory`, beside those that are held. With `kinds`, only those, and it does not count as a visit to the room.
   */
  load(room: string, kinds?: readonly DeviceKind[]): Promise<readonly DeviceRow[]>;
  /** The rooms that have rows of a kind. Resolves with none where the state is `memory`. */
  rooms(kind: DeviceKind): Promise<readonly string[]>;
  /**
   * One transaction: all of it or nothing, after those that were asked for before. The values are copied before this returns.
   *
   * A store may hold strict writes in memory while they fail, and make them as soon as that works: then the state is `memory`, and the
   * promise waits. It rejects, with an `Error` that has a `code`, where they will not be made; then they stay the caller's to repeat.
   * A relaxed write rejects as soon as it has failed.
   */
  write(writes: readonly DeviceWrite[], durability: Durability): Promise<void>;
  /** Takes all rows of the user off the device, in every tab. */
  forget(): Promise<void>;
  /** Nothing is read or written any more. */
  close(): void;
}

/** Opens what a device keeps for a server. Does not throw: where nothing can be kept, the store's state says so. */
export type Persist = (given: {
  /** The server's address, as the client dials it. */
  readonly server: string;
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Takes why nothing is kept, and what is lost or damaged on the device, once each: as an `Error` whose `code` begins with `device.`.
   * That a write rejects with such an error need not be told again. @default Nobody is told.
   */
  readonly report?: Report;
}) => DeviceStore;
