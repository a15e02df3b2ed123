import type { Clock, Random, UserInfo, Welcome } from "@alongside/core/engine";
import type { ClientStatus } from "../client-types.ts";
import type { Reason } from "../connection/machine.ts";
import type { Readable, Report } from "../readable.ts";

/** What a room needs of its client. */
export interface RoomHost {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly status: Readable<ClientStatus>;
  readonly user: Readable<UserInfo | undefined>;
  readonly report: Report;
  /** Takes what is thrown to the app as well. */
  readonly reportThrown: Report;
  readonly limits: Welcome["limits"];
  readonly isLive: boolean;
  /** Bytes that were sent and have not left yet. */
  readonly buffered: number;
  send(frame: string): void;
  /** A change was sent: the link is tested where its answer does not come. */
  expectAnswer(): void;
  /** The link is of no use any more: start over. */
  drop(reason: Reason): void;
  /** A number that no record made in a gesture of this client has had. */
  nextGestureRecord(): number;
  /** The number of pending changes is another one, or the room was entered: it may be time to leave. */
  onChange(): void;
}
