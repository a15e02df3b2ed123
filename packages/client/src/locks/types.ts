import type { LockTarget, UserInfo } from "@alongside/core/engine";
import type { Readable } from "../readable.ts";

/** A soft lock that somebody in the room holds. The object is the same until its holder holds something else. */
export interface Lock extends LockTarget {
  readonly client: string;
  readonly user: UserInfo;
  /** Whether this page holds it. */
  readonly self: boolean;
}

/**
 * How it stands with a lock that this page asked for. `asking`: the server has not answered, or not been heard of for so long that the
 * lock may have ended. `refused`: why, and `by` whom it is held where that is why. `lost`: it was held, and has been taken over, or its
 * record was deleted. What is refused or lost is not asked for again.
 */
export type LockState =
  | { readonly name: "asking" }
  | { readonly name: "held" }
  | {
      readonly name: "refused";
      readonly code: string;
      readonly message: string;
      readonly by?: Pick<Lock, "client" | "user">;
    }
  | { readonly name: "lost"; readonly by?: Pick<Lock, "client" | "user"> }
  | { readonly name: "released" };

/** A lock that this page asked for: how it stands with it. It is renewed by itself until `release`. */
export interface RoomLock extends Readable<LockState> {
  readonly target: LockTarget;
  /** Resolves with the first state that is not `asking`. */
  readonly settled: Promise<LockState>;
  /** Gives it back. */
  readonly release: () => void;
}

/** Options of `room.lock`. */
export interface LockOptions {
  /**
   * How long it is held after this page was last heard of, in ms: at least 1,000, and cut to what the server allows. @default 30_000
   */
  readonly ttlMs?: number;
  /** Takes it over from whoever holds it, where the app's rule lets that be. @default false */
  readonly take?: boolean;
}
