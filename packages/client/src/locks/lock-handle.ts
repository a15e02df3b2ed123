import type { LockTarget } from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import type { Report } from "../readable.ts";
import { withResolvers } from "../with-resolvers.ts";
import type { LockState, RoomLock } from "./types.ts";

/** What one who asked for a lock holds: its own state and its own `release`. */
export class LockHandle implements RoomLock {
  readonly target: LockTarget;
  readonly release: () => void;
  readonly settled: Promise<LockState>;
  readonly become: (state: LockState) => void;
  readonly get: () => LockState;
  readonly subscribe: (listener: (state: LockState) => void) => () => void;

  constructor(target: LockTarget, report: Report, release: () => void) {
    const { promise, resolve } = withResolvers<LockState>();
    const cell = new Cell<LockState>({ name: "asking" }, report);
    this.target = target;
    this.settled = promise;
    this.get = cell.get;
    this.subscribe = cell.subscribe;
    this.release = release;
    this.become = (state) => {
      cell.set(state);
      if (state.name !== "asking") resolve(state);
    };
  }
}
