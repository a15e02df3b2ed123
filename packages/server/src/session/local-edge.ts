import { takeAll } from "../guard.ts";
import type { Edge } from "../room/port.ts";
import type { Seat } from "./seat.ts";

/** The links of this process. */
export class LocalEdge implements Edge {
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  send(frame: string, seats: readonly Seat[]): void {
    for (const seat of seats) this.#try(seat, () => seat.send(frame));
  }

  show(frame: string, seats: readonly Seat[]): void {
    for (const seat of seats) this.#try(seat, () => seat.show(frame));
  }

  /** What throws here ends that one seat. */
  #try(seat: Seat, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#onError(error);
      const close = (): void => seat.close("room.reset", "Something could not be sent; join again");
      takeAll([() => seat.leave(false), close], this.#onError);
    }
  }
}
