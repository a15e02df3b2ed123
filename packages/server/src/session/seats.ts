import { Refused } from "@alongside/core";
import { BadMessage, encodeClosed, isClientId, type Join } from "@alongside/core/engine";
import type { Joining } from "./joining.ts";
import { Seat, type SeatOwner } from "./seat.ts";

/** The seats of one session, by the numbers that its client gave them. */
export class Seats {
  readonly #session: SeatOwner;
  readonly #joining: Joining;
  readonly #most: number;
  readonly #seats = new Map<number, Seat>();
  /** Numbers of seats that have ended: what was already on its way to them is passed over. */
  #ended: Set<number> | undefined;

  /** `most`: how many there may be at once. */
  constructor(session: SeatOwner, joining: Joining, most: number) {
    this.#session = session;
    this.#joining = joining;
    this.#most = most;
  }

  [Symbol.iterator](): Iterator<Seat> {
    return this.#seats.values();
  }

  /** Whether a seat is still wanted: its session lives, and has not asked for another one in its place. */
  holds(seat: Seat): boolean {
    return this.#seats.get(seat.seat) === seat;
  }

  /** The seat of a number; undefined for one that has ended. Throws `room.not-joined` for one that never was. */
  of(number: number): Seat | undefined {
    const seat = this.#seats.get(number);
    if (seat === undefined && this.#ended?.has(number) !== true)
      throw new Refused("room.not-joined", `This connection has no seat ${number}`);
    return seat;
  }

  /**
   * Takes a seat in a room, in place of an earlier one that this session has there for the same client. Resolves once it is in, or
   * was told why not. Rejects with `BadMessage` for a join that cannot be.
   */
  async join(join: Join): Promise<void> {
    const { client } = join;
    if (!isClientId(client))
      throw new BadMessage(`join.client is not a client id: ${String(client)}`);
    const taken = this.#seats.get(join.seat);
    if (taken !== undefined && !isSamePlace(taken.join, join))
      throw new BadMessage(
        `join.seat ${join.seat} is taken by ${taken.client} in ${taken.join.room}; a seat has a number of its own`,
      );
    for (const earlier of this.#seats.values())
      if (isSamePlace(earlier.join, join)) {
        earlier.leave(false);
        this.#ends(earlier.seat);
      }
    this.#ended?.delete(join.seat);
    const joining = this.#joining;
    const most = this.#most;
    if (this.#seats.size >= most) {
      this.#ends(join.seat);
      this.#tellClosed(join.seat, "limit.rooms", `More than ${most} seats on one connection`);
      return;
    }
    const seat = new Seat(this.#session, join, joining.nextOrder());
    this.#seats.set(join.seat, seat);
    const refusal = await joining.turns.pass(
      this.#session.id,
      () => this.holds(seat),
      async () => {
        while ((seat.isBehind || seat.isCrowded) && this.holds(seat)) await seat.pause();
        return this.holds(seat) ? joining.seat(seat) : undefined;
      },
    );
    if (refusal !== undefined && this.holds(seat))
      this.unseat(seat, refusal.code, refusal.message, refusal.wait);
  }

  leave(number: number): void {
    this.of(number)?.leave(true);
    this.#ends(number);
  }

  /** A seat is over, which its client hears where it still holds it. */
  unseat(seat: Seat, code: string, message: string, wait?: number): void {
    if (!this.holds(seat)) return;
    this.#ends(seat.seat);
    this.#tellClosed(seat.seat, code, message, wait);
  }

  /** Lets go of all seats. Returns what is to be done for each, where any step may throw. */
  end(goodbye: boolean): readonly (() => void)[] {
    const seats = [...this.#seats.values()];
    this.#seats.clear();
    return seats.map((seat) => () => seat.leave(goodbye));
  }

  /** Nothing is heard of a seat any more. */
  #ends(seat: number): void {
    this.#seats.delete(seat);
    this.#ended ??= new Set();
    this.#ended.delete(seat);
    this.#ended.add(seat);
    // What was on its way to the one that ended longest ago has arrived.
    const [first] = this.#ended;
    if (this.#ended.size > this.#most && first !== undefined) this.#ended.delete(first);
  }

  #tellClosed(seat: number, code: string, message: string, wait?: number): void {
    const told = { seat, code, message, ...(wait !== undefined && { wait }) };
    this.#session.outgoing.send(encodeClosed(told));
  }
}

/** Whether two joins are of one client in one room. */
function isSamePlace(a: Join, b: Join): boolean {
  return a.room === b.room && a.client === b.client;
}
