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

  constructor(target: LockTarget, report: Report, release: (handle: LockHandle) => void) {
    const { promise, resolve } = withResolvers<LockState>();
    const cell = new Cell<LockState>({ name: "asking" }, report);
    this.target = target;
    this.settled = promise;
    this.get = cell.get;
    this.subscribe = cell.subscribe;
    this.release = () => release(this);
    this.become = (state) => {
      cell.set(state);
      if (state.name !== "asking") resolve(state);
    };
  }
}

/** A lock that this page asked for, whoever on it: they hold it together. */
export interface OwnLock {
  readonly key: string;
  readonly target: LockTarget;
  readonly handles: Set<LockHandle>;
  ms: number;
  /** It is to be taken over, until it is held. */
  isTaking: boolean;
  state: LockState;
  /** Until when the server holds it, by this page's clock; before it was held, 0. */
  until: number;
  /** The number of the last question that the server has not answered. */
  ask: number | undefined;
  /** Ends the wait for the next time that something is to be done for it. */
  cancel: (() => void) | undefined;
}
