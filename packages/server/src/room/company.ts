import type { Json } from "@alongside/core";
import { encodeEvent, type RoomEvent } from "@alongside/core/engine";
import type { Judge } from "./judge.ts";
import type { Member } from "./member.ts";
import type { People } from "./people.ts";
import type { PersonHere } from "./person-here.ts";
import type { RoomSeat } from "./room-seat.ts";
import { SeatFrames } from "./seat-frames.ts";
import { Sends } from "./sends.ts";

interface CompanyOptions {
  readonly people: People;
  readonly judge: Judge;
  /** Those who are shown to the others, and are shown them. */
  readonly shown: Iterable<RoomSeat>;
  /** All of them. */
  readonly seats: Iterable<RoomSeat>;
  readonly attend: (member: Member, fn: () => void) => void;
  /** Ends a seat, which its guest hears. */
  readonly end: (seat: RoomSeat, code: string, message: string) => void;
}

/** What is told to the people of a room at once, and what the server's own code asks of them. */
export class Company {
  readonly #options: CompanyOptions;

  constructor(options: CompanyOptions) {
    this.#options = options;
  }

  /** Everybody, programs included, in the order in which they came. */
  list(): readonly PersonHere[] {
    return this.#options.people.list();
  }

  /** Sends an event to everyone whom it is for but its author. Who has much left to read already misses it, and is not closed for it. Returns how many those are. */
  tell({ name, body, to }: Pick<RoomEvent, "name" | "body" | "to">, author?: RoomSeat): number {
    const { shown, attend } = this.#options;
    const sends = new Sends();
    const ids = to && new Set(to);
    let readers = 0;
    const told = { name, body, ...(author && { from: author.client }) };
    const frames = new SeatFrames(
      () => told,
      (seat, event) => encodeEvent({ ...event, seat }),
    );
    for (const seat of shown) {
      const isMeant = ids === undefined || ids.has(seat.client) || ids.has(seat.user.id);
      if (seat === author || !isMeant) continue;
      readers += 1;
      attend(seat, () => {
        if (!seat.guest.isBehind) sends.add(frames.of(seat), seat);
      });
    }
    sends.flush("show");
    return readers;
  }

  /** An event of the server's own. Throws `BadMessage` where the definition refuses it. Returns how many it is for. */
  announce(name: string, body: Json, to: readonly string[] | undefined): number {
    const checked = this.#options.judge.event(name, body);
    return this.tell({ name, body: checked, ...(to && { to }) });
  }

  /** Ends the seats of a user. Returns how many those were. */
  kick(user: string, message: string): number {
    const seats = [...this.#options.seats].filter((seat) => seat.user.id === user);
    for (const seat of seats) this.#options.end(seat, "room.kicked", message);
    // Whose link is down has a place still, and no seat.
    for (const { client, user: one } of this.list())
      if (one.id === user && one.kind !== "agent") this.#options.people.leave(client);
    return seats.length;
  }
}
