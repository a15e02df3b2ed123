import type { Clock, Random, UserInfo, Welcome } from "@alongside/core/engine";
import type { Cell } from "../cell.ts";
import type { ClientStatus } from "../client-types.ts";
import type { Connection } from "../connection/connection.ts";
import type { Report } from "../readable.ts";

/** What is given to the rooms of a client. */
type Given = Pick<
  RoomHost,
  | "id"
  | "clock"
  | "random"
  | "status"
  | "user"
  | "report"
  | "reportThrown"
  | "connection"
  | "onChange"
>;

/** Characters of a client id. */
export const CLIENT_LENGTH = 16;

/** What the rooms of a client share: who it is, its connection, and where what went wrong is told. */
export class RoomHost {
  readonly id!: string;
  readonly clock!: Clock;
  readonly random!: Random;
  readonly status!: Cell<ClientStatus>;
  readonly user!: Cell<UserInfo | undefined>;
  readonly report!: Report;
  /** Takes what is thrown to the app as well. */
  readonly reportThrown!: Report;
  readonly connection!: Connection;
  /** Called when the number of pending changes is another one, or a room was entered: it may be time to leave. */
  readonly onChange!: () => void;
  limits: Welcome["limits"] = { message: 2 ** 21, inFlight: 16 };
  /** What the server said that it knows: see `FEATURES`. */
  features: Welcome["features"] = [];
  #gestureRecords = 0;
  #seats = 0;

  constructor(given: Given) {
    Object.assign(this, given);
  }

  get isLive(): boolean {
    return this.connection.state.get().name === "live";
  }

  send(frame: string): void {
    this.connection.send(frame);
  }

  /** A number that no seat of this client has had. */
  nextSeat(): number {
    return ++this.#seats;
  }

  /** A number that no record made in a gesture of this client has had. */
  nextGestureRecord(): number {
    return this.#gestureRecords++;
  }
}
