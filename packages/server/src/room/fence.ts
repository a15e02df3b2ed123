import { Refused } from "@alongside/core";
import type { Guest } from "./port.ts";
import type { RoomSeat } from "./room-seat.ts";

/** A guest's claim to be what a client id names in a room: from its join until its seat ends. */
export interface Claim {
  readonly guest: Guest;
  /** Of two joins the later one has the larger. */
  readonly order: number;
  /** Undefined before it is let in. */
  seat: RoomSeat | undefined;
}

/** Which guest is what each client id names: one at a time, the one that joined last. */
export class Fence {
  readonly #claims = new Map<string, Claim>();

  /**
   * Claims the guest's client id. The claim that this ends comes back as `earlier`: nothing that its guest says is heard any more once
   * the caller has ended its seat. Throws `seat.replaced` where a later join has the id, and `auth.client-taken` where another user has.
   */
  claim(
    guest: Guest,
    order: number,
  ): { readonly claim: Claim; readonly earlier: Claim | undefined } {
    const { client, user } = guest;
    const earlier = this.#claims.get(client);
    if (earlier !== undefined && earlier.guest.user.id !== user.id)
      throw new Refused("auth.client-taken", `Client id ${client} belongs to another user`);
    if (earlier !== undefined && earlier.order > order)
      throw new Refused("seat.replaced", REPLACED);
    const claim: Claim = { guest, order, seat: undefined };
    this.#claims.set(client, claim);
    return { claim, earlier };
  }

  holds(claim: Claim): boolean {
    return this.#claims.get(claim.guest.client) === claim;
  }

  /** The guest did not come in after all. */
  release(claim: Claim): void {
    if (this.holds(claim)) this.#claims.delete(claim.guest.client);
  }

  /** A seat has ended. */
  left(seat: RoomSeat): void {
    const claim = this.#claims.get(seat.client);
    if (claim?.seat === seat) this.#claims.delete(seat.client);
  }
}

export const REPLACED = "The same client has joined the room again; this seat is the old one";
