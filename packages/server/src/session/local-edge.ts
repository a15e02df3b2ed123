import type { Frame } from "@alongside/core/engine";
import { takeAll } from "../guard.ts";
import type { Edge } from "../room/port.ts";
import type { Seat } from "./seat.ts";

/** The links of this process. */
export class LocalEdge implements Edge {
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  send(frame: Frame, seats: readonly Seat[]): void {
    for (const seat of seats) {
      try {
        seat.send(frame);
      } catch (error) {
        this.#failed(seat, error);
      }
    }
  }

  show(frame: Frame, seats: readonly Seat[]): void {
    for (const seat of seats) {
      try {
        seat.show(frame);
      } catch (error) {
        this.#failed(seat, error);
      }
    }
  }

  /** What is thrown for a seat ends that one. */
  #failed(seat: Seat, error: unknown): void {
    this.#onError(error);
    const close = (): void => seat.close("room.reset", "Something could not be sent; join again");
    takeAll([() => seat.leave(false), close], this.#onError);
  }
}
