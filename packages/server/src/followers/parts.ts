import type { RoomDefinition, StorageOf } from "@alongside/core";
import type { Clock, Random, RoomId, Seq, UserInfo } from "@alongside/core/engine";
import type { RoomPort } from "../room/port.ts";
import type { Store } from "../store/store.ts";
import type { FollowHandler } from "./options.ts";
import type { Wanted } from "./reading.ts";

/** What followers need of their server. */
export interface FollowerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** As whom they write. */
  readonly user: UserInfo;
  load(room: RoomId): Promise<RoomPort>;
  /** Throws `TypeError` for a definition that the server does not run. */
  check(definition: RoomDefinition): void;
  stateAt(room: RoomId, seq: Seq): Promise<StorageOf<RoomDefinition>>;
  /** Never throws. */
  onError(error: unknown): void;
}

/** How much one follower writes. */
export interface Reach {
  /** Writes of one batch at most. */
  readonly writes: number;
  /** Into so many rooms at a time; 1 keeps the order in which they were asked for. */
  readonly atOnce: number;
}

/** What one follower is. */
export interface FollowerTask extends FollowerParts {
  readonly reach: Reach;
  readonly name: string;
  readonly wanted: Wanted;
  readonly isFromNow: boolean;
  readonly batch: number;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly handler: FollowHandler;
}
