import type { LockTarget } from "./lock.ts";
import type { UserInfo } from "./welcome.ts";

/** Somebody who holds locks, with all of them that the reader may know of; without a user where there are none. */
export interface LockHolder {
  readonly client: string;
  readonly user?: UserInfo;
  readonly targets: readonly LockTarget[];
}

/**
 * Who holds which locks, where that has changed. On the wire `["f", seat, holders, all?]`: a holder is `[client, user, id, field, …]`,
 * `field` null for a whole record, or `[client]` where nothing is held any more. `all` is 1 where whoever is not named holds nothing: so
 * the room is told to who enters it again, or has missed something.
 */
export interface Locks {
  readonly type: "locks";
  readonly seat: number;
  readonly holders: readonly LockHolder[];
  readonly all?: true;
}

type HolderParts = readonly [client: string, user?: UserInfo, ...targets: (string | null)[]];

export type LocksParts = readonly [
  tag: "f",
  seat: number,
  holders: readonly HolderParts[],
  all?: 1,
];

export function readLocks([, seat, holders, all]: LocksParts): Locks {
  const rest = all === undefined ? {} : { all: true as const };
  return { type: "locks", seat, holders: holders.map(readHolder), ...rest };
}

function readHolder([client, user, ...parts]: HolderParts): LockHolder {
  const targets: LockTarget[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const id = parts[i] as string;
    const field = parts[i + 1];
    targets.push(typeof field === "string" ? { id, field } : { id });
  }
  return user === undefined ? { client, targets } : { client, user, targets };
}

/** JSON of the holders. */
export function lockHoldersJson(holders: readonly LockHolder[]): string {
  const parts = holders.map(({ client, user, targets }) =>
    user === undefined
      ? [client]
      : [client, user, ...targets.flatMap(({ id, field = null }) => [id, field])],
  );
  return JSON.stringify(parts);
}

/** A frame around `holders`, which `lockHoldersJson` wrote. */
export function locksFrame(seat: number, holders: string, isAll: boolean): string {
  return `["f",${seat},${holders}${isAll ? ",1" : ""}]`;
}
