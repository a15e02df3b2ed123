import type { Refused, RoomDefinition } from "@alongside/core";
import { Cell } from "../cell.ts";
import type { ClientStatus } from "../client-types.ts";
import type { Report } from "../readable.ts";
import { withResolvers } from "../with-resolvers.ts";
import type { RoomCopy } from "./copy.ts";
import type { RoomHost } from "./host.ts";
import type { RoomKeeper } from "./keeper.ts";
import type { SessionState } from "./session-state.ts";
import { type Doing, isSameStatus, roomStatus } from "./status.ts";
import type { RoomStatus } from "./types.ts";

/** All that a room's status is made from. */
export interface Told extends Doing {
  readonly client: ClientStatus;
  readonly session: SessionState;
}

/** A room on this page, as far as its status tells of it. */
interface Room {
  readonly copy: Pick<RoomCopy<RoomDefinition>, "isReady" | "pending" | "asOf">;
  readonly host: Pick<RoomHost, "status">;
  readonly saved: RoomStatus["saved"];
  readonly keeper: Pick<RoomKeeper, "unseen"> | undefined;
}

/** What the status of a room is made from. */
export function toldOf({ copy, host, saved, keeper }: Room, session: SessionState): Told {
  const { isReady, pending, asOf } = copy;
  const isUnknown = !isReady && keeper !== undefined;
  const client = host.status.get();
  const unseen = keeper?.unseen;
  return { client, session, isReady, isUnknown, pending: pending.size, saved, asOf, unseen };
}

/** The status of a room, as it is told. */
export class ToldStatus {
  readonly cell: Cell<RoomStatus>;
  #from: Told;
  #total = 0;
  readonly #waiting = new Set<(error: Error) => void>();

  constructor(from: Told, report: Report) {
    this.#from = from;
    this.cell = new Cell(roomStatus(from.client, from.session, from), report);
  }

  /** Asked at each key; mostly there is nothing new. */
  tell(from: Told): void {
    const before = this.#from;
    let part: keyof Told;
    for (part in from) if (from[part] !== before[part]) return this.#tell(from);
  }

  #tell(from: Told): void {
    this.#from = from;
    const { pending } = from;
    this.#total = pending === 0 ? 0 : Math.max(this.#total, pending);
    const now = roomStatus(from.client, from.session, { ...from, total: this.#total });
    if (!isSameStatus(now, this.cell.get())) this.cell.set(now);
  }

  /** Resolves once what was done here is as safe as that, or safer. */
  saved(where: "server" | "device"): Promise<void> {
    const is = ({ saved }: RoomStatus): boolean => saved === "server" || saved === where;
    const { promise, resolve, reject } = withResolvers<void>();
    const tell = (now: RoomStatus): void => {
      if (!is(now)) return;
      stop();
      this.#waiting.delete(reject);
      resolve();
    };
    const stop = this.cell.subscribe(tell);
    this.#waiting.add(reject);
    tell(this.cell.get());
    return promise;
  }

  /** The room is over on this page: who waits is told so. */
  end(error: Refused): void {
    for (const reject of this.#waiting) reject(error);
  }
}
